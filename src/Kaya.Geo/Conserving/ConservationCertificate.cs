using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The proof that a map adds up: every zone's statistic and sum, which cells it has, and the digest of the pixels.</summary>
/// <remarks>It is self-contained: a reader needs the file that carries it and nothing else.</remarks>
public sealed class ConservationCertificate
{
    private const int FormatVersion = 1;
    private readonly ZoneMembership _membership;

    private ConservationCertificate(Unit unit, ImmutableArray<ZoneBalance> zones, string pixels, ZoneMembership membership) =>
        (Unit, Zones, Pixels, _membership) = (unit, zones, pixels, membership);

    /// <summary>Unit of statistics and sums.</summary>
    public Unit Unit { get; }

    /// <summary>The zones that took part; those left out have a statistic of NaN and are not listed.</summary>
    public ImmutableArray<ZoneBalance> Zones { get; }

    /// <summary>SHA-256 of the pixels, see <see cref="PixelDigest"/>.</summary>
    public string Pixels { get; }

    /// <summary>Adds a map up again and compares.</summary>
    /// <param name="map">The map the certificate came with, from memory or from a file.</param>
    /// <param name="band">Band from 0.</param>
    /// <returns>The zones as they are now, and what is not as certified.</returns>
    public CertificateCheck Check(IRasterSource map, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Grid.Rows != _membership.Rows || map.Grid.Columns != _membership.Columns)
            return new CertificateCheck([], [$"the map has {map.Grid.Rows} x {map.Grid.Columns} cells, the certificate is for {_membership.Rows} x {_membership.Columns}"]);
        if (map.Bands[band].Unit != Unit) return new CertificateCheck([], [$"the map is in {map.Bands[band].Unit}, the certificate in {Unit}"]);
        Recount recount = new(_membership, Zones.Length);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        PixelDigest.Each(map, band, (window, values) =>
        {
            recount.Add(window, values);
            PixelDigest.Append(hash, values);
        });
        ImmutableArray<ZoneBalance> now = [.. Zones.Select((zone, index) => zone with { Sum = recount.Sum(index), Residual = recount.Missing(index, zone.Statistic) })];
        List<string> problems = [];
        foreach (ZoneBalance zone in now.Where(zone => !zone.Holds))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"zone {zone.Zone} adds up to {zone.Sum:R} {Unit}, its statistic is {zone.Statistic:R}"));
        problems.AddRange(recount.SharedCellProblems.Select(cell => $"the shares of {string.Join(" and ", cell.Zones.Select(zone => Zones[zone].Zone))} in row {cell.Cell / _membership.Columns}, column {cell.Cell % _membership.Columns} do not add up to the cell"));
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != Pixels) problems.Add("the pixels have another SHA-256");
        return new CertificateCheck(now, [.. problems]);
    }

    /// <summary>Writes the certificate as JSON, to be kept in the file of the map.</summary>
    /// <returns>One line; the last member is the digest of all before it.</returns>
    public string ToJson()
    {
        JsonObject json = new()
        {
            ["format"] = FormatVersion,
            ["unit"] = Unit.ToString(),
            ["rows"] = _membership.Rows,
            ["columns"] = _membership.Columns,
            ["pixels_sha256"] = Pixels,
            ["zones"] = new JsonArray([.. Zones.Select(zone => (JsonNode)new JsonArray(zone.Zone, zone.Statistic, zone.Sum, zone.Residual))]),
            ["cells"] = _membership.Pack(),
        };
        json["certificate_sha256"] = Digest(json.ToJsonString());
        return json.ToJsonString();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text in the file.</param>
    /// <returns>The certificate.</returns>
    /// <exception cref="VerificationException">The certificate itself was changed or damaged.</exception>
    public static ConservationCertificate Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            JsonObject read = JsonNode.Parse(json)!.AsObject();
            string digest = (string)read["certificate_sha256"]!;
            read.Remove("certificate_sha256");
            if (Digest(read.ToJsonString()) != digest) throw Damaged("its own SHA-256 does not match", null);
            if ((int)read["format"]! != FormatVersion) throw Damaged($"format {read["format"]}", null);
            ImmutableArray<ZoneBalance> zones = [.. read["zones"]!.AsArray().Select(zone => new ZoneBalance((string)zone![0]!, (double)zone[1]!, (double)zone[2]!, (double)zone[3]!))];
            ZoneMembership membership = ZoneMembership.Unpack((int)read["rows"]!, (int)read["columns"]!, zones.Length, (string)read["cells"]!);
            return new ConservationCertificate(Unit.Parse((string)read["unit"]!), zones, (string)read["pixels_sha256"]!, membership);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException or DataFormatException)
        {
            throw Damaged("no readable JSON of a certificate", cause);
        }
    }

    internal static ConservationCertificate For(ExtensiveRaster map, ImmutableArray<ZoneBalance> zones, ZoneMembership membership)
    {
        int[] kept = [.. Enumerable.Range(0, zones.Length).Where(zone => !double.IsNaN(zones[zone].Statistic))];
        int[] index = new int[zones.Length];
        for (int at = 0; at < kept.Length; at++) index[kept[at]] = at;
        ZoneMembership renumbered = new(membership.Rows, membership.Columns, [.. membership.Alone.Select(run => run with { Zone = index[run.Zone] })],
            [.. membership.Shared.Select(share => share with { Zone = index[share.Zone] })]);
        return new ConservationCertificate(map.Unit, [.. kept.Select(zone => zones[zone])], PixelDigest.Of(map), renumbered);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static VerificationException Damaged(string found, Exception? cause) => new(new Fault("The conservation certificate is damaged.",
        Expected: "the certificate as it was written", Found: found, Remedy: "Make the map again."), cause);
}
