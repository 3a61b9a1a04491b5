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
            (int Row, int Column)? cell = coverage.Grid.CellAt(source.X, source.Y);
            string? zone = cell is { } at ? ZoneOf(coverage, at, statistics) : null;
            if (zone is null) outside.Add(source);
            else placed.Add(new PlacedPoint(OnTurn(source, coverage.Grid, cell!.Value), zone, cell.Value.Row, cell.Value.Column,
                source.Emission));
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

    /// <summary>What is uncertain of the sources in each cell: their emission, and the cell itself.</summary>
    /// <param name="grid">Grid of a map with these sources.</param>
    /// <param name="factor">Fine cells along one side of a cell of the map.</param>
    /// <param name="kilometres">Accuracy of the locations: a source may stand in any cell whose centre is no farther than this and half a
    /// cell.</param>
    /// <returns>By row times columns plus column.</returns>
    public Dictionary<long, UncertainAmount> Uncertain(Grid grid, int factor, double kilometres)
    {
        ArgumentNullException.ThrowIfNull(grid);
        Dictionary<long, UncertainAmount> cells = [];
        foreach (PlacedPoint point in Points)
            foreach ((int row, int column) in Near(grid, point, factor, kilometres))
            {
                long cell = ((long)row * grid.Columns) + column;
                UncertainAmount before = cells.GetValueOrDefault(cell);
                bool isOwn = row == point.Row / factor && column == point.Column / factor;
                double emission = point.Source.Emission, reach = before.Reach + emission;
                cells[cell] = new UncertainAmount(before.Own + (isOwn ? emission : 0), reach, reach == 0 ? 0
                    : ((before.LogDeviation * before.Reach) + (point.Source.LogDeviation * emission)) / reach, kilometres > 0);
            }

        return cells;
    }

    private static IEnumerable<(int Row, int Column)> Near(Grid grid, PlacedPoint point, int factor, double kilometres)
    {
        int row = point.Row / factor, column = point.Column / factor;
        double unit = grid.Crs.IsGeographic ? Math.PI / 180 * grid.Crs.Ellipsoid.SemiMajor / 1000 : grid.Crs.MetresPerUnit / 1000;
        double shrink = grid.Crs.IsGeographic ? Math.Cos(point.Source.Y * Math.PI / 180) : 1;
        double wide = Math.Abs(grid.Affine.StepX) * unit * shrink, high = Math.Abs(grid.Affine.StepY) * unit;
        (double x, double y) = grid.CentreOf(row, column);
        (double east, double north) = ((point.Source.X - x) * unit * shrink, (point.Source.Y - y) * unit);
        int across = (int)Math.Ceiling(kilometres / wide), down = (int)Math.Ceiling(kilometres / high);
        for (int r = Math.Max(0, row - down); r <= Math.Min(grid.Rows - 1, row + down); r++)
            for (int c = Math.Max(0, column - across); c <= Math.Min(grid.Columns - 1, column + across); c++)
            {
                double dx = ((c - column) * wide * Math.Sign(grid.Affine.StepX)) - east,
                    dy = ((r - row) * high * Math.Sign(grid.Affine.StepY)) - north;
                if ((r == row && c == column) || Math.Sqrt((dx * dx) + (dy * dy)) <= kilometres + (Math.Sqrt(wide * high) / 2))
                    yield return (r, c);
            }
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

    // A longitude as the grid counts it, which may run from 0 to 360 or beyond 180.
    private static PointSource OnTurn(PointSource source, Grid grid, (int Row, int Column) cell) => !grid.Crs.IsGeographic ? source
        : source with { X = source.X + (360 * Math.Round((grid.CentreOf(cell.Row, cell.Column).X - source.X) / 360)) };

    private static string? ZoneOf(ZoneCoverage coverage, (int Row, int Column) cell, IReadOnlyDictionary<string, double> statistics)
    {
        int found = CellZones.Of(coverage, new Window(cell.Row, cell.Column, 1, 1),
            zone => statistics.TryGetValue(coverage.Codes[zone], out double statistic) && !double.IsNaN(statistic))[0];
        return found < 0 ? null : coverage.Codes[found];
    }
}
