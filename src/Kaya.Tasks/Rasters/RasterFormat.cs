using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;

namespace Kaya.Tasks;

/// <summary>Finds the requested band or variable.</summary>
internal static class RasterFormat
{
    /// <summary>The index of the named band, or of the only band if none is named.</summary>
    public static int BandOf(RasterFile file, RasterInput input)
    {
        if (input.Band is not { } name)
            return file.ValueBands is [var only] ? only
                : throw new DataFormatException(new Fault("The file has several bands.", new SourceLocation(file.Path), "one band",
                string.Join(", ", file.ValueBands.Take(20).Select(band => $"{band + 1} {file.Bands[band].Name}")),
                    $"Choose one: {input.Path}#{file.Bands[0].Name}"));
        for (int band = 0; band < file.Bands.Count; band++)
            if (file.Bands[band].Name == name) return band;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1
            && number <= file.Bands.Count) return number - 1;
        throw Spelling.Unknown("band", name, file.Bands.Select(band => band.Name), new SourceLocation(file.Path));
    }

    /// <summary>The named variable, or if none is named, the only variable that is not an interval of another.</summary>
    public static string VariableOf(NetCdfFile file, RasterInput input)
    {
        IReadOnlyList<string> rasters = NetCdfFields.Names(file);
        if (input.Band is { } name && !rasters.Contains(name)) throw file.Find(name) is { } other ? NotGridded(file, [other])
            : (Exception)Spelling.Unknown("variable", name, rasters, new SourceLocation(file.Path));
        if (input.Band is not null) return input.Band;
        HashSet<string> ancillary = [
            .. rasters.SelectMany(variable => (file.Variable(variable).Attributes.Text("ancillary_variables") ?? "").Split(' '))];
        string[] own = [.. rasters.Where(variable => !ancillary.Contains(variable))];
        if (own.Length == 0) throw NotGridded(file, [.. file.Variables.Where(variable => variable.Type.IsNumber()
            && variable.Shape.Length > 1 && variable.Shape[^1] > 2).OrderByDescending(variable => variable.Count)]);
        return own.Length == 1 ? own[0] : throw new DataFormatException(new Fault("The file has several variables.",
            new SourceLocation(file.Path), "one variable", string.Join(", ", own), $"Choose one: {input.Path}#{own[0]}"));
    }

    // What keeps the variables from being rasters: cells with two-dimensional coordinates, no coordinates, or too many dimensions.
    private static DataFormatException NotGridded(NetCdfFile file, IReadOnlyList<NetCdfVariable> variables)
    {
        string[] curved = [.. file.Variables.Where(variable => variable.Shape.Length == 2 && variable.Type.IsNumber()
            && variable.Attributes.Text("standard_name") is "latitude" or "longitude").Select(variable => variable.ToString())];
        return new DataFormatException(new Fault("The file has no variable on a regular grid.", new SourceLocation(file.Path),
            "a variable on rows and columns with one-dimensional coordinates, and at most one more dimension beside time",
            (variables.Count == 0 ? "none with two dimensions" : string.Join(", ", variables.Take(8)))
                + (curved.Length > 0 ? $"; two-dimensional coordinates {string.Join(", ", curved)}" : ""),
            curved.Length > 0 ? "Regrid the file to a regular grid first, for example with cdo remapcon,GRID."
                : "Add coordinate variables according to CF, or take one entry of a further dimension, for example by ncks -d NAME,0."));
    }

    /// <summary>The conservation certificate of a variable; null if it has none.</summary>
    /// <exception cref="VerificationException">It has one, and it is damaged.</exception>
    public static ConservationCertificate? CertificateOf(NetCdfFile file, string variable) =>
        file.Variable(variable).Attributes.Text(KayaAttributes.Certificate) is { } json ? ConservationCertificate.Parse(json) : null;
}
