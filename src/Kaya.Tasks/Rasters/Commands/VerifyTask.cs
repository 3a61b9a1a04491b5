using System.Globalization;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="VerifyTask"/>.</summary>
public sealed record VerifyOptions : WorkOptions
{
    /// <summary>The file.</summary>
    [Option("map with a conservation certificate: GeoTIFF or netCDF; several files may be given", Group = OptionGroup.Input,
        Required = true)]
    public string? File { get; set; }

    /// <summary>Private key.</summary>
    [Option("sign the file with this private key (PEM, P-256): FILE.sig, over all bytes of the file", Group = OptionGroup.Output)]
    public string? Sign { get; set; }

    /// <summary>Public key.</summary>
    [Option("check FILE.sig with this public key of the writer (PEM, P-256)", Group = OptionGroup.Input)]
    public string? Key { get; set; }
}

/// <summary><c>kaya verify</c>: recomputes the zone sums of a map from the file and compares them with its certificate.</summary>
public sealed class VerifyTask : KayaTask<VerifyOptions>
{
    /// <inheritdoc/>
    public override string Name => "verify";

    /// <inheritdoc/>
    public override string Summary =>
        "Check that a map is unchanged and that its zones sum to their statistics, using only the file; exit code 5 if not.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya verify map.tif",
        "./kaya verify map.tif map.nc --json",
        "./kaya verify map.tif --sign key.pem",
        "./kaya verify map.tif --key public.pem",
    ];

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["file"];

    /// <inheritdoc/>
    public override bool TakesMany => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(VerifyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [new TaskInput("map", options.File!, "GeoTIFF or netCDF")];
    }

    /// <inheritdoc/>
    public override string Estimate(VerifyOptions options) => "about 20 million cells per second; a few MB of memory";

    /// <inheritdoc/>
    public override TaskOutcome Execute(VerifyOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Key is { } key) MapSignature.Require(options.File!, key);
        MapVerification verified = MapVerification.Of(options.File!);
        if (options.Sign is { } own) MapSignature.Sign(options.File!, own);
        List<string> signature = [];
        if (options.Sign is not null) signature.Add($"  signed: {MapSignature.PathOf(options.File!)}, over all bytes of the file");
        if (options.Key is not null) signature.Add($"  signed by the holder of {options.Key}, over all bytes of the file");
        return new TaskOutcome([.. verified.Maps.SelectMany(map => Sentences(options.File!, map)), .. signature],
            [.. verified.Maps.Select(Table)],
            TablesPrinted: 0);
    }

    private static IEnumerable<string> Sentences(string file, VerifiedMap map)
    {
        ConservationCertificate certificate = map.Certificate;
        ZoneBalance worst = map.Check.Zones.MaxBy(zone => Math.Abs(zone.Residual) / Math.Max(Math.Abs(zone.Statistic), double.Epsilon))
            ?? new ZoneBalance("-", 0, 0, 0);
        CompensatedSum total = default;
        foreach (ZoneBalance zone in map.Check.Zones) total.Add(zone.Sum);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {map.Name} is unchanged: {certificate.Grid.Rows} x {certificate.Grid.Columns} cells, SHA-256 "
                + $"{certificate.Pixels[..16]}");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"  {map.Check.Zones.Length} zones equal their statistics to 1 ulp: {total.Value:R} "
                + $"{certificate.Unit}{(certificate.Basis is { } basis ? $" of {basis}" : "")} in all, largest residual "
                + $"{worst.Residual:R} ({worst.Zone})");
        yield return "  not covered: names, titles and other texts (those of the coordinate system too), places within a millionth of "
            + "a cell, overviews, intervals and other bands or variables, and who wrote it; a signature covers them (--sign, --key)";
        foreach (ZonePortion portion in certificate.Portions) yield return string.Create(CultureInfo.InvariantCulture,
            $"  {portion.Zone}: {100 * portion.OnGrid:0.0} % of the zone lies on the grid; on the map "
                + $"{map.Check.Zones.FirstOrDefault(zone => zone.Zone == portion.Zone)?.Sum:R} of {portion.Given:R} {certificate.Unit}");
        foreach (string notice in certificate.Notices) yield return $"  {notice}";
    }

    private static ResultTable Table(VerifiedMap map) =>
        new("zones",
        [new("zone"), new("statistic", map.Certificate.Unit), new("sum", map.Certificate.Unit), new("residual", map.Certificate.Unit)],
        map.Check.Zones.Select(zone => (IReadOnlyList<object?>)[zone.Zone, zone.Statistic, zone.Sum, zone.Residual]),
            $"Zone sums of {map.Name}");
}
