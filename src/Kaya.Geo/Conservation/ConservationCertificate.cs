using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The certificate that a map conserves totals: statistic, sum and cells of every zone, and the digest of the pixels.</summary>
/// <remarks>
/// It is self-contained: only the file with the certificate is needed. Grid, unit and mass basis are part of it,
/// so that changes of grid or unit are detected too.
/// </remarks>
public sealed class ConservationCertificate
{
    private const int FormatVersion = 2;
    private const string DigestMember = ",\"certificate_sha256\":\"";

    /// <summary>How far a corner may lie from its place, as a part of a cell: coordinates read from text, or from cell centres, have
    /// rounded last digits.</summary>
    public const double PlaceTolerance = 1e-6;

    private readonly ZoneMembership _membership;
    private readonly ImmutableArray<string> _zoneDigests;

    private ConservationCertificate(Grid grid, Unit unit, ImmutableArray<ZoneBalance> zones, string pixels,
        ImmutableArray<string> zoneDigests, ZoneMembership membership) =>
        (Grid, Unit, Zones, Pixels, _zoneDigests, _membership) = (grid, unit, zones, pixels, zoneDigests, membership);

    /// <summary>The grid of the map.</summary>
    public Grid Grid { get; }

    /// <summary>Unit of statistics and sums.</summary>
    public Unit Unit { get; }

    /// <summary>Mass basis; null if unspecified. Writers set it to the basis they write.</summary>
    public MassBasis? Basis { get; private init; }

    /// <summary>The zones used; zones that were left out have a statistic of NaN and are not listed.</summary>
    public ImmutableArray<ZoneBalance> Zones { get; }

    /// <summary>Zones that are partly on the grid, with their whole statistic.</summary>
    public ImmutableArray<ZonePortion> Portions { get; private init; } = [];

    /// <summary>What was left out, joined or spread otherwise, in words.</summary>
    public ImmutableArray<string> Notices { get; private init; } = [];

    /// <summary>SHA-256 of the pixels, see <see cref="PixelDigest"/>.</summary>
    public string Pixels { get; }

    /// <summary>The same certificate for a map with another mass basis.</summary>
    /// <param name="basis">C or CO2; null if unspecified.</param>
    /// <returns>A certificate that a file without that basis does not meet.</returns>
    public ConservationCertificate CountedAs(MassBasis? basis) =>
        new(Grid, Unit, Zones, Pixels, _zoneDigests, _membership) { Basis = basis, Portions = Portions, Notices = Notices };

    /// <summary>The same certificate with what does not reach the map, or reaches it otherwise than its zone says.</summary>
    /// <param name="portions">Zones that are partly on the grid.</param>
    /// <param name="notices">One sentence each.</param>
    /// <returns>A certificate that has both numbers of each such zone.</returns>
    public ConservationCertificate With(ImmutableArray<ZonePortion> portions, ImmutableArray<string> notices) =>
        new(Grid, Unit, Zones, Pixels, _zoneDigests, _membership) { Basis = Basis, Portions = portions, Notices = notices };

    /// <summary>Recomputes the sums of a map and compares.</summary>
    /// <param name="map">The map the certificate came with, from memory or from a file.</param>
    /// <param name="band">Band from 0.</param>
    /// <returns>The recomputed zones, and the problems.</returns>
    public CertificateCheck Check(IRasterSource map, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        List<string> problems = [.. Description(map.Grid, map.Bands[band])];
        if (map.Grid.Rows != Grid.Rows || map.Grid.Columns != Grid.Columns) return new CertificateCheck([], [.. problems]);
        CertificateDigest digest = CertificateDigest.Of(map, band, _membership, Zones.Length);
        ImmutableArray<ZoneBalance> now = [.. Zones.Select((zone, index) =>
            zone with { Sum = digest.Sums.Sum(index), Residual = digest.Sums.Missing(index, zone.Statistic) })];
        problems.AddRange(now.Where(zone => !zone.Holds).Select(zone => string.Create(CultureInfo.InvariantCulture,
            $"zone {zone.Zone} sums to {zone.Sum:R} {Unit}, its statistic is {zone.Statistic:R}")));
        problems.AddRange(digest.Sums.SharedCellProblems.Select(cell =>
            $"the shares of {string.Join(" and ", cell.Zones.Select(zone => Zones[zone].Zone))} in row {cell.Cell / Grid.Columns}, "
            + $"column {cell.Cell % Grid.Columns} do not sum to the cell"));
        problems.AddRange(Zones.Where((_, index) => digest.Zones[index] != _zoneDigests[index])
            .Select(zone => $"cells of zone {zone.Zone} were changed"));
        if (digest.Pixels != Pixels) problems.Add("the pixels have a different SHA-256");
        return new CertificateCheck(now, [.. problems]);
    }

