using Kaya.Core;
using Kaya.Geo.Gdal;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>What is in a raster file, whatever its format.</summary>
/// <param name="Format">Such as <c>GTiff</c>.</param>
/// <param name="Bands">Every band or gridded variable with its number from 1, named so that it can be opened; only the one that was asked for where one was.</param>
/// <param name="Remarks">Smaller copies, texts, certificate.</param>
internal sealed record RasterContents(string Format, IReadOnlyList<(int Number, RasterInput Input)> Bands, IReadOnlyList<string> Remarks)
{
    /// <summary>Looks into a file.</summary>
    public static RasterContents Of(RasterInput input, RasterReading others)
    {
        input.Listed("raster").Require();
        RasterReading reading = input.Reading.Or(others);
        if (reading.Format is { } format && (format == InventoryFormat.Cdiac || format == InventoryFormat.EdgarText)) return new RasterContents($"{format}", [(1, input)], []);
        return ReaderFaults.WithFlags(() => RasterFormat.IsNetCdf(input.Path) ? OfNetCdf(input) : OfRaster(input, reading), _ => "FILE@crs=");
    }

    private static RasterContents OfRaster(RasterInput input, RasterReading reading)
    {
        using RasterFile file = RasterFile.Open(input.Path, reading.ToOptions());
        List<string> remarks = [];
        if (file.OverviewCount > 0) remarks.Add($"  overviews: {file.OverviewCount}");
        Dictionary<string, string> texts = file.Tags.Where(tag => !tag.Key.StartsWith("KAYA_", StringComparison.Ordinal) && tag.Key != "AREA_OR_POINT").ToDictionary();
        remarks.AddRange(texts.Select(tag => $"  {tag.Key}: {tag.Value}"));
        if (Certificate(() => file.Certificate) is { } certificate) remarks.Add($"  certificate: {certificate}");
        int only = input.Band is null ? -1 : RasterFormat.BandOf(file, input);
        return new RasterContents(file.Driver, [.. Enumerable.Range(0, file.Bands.Count).Where(band => only < 0 || band == only).Select(band => (band + 1, input with { Band = $"{band + 1}" }))], remarks);
    }

    private static RasterContents OfNetCdf(RasterInput input)
    {
        using NetCdfFile file = NetCdfFile.Open(input.Path);
        string[] variables = input.Band is null ? [.. file.RasterVariables] : [RasterFormat.VariableOf(file, input)];
        if (variables.Length == 0) RasterFormat.VariableOf(file, input);
        List<string> remarks = [];
        foreach (string variable in variables)
        {
            if (file.Attribute(variable, "long_name") is { Length: > 0 } name) remarks.Add($"  {variable}: {name}");
            if (Certificate(() => file.Certificate(variable)) is { } certificate) remarks.Add($"  certificate of {variable}: {certificate}");
        }

        return new RasterContents("netCDF", [.. variables.Select((variable, index) => (index + 1, input with { Band = variable }))], remarks);
    }

    private static string? Certificate(Func<Geo.ConservationCertificate?> read)
    {
        try
        {
            return read() is { } certificate ? $"{certificate.Zones.Length} zones in {certificate.Unit}{(certificate.Basis is { } basis ? $" of {basis}" : "")}; `kaya verify` checks it" : null;
        }
        catch (VerificationException)
        {
            return "damaged; `kaya verify` says more";
        }
    }
}
