using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>Turns one shape into runs of covered cells.</summary>
internal static class PolygonRuns
{
    private const int CellsAtOnce = 4_000_000;

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
        List<CoverageRun> runs = [];
        int rows = Math.Clamp(CellsAtOnce / window.Columns, 1, window.Rows);
        CoverageRaster coverage = new(rows, window.Columns);
        double[] fractions = new double[window.Columns];
        foreach (Window band in window.Tiles(rows, window.Columns))
        {
            coverage.Reset(band);
            foreach ((double[] columns, double[] ringRows, bool reversed) in rings) coverage.AddRing(columns, ringRows, reversed);
            for (int row = 0; row < band.Rows; row++)
            {
                coverage.ReadRow(row, fractions, 1e-9);
                AddRuns(fractions, zone, band.Row + row, band.Column, runs);
            }
        }

        return [.. runs];
    }

    private static void AddRing(LinearRing ring, Affine inverse, bool outline, List<(double[], double[], bool)> rings)
    {
        int points = ring.NumPoints - 1;
        if (points < 3) return;
        double[] columns = new double[points], rows = new double[points];
        for (int point = 0; point < points; point++)
            (columns[point], rows[point]) = inverse.Apply(ring.CoordinateSequence.GetX(point), ring.CoordinateSequence.GetY(point));
        // Outlines must all turn one way and holes the other, however the file has them.
        rings.Add((columns, rows, (CoverageRaster.Area(columns, rows) > 0) != outline));
    }

    private static Window Around(List<(double[] Columns, double[] Rows, bool Reversed)> rings)
    {
        double west = rings.Min(ring => ring.Columns.Min()), east = rings.Max(ring => ring.Columns.Max());
        double north = rings.Min(ring => ring.Rows.Min()), south = rings.Max(ring => ring.Rows.Max());
        static int Whole(double value) => (int)Math.Clamp(value, -1e9, 1e9);
        (int column, int row) = (Whole(Math.Floor(west)), Whole(Math.Floor(north)));
        return new Window(row, column, Whole(Math.Ceiling(south)) - row, Whole(Math.Ceiling(east)) - column);
    }

    private static void AddRuns(double[] fractions, int zone, int row, int column, List<CoverageRun> runs)
    {
        for (int at = 0, end; at < fractions.Length; at = end)
        {
            end = at + 1;
            while (end < fractions.Length && fractions[end] == fractions[at]) end++;
            if (fractions[at] > 0) runs.Add(new CoverageRun(zone, row, column + at, end - at, fractions[at]));
        }
    }
}
