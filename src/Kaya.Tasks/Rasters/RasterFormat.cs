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
        if (input.Band is { } name) return rasters.Contains(name) ? name
            : throw Spelling.Unknown("variable", name, rasters, new SourceLocation(file.Path));
        HashSet<string> ancillary = [
            .. rasters.SelectMany(variable => (file.Variable(variable).Attributes.Text("ancillary_variables") ?? "").Split(' '))];
        string[] own = [.. rasters.Where(variable => !ancillary.Contains(variable))];
        return own.Length == 1 ? own[0]
            : throw new DataFormatException(
            new Fault(own.Length == 0 ? "The file has no gridded variable." : "The file has several variables.",
            new SourceLocation(file.Path), "one variable", own.Length == 0 ? "none" : string.Join(", ", own), own.Length == 0
                ? "Give a file with a gridded variable." : $"Choose one: {input.Path}#{own[0]}"));
    }

    /// <summary>The conservation certificate of a variable; null if it has none.</summary>
    /// <exception cref="VerificationException">It has one, and it is damaged.</exception>
    public static ConservationCertificate? CertificateOf(NetCdfFile file, string variable) =>
        file.Variable(variable).Attributes.Text(KayaAttributes.Certificate) is { } json ? ConservationCertificate.Parse(json) : null;
}
