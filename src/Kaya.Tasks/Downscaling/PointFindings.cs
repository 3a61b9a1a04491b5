using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>What became of point sources, in sentences and as a table.</summary>
internal static class PointFindings
{
    private static readonly Unit s_tonne = Unit.Parse("t");

    /// <summary>How many are on the map, their share, and the zones whose sources were scaled.</summary>
    public static IEnumerable<string> Sentences(PlacedPoints points, ZoneStatistics statistics)
    {
        double sum = points.Points.Sum(point => point.Source.Emission), total = statistics.Values.Values.Sum();
        yield return string.Create(CultureInfo.InvariantCulture,
            $"On the map: {points.Points.Length} point sources with {sum / 1e6:0.00} Mt of CO2, {sum / total:P1} of the statistics; "
            + $"{points.Outside.Length} lie outside the zones with a statistic.");
        if (Scaled(points) is { } scaled) yield return scaled;
    }

    /// <summary>The zones whose sources do not have the emission that was given; null if there are none.</summary>
    public static string? Scaled(PlacedPoints points)
    {
        string[] scaled = [.. points.Points.Where(point => point.Given != point.Source.Emission).GroupBy(point => point.Zone)
            .Select(zone => string.Create(CultureInfo.InvariantCulture,
                $"{zone.Key} x {zone.Sum(point => point.Source.Emission) / zone.Sum(point => point.Given):0.00}"))];
        return scaled.Length > 0 ? $"Sources scaled to agree with the statistic of their zone: {string.Join(", ", scaled)}." : null;
    }

    /// <summary>Every source on the map, largest first.</summary>
    public static ResultTable Table(PlacedPoints points) => new("points",
        [new("source"), new("zone"), new("row", null, null, "row of the fine cell, from 0"), new("column", null, null,
            "column of the fine cell, from 0"), new("given", s_tonne, 0, "emission before it was scaled"),
            new("emission", s_tonne, 0, "emission on the map")],
        points.Points.OrderByDescending(point => point.Source.Emission).Select(point => (IReadOnlyList<object?>)
            [point.Source.Name, point.Zone, point.Row, point.Column, point.Given, point.Source.Emission]),
        "Point sources on the map");
}
