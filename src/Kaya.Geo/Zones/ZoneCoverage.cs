using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The share of each grid cell covered by each zone, as runs along rows: exact at borders, compact inside.</summary>
public sealed class ZoneCoverage
{
    private readonly int[] _firstOfRow;
    private readonly ImmutableArray<ZoneExtent> _extents;

    internal ZoneCoverage(Grid grid, ImmutableArray<string> codes, IEnumerable<CoverageRun> runs)
        : this(grid, codes, [runs.ToArray()], [.. codes.Select(_ => ZoneExtent.OnGrid)])
    {
    }

    private ZoneCoverage(Grid grid, ImmutableArray<string> codes, CoverageRun[][] runs, ImmutableArray<ZoneExtent> extents)
    {
        (Grid, Codes, _extents) = (grid, codes, extents);
        _firstOfRow = new int[grid.Rows + 1];
        Runs = ImmutableCollectionsMarshal.AsImmutableArray(Sorted(runs, _firstOfRow));
    }

    /// <summary>The grid whose cells are covered.</summary>
    public Grid Grid { get; }

    /// <summary>Codes of the zones, by index.</summary>
    public ImmutableArray<string> Codes { get; }

    /// <summary>All runs, by row, then column, then zone.</summary>
    public ImmutableArray<CoverageRun> Runs { get; }

    /// <summary>The runs of some rows.</summary>
    /// <param name="row">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <returns>Their runs, in order.</returns>
    public ReadOnlySpan<CoverageRun> RunsOf(int row, int rows) => Runs.AsSpan()[_firstOfRow[row].._firstOfRow[row + rows]];

    /// <summary>Computes the coverage of polygons, as shares of the areas of cells (see <see cref="RowSpreads"/>). Exact for straight edges
    /// in the coordinates of the grid. On a grid in degrees, longitudes may be off by whole turns, and a zone may lie across the seam of
    /// the grid.</summary>
    /// <param name="zones">In the coordinate system of the grid.</param>
    /// <param name="grid">Any grid, turned ones too.</param>
    /// <param name="trueArea">True area, in m2, of a zone that is not wholly on the grid; not needed in degrees. Without it, the areas of
    /// such a zone are compared in the plane of the grid.</param>
    /// <returns>The coverage; zones outside the grid have no runs.</returns>
    /// <exception cref="GridMismatchException">Another coordinate system, or no zone touches the grid.</exception>
    public static ZoneCoverage Of(ZoneSet zones, Grid grid, Func<Zone, double>? trueArea = null)
    {
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(grid);
        if (!zones.Crs.Equals(grid.Crs))
            throw new GridMismatchException(
                new Fault("Zones and grid have different coordinate systems.", Expected: grid.Crs.ToString(), Found: zones.Crs.ToString(),
                Remedy: "Transform the zones to the system of the grid."));
        CoverageRun[][] runs = new CoverageRun[zones.Zones.Length][];
        ZoneExtent[] extents = new ZoneExtent[runs.Length];
        RowSpreads? spreads = RowSpreads.Of(grid);
        Parallel.For(0, runs.Length, zone =>
        {
            (runs[zone], bool isInside, double cells) = PolygonRuns.Of(zones.Zones[zone].Shape, grid, spreads, zone);
            extents[zone] = new ZoneExtent(isInside, cells, double.NaN);
        });
        if (runs.All(of => of.Length == 0))
            throw new GridMismatchException(
                new Fault("No zone overlaps the grid.", Expected: $"zones within {grid.Bounds}", Found: $"zones within {Extent(zones)}",
                Remedy: "Check the coordinate system of the zones and the order of longitude and latitude."));
        if (trueArea is null && grid.Crs.IsGeographic) trueArea = zone => TrueArea.Of(zone.Shape, grid.Crs.Ellipsoid);
        for (int zone = 0; trueArea is not null && zone < extents.Length; zone++)
            if (!extents[zone].IsInside) extents[zone] = extents[zone] with { SquareMetres = trueArea(zones.Zones[zone]) };
        return new ZoneCoverage(grid, [.. zones.Zones.Select(zone => zone.Code)], runs, [.. extents]);
    }

