using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>Converts one shape to runs of covered cells. On a grid in degrees the shape is also tried whole turns further east and
/// west.</summary>
internal sealed class PolygonRuns
{
    // Shares within 1e-9 of 0 or 1 are rounded to these; a shape that ends 1e-6 cells beyond the grid ends at its edge.
    private const double Tolerance = 1e-9;
    private const double EdgeTolerance = 1e-6;

    private readonly Grid _grid;
    private readonly RowSpreads? _spreads;
    private readonly List<(double[] Columns, double[] Rows, bool Reversed)> _rings = [];

    private PolygonRuns(Geometry shape, Grid grid, RowSpreads? spreads)
    {
        (_grid, _spreads) = (grid, spreads);
        Affine inverse = grid.Affine.Inverse();
        for (int part = 0; part < shape.NumGeometries; part++)
        {
            Polygon polygon = (Polygon)shape.GetGeometryN(part);
            AddRing(polygon.Shell, inverse, outline: true);
            foreach (LinearRing hole in polygon.Holes) AddRing(hole, inverse, outline: false);
        }
    }

    /// <summary>The runs of a shape.</summary>
    /// <param name="shape">Polygon or multipolygon in the coordinate system of the grid.</param>
    /// <param name="grid">Any grid.</param>
    /// <param name="spreads">Of the rows of the grid.</param>
    /// <param name="zone">Index of the zone.</param>
    /// <returns>The runs, whether the whole shape lies on the grid, and the area of the shape in cells.</returns>
    public static (CoverageRun[] Runs, bool IsInside, double Cells) Of(Geometry shape, Grid grid, RowSpreads? spreads, int zone)
    {
        PolygonRuns polygon = new(shape, grid, spreads);
        if (polygon._rings.Count == 0) return ([], false, 0);
        double cells = Math.Abs(polygon._rings.Sum(ring => (ring.Reversed ? -1 : 1) * EdgeCoverage.Area(ring.Columns, ring.Rows)));
        (double west, double east, double north, double south) = polygon.Extent();
        double turn = grid.ColumnsOfTurn;
        int first = turn > 0 ? (int)Math.Ceiling((EdgeTolerance - east) / turn) : 0;
        int last = turn > 0 ? (int)Math.Floor((grid.Columns - EdgeTolerance - west) / turn) : 0;
        Sparse sink = new([], []);
        Window? window = null;
        for (int turns = first; turns <= last; turns++)
        {
            Window part = Around((west + (turns * turn), east + (turns * turn), north, south)).Intersect(grid.All);
            if (part.IsEmpty) continue;
            // Several turns meet in one row only at the seam; then the row is filled as a whole.
            window = first == last ? part : part with { Column = 0, Columns = grid.Columns };
            polygon.Add(ref sink, window.Value, turns * turn);
        }

        bool isInside = north >= -EdgeTolerance && south <= grid.Rows + EdgeTolerance && (turn > 0
            ? grid.Columns >= turn - EdgeTolerance || (first <= last && Enumerable.Range(first, last - first + 1).Any(turns =>
                west + (turns * turn) >= -EdgeTolerance && east + (turns * turn) <= grid.Columns + EdgeTolerance))
            : west >= -EdgeTolerance && east <= grid.Columns + EdgeTolerance);
        return (window is { } filled ? polygon.Runs(sink, filled, zone) : [], isInside, cells);
    }

    private void AddRing(LinearRing ring, Affine inverse, bool outline)
    {
        int points = ring.NumPoints - 1;
        if (points < 3) return;
        double[] columns = new double[points], rows = new double[points];
        for (int point = 0; point < points; point++)
            (columns[point], rows[point]) = inverse.Apply(ring.CoordinateSequence.GetX(point), ring.CoordinateSequence.GetY(point));
        // Outlines and holes must have opposite orientation, independent of the file.
        _rings.Add((columns, rows, (EdgeCoverage.Area(columns, rows) > 0) != outline));
    }

    private void Add(ref Sparse sink, Window window, double shift)
    {
        foreach ((double[] columns, double[] rows, bool reversed) in _rings)
        {
            double[] shifted = shift == 0 ? columns : [.. columns.Select(column => column + shift)];
            EdgeCoverage.AddRing(ref sink, window, shifted, rows, reversed, _spreads);
        }
    }

    private (double West, double East, double North, double South) Extent() =>
        (_rings.Min(ring => ring.Columns.Min()), _rings.Max(ring => ring.Columns.Max()), _rings.Min(ring => ring.Rows.Min()),
            _rings.Max(ring => ring.Rows.Max()));

    private static Window Around((double West, double East, double North, double South) extent)
    {
        static int Whole(double value) => (int)Math.Clamp(value, -1e9, 1e9);
        (int column, int row) = (Whole(Math.Floor(extent.West)), Whole(Math.Floor(extent.North)));
        return new Window(row, column, Whole(Math.Ceiling(extent.South)) - row, Whole(Math.Ceiling(extent.East)) - column);
    }

    // Between two changes in a row, every cell has the same covered share.
    private CoverageRun[] Runs(Sparse changes, Window window, int zone)
    {
        Span<long> places = CollectionsMarshal.AsSpan(changes.Places);
        Span<double> parts = CollectionsMarshal.AsSpan(changes.Parts);
        places.Sort(parts);
        List<CoverageRun> runs = new(places.Length);
        (double running, int row, double share) = (0, -1, 1);
        for (int at = 0; at < places.Length;)
        {
            long place = places[at];
            (int r, int column) = ((int)(place >> 32), (int)place);
            if (r != row) (running, row, share) = (0, r, _grid.ShareBetweenPoles(window.Row + r));
            while (at < places.Length && places[at] == place) running += parts[at++];
            int end = at < places.Length && (int)(places[at] >> 32) == row ? Math.Min((int)places[at], window.Columns) : window.Columns;
            // A cell centred on a pole ends there: its whole area is the part on this side.
            double part = EdgeCoverage.Part(share == 1 ? running : running / share, Tolerance);
            if (part > 0 && end > column) Add(runs, new CoverageRun(zone, window.Row + row, window.Column + column, end - column, part));
        }

        return [.. runs];
    }

    private static void Add(List<CoverageRun> runs, CoverageRun run)
    {
        if (runs.Count > 0 && runs[^1] is { } last && last.Row == run.Row && last.Fraction == run.Fraction
            && last.Column + last.Length == run.Column)
            runs[^1] = last with { Length = last.Length + run.Length };
        else runs.Add(run);
    }

    private readonly struct Sparse(List<long> places, List<double> parts) : ICoverageSink
    {
        // Row and column as one number, in reading order.
        public List<long> Places => places;

        public List<double> Parts => parts;

        public void Add(int row, int column, double part)
        {
            places.Add(((long)row << 32) | (uint)column);
            parts.Add(part);
        }
    }
}
