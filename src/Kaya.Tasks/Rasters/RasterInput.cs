using System.Text;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>One band of a raster file as it is named on the command line: <c>FILE[#BAND][@KEY=VALUE...]</c>.</summary>
/// <remarks>
/// BAND is a number from 1 or a name; for a netCDF file the name of a variable. Left out, it is the only or first band.
/// <c>@band=</c> is another way to write it. A file with several bands, variables, times or levels is never read as its first: one is named
/// (<c>@time=2015-01-03T06:00</c>, <c>@level=0</c>), or what is made of all (<c>@time=all:sum</c>, <c>@time=2015-01:mean</c>).
/// The keys are those of <see cref="RasterReading"/>: unit, kind, basis, crs, no-data, format, time, level, times. So a list of drivers,
/// each with
/// its own, is one word: <c>--drivers lights.tif@kind=intensive@unit=1,people.tif#2@kind=extensive@unit=1</c>.
/// An options record that has a property of this type (or a list of it) gets the flag, the configuration key and the record for nothing.
/// <code>
/// using OpenedRaster lights = options.Lights.Open();     // any format: GeoTIFF, ASCII grid, netCDF, inventories' own
/// lights.RequireKind().RequireUnit();                    // faults that name the option to give
/// Raster onGrid = lights.On(target);                     // sums, means or nearest codes, as its kind asks for
/// </code>
/// </remarks>
/// <param name="Path">The file.</param>
/// <param name="Band">Number from 1, or a name; null for the first.</param>
/// <param name="Reading">What the file does not say itself.</param>
public sealed partial record RasterInput(string Path, string? Band, RasterReading Reading)
{
    /// <summary>Reads the text of an option.</summary>
    /// <param name="text">Such as <c>city.tif#population@kind=extensive</c>.</param>
    /// <returns>The file, its band, and what is said of it.</returns>
    /// <exception cref="DataFormatException">An unknown key, or a value it cannot have.</exception>
    public static RasterInput Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        RasterReading reading = new();
        // A file whose name looks like this is taken as it is.
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
    /// <param name="name">Its part in the task, such as <c>lights</c>.</param>
    /// <returns>The entry.</returns>
    public TaskInput Listed(string name) =>
        new(name, Path, Reading.Format is { } format ? $"{format.Name} inventory" : "raster", Reading.Unit ?? Reading.Format?.Unit);

    /// <summary>Opens the band.</summary>
    /// <param name="others">What holds for every file of the command, such as its --unit; what is said of this file goes before.</param>
    /// <returns>The open band; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">No raster, damaged, no such band, or a unit that cannot be read.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or no place.</exception>
    public OpenedRaster Open(RasterReading? others = null) =>
        OpenedRaster.Open(this with { Reading = others is null ? Reading : Reading.Or(others) }, others is not null);

    /// <summary>Prints what <see cref="Parse"/> reads.</summary>
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