    /// <summary>Reads zones from a band of zone numbers: every cell is in one zone or in none.</summary>
    /// <param name="source">A raster of numbers.</param>
    /// <param name="codes">The code of each number.</param>
    /// <param name="band">Band from 0.</param>
    /// <returns>The coverage, zones in the order of <paramref name="codes"/>.</returns>
    /// <exception cref="DataFormatException">A number in the raster has no code.</exception>
    public static ZoneCoverage Of(IRasterSource source, IReadOnlyDictionary<int, string> codes, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(codes);
        Dictionary<double, int> indexOf = codes.Keys.Select((number, index) => (number, index)).ToDictionary(
            pair => (double)pair.number, pair => pair.index);
        List<CoverageRun> runs = [];
        double[] row = new double[source.Grid.Columns];
        for (int at = 0; at < source.Grid.Rows; at++)
        {
            source.Read(band, new Window(at, 0, 1, row.Length), row);
            for (int column = 0, end; column < row.Length; column = end)
            {
                end = column + 1;
                while (end < row.Length && row[end].Equals(row[column])) end++;
                if (double.IsNaN(row[column])) continue;
                if (!indexOf.TryGetValue(row[column], out int zone)) throw UnknownNumber(source.Bands[band].Name, row[column], codes);
                runs.Add(new CoverageRun(zone, at, column, end - column, 1));
            }
        }

        return new ZoneCoverage(source.Grid, [.. codes.Values], runs);
    }

    /// <summary>The same zones with new codes; zones with the same new code are merged.</summary>
    /// <param name="code">The new code of each code.</param>
    /// <returns>The coverage, zones in the order in which their codes first appear.</returns>
    public ZoneCoverage Renamed(Func<string, string> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        string[] renamed = [.. Codes.Select(code)], distinct = [.. renamed.Distinct(StringComparer.Ordinal)];
        int[] index = [.. renamed.Select(name => Array.IndexOf(distinct, name))];
        // Shares of merged zones in one cell are summed, since a zone may have only one share per cell.
        if (distinct.Length == Codes.Length) return new ZoneCoverage(Grid, [.. distinct], [[.. Runs]], _extents);
        IEnumerable<CoverageRun> cells = Runs.SelectMany(run => Enumerable.Range(run.Column, run.Length)
            .Select(column => new CoverageRun(index[run.Zone], run.Row, column, 1, run.Fraction)));
        CoverageRun[] merged = [.. cells.GroupBy(cell => (cell.Row, cell.Column, cell.Zone))
            .Select(parts => parts.First() with { Fraction = Math.Min(1, parts.Sum(part => part.Fraction)) })];
        return new ZoneCoverage(Grid, [.. distinct], [merged], [.. distinct.Select((_, zone) => ZoneExtent.Together(
            _extents.Where((_, part) => index[part] == zone)))]);
    }

    /// <summary>The same zones on a grid refined by a factor: every fine cell has the coverage of its coarse cell.</summary>
    /// <param name="factor">At least 1.</param>
    /// <returns>The coverage on the refined grid.</returns>
    public ZoneCoverage Refine(int factor) =>
        new(Grid.Refine(factor), Codes, [[.. Runs.SelectMany(run => Enumerable.Range(run.Row * factor, factor)
            .Select(row => new CoverageRun(run.Zone, row, run.Column * factor, run.Length * factor, run.Fraction)))]],
            [.. _extents.Select(extent => extent with { Cells = extent.Cells * factor * factor })]);

    /// <summary>The part of each cell covered by all zones together.</summary>
    /// <returns>By row, then column, 0 or more; above 1 where zones overlap.</returns>
    public ImmutableArray<double> CellShares()
    {
        double[] shares = new double[Grid.CellCount];
        foreach (CoverageRun run in Runs)
            foreach (ref double share in shares.AsSpan((run.Row * Grid.Columns) + run.Column, run.Length)) share += run.Fraction;
        return ImmutableCollectionsMarshal.AsImmutableArray(shares);
    }

    /// <summary>The zones that satisfy a condition.</summary>
    /// <param name="condition">Of the code of a zone.</param>
    /// <returns>Their coverage, in the same order.</returns>
    public ZoneCoverage Only(Func<string, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        int[] kept = [.. Enumerable.Range(0, Codes.Length).Where(zone => condition(Codes[zone]))];
        int[] index = [.. Codes.Select((_, zone) => Array.IndexOf(kept, zone))];
        return new ZoneCoverage(Grid, [.. kept.Select(zone => Codes[zone])],
            [[.. Runs.Where(run => index[run.Zone] >= 0).Select(run => run with { Zone = index[run.Zone] })]],
            [.. kept.Select(zone => _extents[zone])]);
    }

