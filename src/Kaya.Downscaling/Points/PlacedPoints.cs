using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Sources with a known location in the cells and zones of a grid.</summary>
/// <remarks>
/// A source belongs to the zone that covers the largest part of its fine cell. It stays in this cell on every grid: the coarse cell of a
/// source is the one around its fine cell. Immutable.
/// </remarks>
public sealed class PlacedPoints
{
    private readonly Grid _fine;

    private PlacedPoints(Grid fine, ImmutableArray<PlacedPoint> points, ImmutableArray<PointSource> outside) =>
        (_fine, Points, Outside) = (fine, points, outside);

    /// <summary>The sources on the map, in the order given.</summary>
    public ImmutableArray<PlacedPoint> Points { get; }

    /// <summary>Sources outside the grid or in no zone with a statistic: they are not on the map.</summary>
    public ImmutableArray<PointSource> Outside { get; }

    /// <summary>Finds the cell and zone of every source.</summary>
    /// <param name="sources">Coordinates in the system of the grid.</param>
    /// <param name="coverage">Zones on the fine grid.</param>
    /// <param name="statistics">Totals by code: a zone without one has no sources.</param>
    /// <returns>The placed sources, and those outside.</returns>
    public static PlacedPoints Of(IReadOnlyList<PointSource> sources, ZoneCoverage coverage,
        IReadOnlyDictionary<string, double> statistics)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(statistics);
        List<PlacedPoint> placed = [];
        List<PointSource> outside = [];
        foreach (PointSource source in sources)
        {
            (int Row, int Column)? cell = CellOf(coverage.Grid, source);
            string? zone = cell is { } at ? ZoneOf(coverage, at, statistics) : null;
            if (zone is null) outside.Add(source);
            else placed.Add(new PlacedPoint(source, zone, cell!.Value.Row, cell.Value.Column, source.Emission));
        }

        return new PlacedPoints(coverage.Grid, [.. placed], [.. outside]);
    }

    /// <summary>Sum of the sources of each zone that has some, in the unit of the statistics.</summary>
    public IReadOnlyDictionary<string, double> Totals() => Points.GroupBy(point => point.Zone)
        .ToDictionary(zone => zone.Key, zone => zone.Sum(point => point.Source.Emission), StringComparer.Ordinal);

    /// <summary>The same sources, those of a zone times its factor.</summary>
    /// <param name="factors">By code; a zone without one keeps its sources.</param>
    /// <returns>New sources.</returns>
    public PlacedPoints Scaled(IReadOnlyDictionary<string, double> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        return new PlacedPoints(_fine, [.. Points.Select(point => factors.TryGetValue(point.Zone, out double factor)
            ? point with { Source = point.Source with { Emission = point.Source.Emission * factor } } : point)], Outside);
    }

    /// <summary>The statistics of zones without their sources.</summary>
    /// <param name="statistics">Totals of zones.</param>
    /// <returns>What remains for all other sources, 0 or more.</returns>
    /// <exception cref="DataFormatException">The sources of a zone exceed its statistic.</exception>
    public ZoneStatistics Rest(ZoneStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        IReadOnlyDictionary<string, double> totals = Totals();
        RequireWithin(statistics, totals);
        return statistics with { Values = statistics.Values.ToDictionary(pair => pair.Key,
            pair => Math.Max(0, pair.Value - totals.GetValueOrDefault(pair.Key)), StringComparer.Ordinal) };
    }

    /// <summary>The amounts to be placed first in an apportionment.</summary>
    /// <param name="factor">Fine cells along one side of a cell of the map: 1 for the fine grid.</param>
    /// <returns>One for each source.</returns>
    public IReadOnlyList<GivenAmount> Amounts(int factor = 1) => [.. Points.Select(point =>
        new GivenAmount(point.Zone, point.Row / factor, point.Column / factor, point.Source.Emission))];

    /// <summary>The emissions of sources alone.</summary>
    /// <param name="map">A map with these sources: it gives grid, unit and mask.</param>
    /// <param name="factor">Fine cells along one side of a cell of the map.</param>
    /// <returns>One band <c>point</c>; 0 in cells of the map without a source.</returns>
    public ExtensiveRaster Map(ExtensiveRaster map, int factor = 1)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new ExtensiveRaster(map.Grid, map.Unit, ["point"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = double.IsNaN(map.Values()[cell]) ? double.NaN : 0;
            foreach (GivenAmount amount in Amounts(factor)) cells[(amount.Row * map.Grid.Columns) + amount.Column] += amount.Amount;
        });
    }

    /// <summary>A map without its point sources.</summary>
    /// <param name="map">A map with these sources.</param>
    /// <param name="factor">Fine cells along one side of a cell of the map.</param>
    /// <returns>The map itself if there are no sources; otherwise one band <c>area</c>, 0 or more.</returns>
    public ExtensiveRaster Without(ExtensiveRaster map, int factor = 1)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (Points.IsEmpty) return map;
        ExtensiveRaster points = Map(map, factor);
        return new ExtensiveRaster(map.Grid, map.Unit, ["area"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++)
                cells[cell] = points.Values()[cell] > 0 ? Math.Max(0, map.Values()[cell] - points.Values()[cell]) : map.Values()[cell];
        });
    }

    private void RequireWithin(ZoneStatistics statistics, IReadOnlyDictionary<string, double> totals)
    {
        string[] over = [.. totals.Where(zone => zone.Value > statistics.Values[zone.Key] * (1 + 1e-9)).Select(zone =>
            FormattableString.Invariant($"{zone.Key}: {zone.Value:0.###E0} of {statistics.Values[zone.Key]:0.###E0} {statistics.Unit}, ")
            + Largest(zone.Key))];
        if (over.Length > 0)
            throw new DataFormatException(new Fault("The point sources of a zone emit more than the statistic of the zone.",
                Expected: "at most the statistic of each zone", Found: string.Join("; ", over),
                Remedy: "Check units, basis, period and year of the sources, or divide the statistic between sources and the rest "
                    + "by {option}.") { Option = "scale" });
    }

    private string Largest(string zone)
    {
        PointSource[] sources = [.. Points.Where(point => point.Zone == zone).Select(point => point.Source)
            .OrderByDescending(source => source.Emission)];
        return string.Join(", ", sources.Take(3).Select(source => FormattableString.Invariant($"{source.Name} {source.Emission:0.###E0}")))
            + (sources.Length > 3 ? $" and {sources.Length - 3} more" : "");
    }

    // A grid of longitudes may run from 0 to 360 or beyond 180.
    private static (int Row, int Column)? CellOf(Grid grid, PointSource source) => grid.CellAt(source.X, source.Y)
        ?? (grid.Crs.IsGeographic ? grid.CellAt(source.X + 360, source.Y) ?? grid.CellAt(source.X - 360, source.Y) : null);

    private static string? ZoneOf(ZoneCoverage coverage, (int Row, int Column) cell, IReadOnlyDictionary<string, double> statistics)
    {
        (string? zone, double most) = (null, 0);
        foreach (CoverageRun run in coverage.RunsOf(cell.Row, 1))
        {
            if (run.Column > cell.Column || cell.Column >= run.Column + run.Length || run.Fraction <= most) continue;
            string code = coverage.Codes[run.Zone];
            if (statistics.TryGetValue(code, out double statistic) && !double.IsNaN(statistic)) (zone, most) = (code, run.Fraction);
        }

        return zone;
    }
}
