using System.Text;
using System.Text.RegularExpressions;

namespace Kaya.Tasks;

/// <summary>One band of a raster file as given on the command line: <c>FILE[#BAND][@KEY=VALUE...]</c>.</summary>
/// <remarks>
/// BAND is a number from 1 or a name; for a netCDF file, the name of a variable. It is optional if the file has one band.
/// <c>@band=</c> is another way to write it. If a file has several bands, variables, times or levels, one must be chosen
/// (<c>@time=2015-01-03T06:00</c>, <c>@level=0</c>), or a sum or mean (<c>@time=all:sum</c>, <c>@time=2015-01:mean</c>).
/// The keys are those of <see cref="RasterReading"/>: unit, kind, basis, crs, no-data, format, time, level, times. So a list of drivers,
/// each with
/// its own, is one word: <c>--drivers lights.tif@kind=intensive@unit=1,people.tif#2@kind=extensive@unit=1</c>.
/// An options record with a property of this type (or a list of it) automatically gets the flag and the configuration key.
/// <code>
/// using OpenedRaster lights = options.Lights.Open();     // any format: GeoTIFF, ASCII grid, netCDF, inventories' own
/// lights.RequireKind().RequireUnit();                    // errors that name the missing option
/// Raster onGrid = lights.On(target);                     // sums, means or nearest codes, depending on its kind
/// </code>
/// </remarks>
/// <param name="Path">The file.</param>
/// <param name="Band">Number from 1, or a name; null for the only one.</param>
/// <param name="Reading">Properties that the file does not specify.</param>
public sealed partial record RasterInput(string Path, string? Band, RasterReading Reading)
{
    /// <summary>Reads the text of an option.</summary>
    /// <param name="text">Such as <c>city.tif#population@kind=extensive</c>.</param>
    /// <returns>The file, its band, and its reading options.</returns>
    /// <exception cref="DataFormatException">An unknown key, or an invalid value.</exception>
    public static RasterInput Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        RasterReading reading = new();
        // An existing file whose name contains these characters is used as is.
        if (File.Exists(text)) return new RasterInput(text, null, reading);
        Match options = OptionsAtEnd().Match(text);
        string name = options.Success ? text[..options.Index] : text;
        string? band = null;
        foreach (string part in options.Success ? options.Value[1..].Split('@') : [])
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at + 1 == part.Length) throw NoValue(part);
            if (part[..at] == "band") band = part[(at + 1)..];
            else reading = reading.With(part[..at], part[(at + 1)..]);
        }

        if (band is not null) return new RasterInput(name, band, reading);
        int hash = File.Exists(name) ? -1 : name.LastIndexOf('#');
        return hash > 0 && name.IndexOfAny(['/', '\\'], hash) < 0 && hash + 1 < name.Length
            ? new RasterInput(name[..hash], name[(hash + 1)..], reading) : new RasterInput(name, null, reading);
    }

    /// <summary>The file as a task lists its inputs.</summary>
    /// <param name="name">Its role in the task, such as <c>lights</c>.</param>
    /// <returns>The entry.</returns>
    public TaskInput Listed(string name) =>
        new(name, Path, Reading.Format is { } format ? $"{format.Name} inventory" : "raster", Reading.Unit ?? Reading.Format?.Unit);

    /// <summary>Opens the band.</summary>
    /// <param name="others">Options for every file of the command, such as --unit; options of this file take precedence.</param>
    /// <returns>The open band; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a raster, damaged, no such band, or an invalid unit.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or no georeference.</exception>
    public OpenedRaster Open(RasterReading? others = null) =>
        OpenedRaster.Open(this with { Reading = others is null ? Reading : Reading.Or(others) }, others is not null);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The text of the option.</returns>
    public override string ToString()
    {
        StringBuilder text = new(Path);
        if (Band is not null) text.Append('#').Append(Band);
        foreach ((string key, string value) in Reading.Said()) text.Append('@').Append(key).Append('=').Append(value);
        return text.ToString();
    }

    private static DataFormatException NoValue(string part) =>
        new(new Fault("A reading option has no value.", Expected: "@KEY=VALUE", Found: $"'@{part}'",
        Remedy: "Write the value after the equals sign."));

    [GeneratedRegex(@"@[a-z-]+=[^@]*(@[a-z-]+=[^@]*)*$")]
    private static partial Regex OptionsAtEnd();
}
