using System.Globalization;
using Kaya.Core;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Tells formats apart by their first bytes, and finds the band or variable that was named.</summary>
internal static class RasterFormat
{
    /// <summary>Whether a file begins as netCDF-3 or as HDF5, which netCDF-4 is.</summary>
    public static bool IsNetCdf(string path)
    {
        Span<byte> first = stackalloc byte[4];
        using FileStream stream = File.OpenRead(path);
        int read = stream.ReadAtLeast(first, 4, throwOnEndOfStream: false);
        return read == 4 && (first is [(byte)'C', (byte)'D', (byte)'F', _] or [0x89, (byte)'H', (byte)'D', (byte)'F']);
    }

    /// <summary>The index of the named band, the first where none is named.</summary>
    public static int BandOf(RasterFile file, RasterInput input)
    {
        if (input.Band is not { } name) return 0;
        for (int band = 0; band < file.Bands.Count; band++)
            if (file.Bands[band].Name == name) return band;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= file.Bands.Count) return number - 1;
        throw Spelling.Unknown("band", name, file.Bands.Select(band => band.Name), new SourceLocation(file.Path));
    }

    /// <summary>The named variable; the only one that is no interval of another where none is named.</summary>
    public static string VariableOf(NetCdfFile file, RasterInput input)
    {
        IReadOnlyList<string> rasters = file.RasterVariables;
        if (input.Band is { } name) return rasters.Contains(name) ? name : throw Spelling.Unknown("variable", name, rasters, new SourceLocation(file.Path));
        HashSet<string> ancillary = [.. rasters.SelectMany(variable => (file.Attribute(variable, "ancillary_variables") ?? "").Split(' '))];
        string[] own = [.. rasters.Where(variable => !ancillary.Contains(variable))];
        return own.Length == 1 ? own[0] : throw new DataFormatException(new Fault(own.Length == 0 ? "The file has no variable on rows and columns." : "The file has several variables.",
            new SourceLocation(file.Path), "one variable", own.Length == 0 ? "none" : string.Join(", ", own), own.Length == 0 ? "Name a file with a gridded variable." : $"Name one: {input.Path}#{own[0]}"));
    }
}
