using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>Converts one shape to runs of covered cells.</summary>
internal static class PolygonRuns
{
    // Shares within 1e-9 of 0 or 1 are rounded to these.
    private const double Tolerance = 1e-9;

    public static CoverageRun[] Of(Geometry shape, Grid grid, int zone)
    {
        List<(double[] Columns, double[] Rows, bool Reversed)> rings = [];
        Affine inverse = grid.Affine.Inverse();
        for (int part = 0; part < shape.NumGeometries; part++)
        {
            Polygon polygon = (Polygon)shape.GetGeometryN(part);
            AddRing(polygon.Shell, inverse, outline: true, rings);
            foreach (LinearRing hole in polygon.Holes) AddRing(hole, inverse, outline: false, rings);
        }

        if (rings.Count == 0) return [];
        Window window = Around(rings).Intersect(grid.All);
        if (window.IsEmpty) return [];
        Sparse sink = new([], []);
        foreach ((double[] columns, double[] rows, bool reversed) in rings) EdgeCoverage.AddRing(ref sink, window, columns, rows, reversed);
        return Runs(sink, window, zone);
    }

    private static void AddRing(LinearRing ring, Affine inverse, bool outline, List<(double[], double[], bool)> rings)
    {
        int points = ring.NumPoints - 1;
        if (points < 3) return;
        double[] columns = new double[points], rows = new double[points];
        for (int point = 0; point < points; point++)
            (columns[point], rows[point]) = inverse.Apply(ring.CoordinateSequence.GetX(point), ring.CoordinateSequence.GetY(point));
        // Outlines and holes must have opposite orientation, independent of the file.
        rings.Add((columns, rows, (EdgeCoverage.Area(columns, rows) > 0) != outline));
    }

    private static Window Around(List<(double[] Columns, double[] Rows, bool Reversed)> rings)
    {
        double west = rings.Min(ring => ring.Columns.Min()), east = rings.Max(ring => ring.Columns.Max());
        double north = rings.Min(ring => ring.Rows.Min()), south = rings.Max(ring => ring.Rows.Max());
        static int Whole(double value) => (int)Math.Clamp(value, -1e9, 1e9);
        (int column, int row) = (Whole(Math.Floor(west)), Whole(Math.Floor(north)));
        return new Window(row, column, Whole(Math.Ceiling(south)) - row, Whole(Math.Ceiling(east)) - column);
    }

    // Between two changes in a row, every cell has the same covered share.
    private static CoverageRun[] Runs(Sparse changes, Window window, int zone)
    {
        Span<long> places = CollectionsMarshal.AsSpan(changes.Places);
        Span<double> parts = CollectionsMarshal.AsSpan(changes.Parts);
        places.Sort(parts);
        List<CoverageRun> runs = new(places.Length);
        (double running, int row) = (0, -1);
        for (int at = 0; at < places.Length;)
        {
            long place = places[at];
            (int r, int column) = ((int)(place >> 32), (int)place);
            if (r != row) (running, row) = (0, r);
            while (at < places.Length && places[at] == place) running += parts[at++];
            int end = at < places.Length && (int)(places[at] >> 32) == row ? Math.Min((int)places[at], window.Columns) : window.Columns;
            double part = EdgeCoverage.Part(running, Tolerance);
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