    /// <summary>The covered area of each zone, in cells.</summary>
    /// <returns>Sums of covered parts, by zone.</returns>
    public ImmutableArray<double> CellCounts()
    {
        CompensatedSum[] sums = new CompensatedSum[Codes.Length];
        foreach (CoverageRun run in Runs) sums[run.Zone].Add(run.Fraction * run.Length);
        return [.. sums.Select(sum => sum.Value)];
    }

    /// <summary>The share of each zone's area that lies on the grid.</summary>
    /// <param name="areas">Areas of the cells of the grid.</param>
    /// <returns>By zone: 1 for a zone wholly on the grid and for zones read from a raster, 0 for one beside it.</returns>
    public ImmutableArray<double> SharesOnGrid(CellAreas areas)
    {
        ArgumentNullException.ThrowIfNull(areas);
        if (_extents.All(extent => extent.IsInside)) return [.. _extents.Select(_ => 1.0)];
        ImmutableArray<double> covered = Zonal.Areas(this, areas).Values, cells = CellCounts();
        return [.. _extents.Select((extent, zone) => extent.IsInside ? 1 : Math.Min(1, double.IsNaN(extent.SquareMetres)
            ? cells[zone] / extent.Cells : covered[zone] / extent.SquareMetres))];
    }

    // Sorted by rows first: a country has millions of runs, a row only a few, and often they are in order.
    private static CoverageRun[] Sorted(CoverageRun[][] parts, int[] firstOfRow)
    {
        foreach (CoverageRun[] runs in parts)
            foreach (ref readonly CoverageRun run in runs.AsSpan()) firstOfRow[run.Row + 1]++;
        for (int row = 1; row < firstOfRow.Length; row++) firstOfRow[row] += firstOfRow[row - 1];
        CoverageRun[] sorted = new CoverageRun[firstOfRow[^1]];
        int[] next = [.. firstOfRow];
        foreach (CoverageRun[] runs in parts)
            foreach (ref readonly CoverageRun run in runs.AsSpan()) sorted[next[run.Row]++] = run;
        Parallel.For(0, firstOfRow.Length - 1, row => SortRow(sorted.AsSpan(firstOfRow[row]..firstOfRow[row + 1])));
        return sorted;
    }

    private static void SortRow(Span<CoverageRun> runs)
    {
        for (int at = 1; at < runs.Length; at++)
        {
            if (runs[at - 1].Column < runs[at].Column
                || (runs[at - 1].Column == runs[at].Column && runs[at - 1].Zone <= runs[at].Zone)) continue;
            runs.Sort(static (left, right) => left.Column != right.Column ? left.Column.CompareTo(right.Column)
                : left.Zone.CompareTo(right.Zone));
            return;
        }
    }

    private static DataFormatException UnknownNumber(string band, double number, IReadOnlyDictionary<int, string> codes) =>
        new(new Fault("The zone raster has a number without a code.", new SourceLocation(Variable: band),
            $"{codes.Count} numbers: {string.Join(", ", codes.Keys.Take(12))}", FormattableString.Invariant($"{number}"),
            "Add the number to the zone table, or give the no-data value of the raster."));

    // Where a whole zone lies: on the grid or not, its area in cells in the plane of the grid, and its true area if it is needed.
    private readonly record struct ZoneExtent(bool IsInside, double Cells, double SquareMetres)
    {
        public static ZoneExtent OnGrid => new(true, double.NaN, double.NaN);

        // Parts wholly on the grid have no true area of their own: then the areas are compared in the plane.
        public static ZoneExtent Together(IEnumerable<ZoneExtent> parts)
        {
            ZoneExtent[] all = [.. parts];
            return all.Length == 1 ? all[0] : new ZoneExtent(all.All(part => part.IsInside), all.Sum(part => part.Cells),
                all.Sum(part => part.SquareMetres));
        }
    }

    private static Bounds Extent(ZoneSet zones)
    {
        NetTopologySuite.Geometries.Envelope extent = new();
        foreach (Zone zone in zones.Zones) extent.ExpandToInclude(zone.Shape.EnvelopeInternal);
        return new Bounds(extent.MinX, extent.MinY, extent.MaxX, extent.MaxY);
    }
}