    /// <summary>Writes the certificate as JSON, to be stored in the file of the map.</summary>
    /// <returns>One line; the last member is the digest of all before it.</returns>
    public string ToJson()
    {
        Affine affine = Grid.Affine;
        JsonObject written = new()
        {
            ["format"] = FormatVersion,
            ["unit"] = Unit.ToString(),
            ["basis"] = Basis?.Symbol,
            ["rows"] = Grid.Rows,
            ["columns"] = Grid.Columns,
            ["affine"] = new JsonArray(affine.OriginX, affine.StepX, affine.ShearX, affine.OriginY, affine.ShearY, affine.StepY),
            ["crs"] = Grid.Crs.Wkt,
            ["pixels_sha256"] = Pixels,
            ["zones"] = new JsonArray([.. Zones.Select((zone, index) =>
                (JsonNode)new JsonArray(zone.Zone, zone.Statistic, zone.Sum, zone.Residual, _zoneDigests[index]))]),
            ["cells"] = _membership.Pack(),
        };
        if (Portions.Length > 0) written["portions"] = new JsonArray([.. Portions.Select(portion =>
            (JsonNode)new JsonArray(portion.Zone, portion.OnGrid, portion.Given))]);
        if (Notices.Length > 0) written["notices"] = new JsonArray([.. Notices.Select(notice => (JsonNode)notice)]);
        string json = written.ToJsonString();
        return $"{json[..^1]}{DigestMember}{Digest(json)}\"}}";
    }

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <param name="json">The text in the file.</param>
    /// <returns>The certificate.</returns>
    /// <exception cref="VerificationException">The certificate itself was changed or damaged.</exception>
    public static ConservationCertificate Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        int end = json.LastIndexOf(DigestMember, StringComparison.Ordinal);
        // The digest is of the exact text, not of its content.
        if (end < 0 || json[end..] != $"{DigestMember}{Digest(json[..end] + "}")}\"}}")
            throw Damaged("its own SHA-256 does not match", null);
        try
        {
            JsonElement read = JsonDocument.Parse(json).RootElement;
            if (read.GetProperty("format").GetInt32() != FormatVersion) throw Damaged($"format {read.GetProperty("format")}", null);
            JsonElement[] zones = [.. read.GetProperty("zones").EnumerateArray()];
            ZoneMembership membership = ZoneMembership.Unpack(read.GetProperty("rows").GetInt32(), read.GetProperty("columns").GetInt32(),
                zones.Length, Text(read.GetProperty("cells")));
            ImmutableArray<ZoneBalance> balances =
                [.. zones.Select(zone => new ZoneBalance(Text(zone[0]), zone[1].GetDouble(), zone[2].GetDouble(), zone[3].GetDouble()))];
            return new ConservationCertificate(ReadGrid(read), Unit.Parse(Text(read.GetProperty("unit"))), balances,
                Text(read.GetProperty("pixels_sha256")), [.. zones.Select(zone => Text(zone[4]))], membership)
            {
                Basis = read.GetProperty("basis").GetString() is { } basis ? MassBasis.Parse(basis) : null,
                Portions = [.. Members(read, "portions").Select(portion =>
                    new ZonePortion(Text(portion[0]), portion[1].GetDouble(), portion[2].GetDouble()))],
                Notices = [.. Members(read, "notices").Select(Text)],
            };
        }
        catch (Exception cause) when (
            ReaderFailure.IsOfContent(cause) || cause is DataFormatException or GridMismatchException)
        {
            throw Damaged("not the JSON of a certificate", cause);
        }
    }

    internal static ConservationCertificate For(ExtensiveRaster map, ImmutableArray<ZoneBalance> zones, ZoneMembership membership)
    {
        int[] kept = [.. Enumerable.Range(0, zones.Length).Where(zone => !double.IsNaN(zones[zone].Statistic))];
        int[] index = new int[zones.Length];
        for (int at = 0; at < kept.Length; at++) index[kept[at]] = at;
        ZoneMembership renumbered = new(
            membership.Rows, membership.Columns, [.. membership.Alone.Select(run => run with { Zone = index[run.Zone] })],
            [.. membership.Shared.Select(share => share with { Zone = index[share.Zone] })]);
        CertificateDigest digest = CertificateDigest.Of(map, 0, renumbered, kept.Length);
        return new ConservationCertificate(map.Grid, map.Unit, [.. kept.Select(zone => zones[zone])], digest.Pixels, [.. digest.Zones],
            renumbered);
    }

    private IEnumerable<string> Description(Grid grid, BandDescription band)
    {
        if (grid.Rows != Grid.Rows || grid.Columns != Grid.Columns)
            yield return $"the map has {grid.Rows} x {grid.Columns} cells, the certificate is for {Grid.Rows} x {Grid.Columns}";
        else if (!grid.Crs.Equals(Grid.Crs))
            yield return $"the map is in the coordinate system {grid.Crs}, the certificate in {Grid.Crs}";
        else if (!grid.Matches(Grid, PlaceTolerance))
            yield return $"the cells of the map are within {grid.Bounds}, those of the certificate within {Grid.Bounds}";
        if (band.Unit != Unit || !band.IsUnitStated)
            yield return $"the map is in {(band.IsUnitStated ? band.Unit : "no unit")}, the certificate in {Unit}";
        if (band.Kind != QuantityKind.Extensive)
            yield return $"the values of the map are {band.Kind.ToString().ToLowerInvariant()}, those of the certificate are extensive";
        if (band.Basis != Basis)
            yield return $"the mass basis of the map is {band.Basis?.Symbol ?? "unspecified"}, "
                + $"that of the certificate is {Basis?.Symbol ?? "unspecified"}";
    }

    private static Grid ReadGrid(JsonElement read)
    {
        double[] affine = [.. read.GetProperty("affine").EnumerateArray().Select(number => number.GetDouble())];
        return new Grid(CoordinateSystem.Parse(Text(read.GetProperty("crs"))),
            new Affine(affine[0], affine[1], affine[2], affine[3], affine[4], affine[5]),
            read.GetProperty("rows").GetInt32(), read.GetProperty("columns").GetInt32());
    }

    private static JsonElement[] Members(JsonElement read, string name) =>
        read.TryGetProperty(name, out JsonElement array) ? [.. array.EnumerateArray()] : [];

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("null instead of text");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static VerificationException Damaged(string found, Exception? cause) =>
        new(new Fault("The conservation certificate is damaged.",
        Expected: "the original certificate", Found: found, Remedy: "Compute the map again."), cause);
}
