using Kaya.Geo;
using NetTopologySuite.Geometries;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Outlines of provinces along cell edges.</summary>
internal static class CountryOutlines
{
    // Corners of cells in one row of corners.
    private const int CornerColumns = Columns + 1;

    public static ZoneSet Of(int[] provinceOf, IReadOnlyList<SampleProvince> provinces) =>
        new(CountryCells.Grid.Crs, provinces.Select((province, index) =>
            new Zone(province.Code, province.Name, Shape(cell => provinceOf[cell] == index + 1))));

    private static MultiPolygon Shape(Predicate<int> isInside)
    {
        GeometryFactory factory = new();
        List<LinearRing> shells = [], holes = [];
        foreach (LinearRing ring in Rings(isInside)) (ring.IsCCW ? holes : shells).Add(ring);
        return factory.CreateMultiPolygon([.. shells.Select(shell =>
        {
            Polygon filled = factory.CreatePolygon(shell);
            LinearRing[] inside = [.. holes.Where(hole =>
                shell.EnvelopeInternal.Contains(hole.EnvelopeInternal) && filled.Contains(hole.InteriorPoint))];
            return factory.CreatePolygon(shell, inside);
        })]);
    }

    // Follows cell edges with the inside on the right. It turns right where four edges meet: parts that touch in a corner are two rings.
    private static IEnumerable<LinearRing> Rings(Predicate<int> isInside)
    {
        Dictionary<int, List<int>> edges = Edges(isInside);
        while (edges.Count > 0)
        {
            int start = edges.Keys.Min(), at = start, step = 0;
            List<int> corners = [];
            do
            {
                List<int> next = edges[at];
                int to = next.Count == 1 ? next[0] : next.MinBy(other => other - at == Right(step) ? 0 : 1);
                next.Remove(to);
                if (next.Count == 0) edges.Remove(at);
                if (to - at != step) corners.Add(at);
                (step, at) = (to - at, to);
            }
            while (at != start);
            yield return new LinearRing([.. corners.Append(corners[0]).Select(CornerPoint)]);
        }
    }

    private static int Right(int step) => step switch { 1 => CornerColumns, CornerColumns => -1, -1 => -CornerColumns, _ => 1 };

    private static Dictionary<int, List<int>> Edges(Predicate<int> isInside)
    {
        Dictionary<int, List<int>> edges = [];
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
            {
                if (!Inside(row, column)) continue;
                int corner = (row * CornerColumns) + column;
                if (!Inside(row - 1, column)) Add(corner, corner + 1);
                if (!Inside(row, column + 1)) Add(corner + 1, corner + 1 + CornerColumns);
                if (!Inside(row + 1, column)) Add(corner + 1 + CornerColumns, corner + CornerColumns);
                if (!Inside(row, column - 1)) Add(corner + CornerColumns, corner);
            }

        return edges;

        bool Inside(int row, int column) => (uint)row < Rows && (uint)column < Columns && isInside((row * Columns) + column);

        void Add(int from, int to)
        {
            if (!edges.TryGetValue(from, out List<int>? next)) edges[from] = next = new List<int>(1);
            next.Add(to);
        }
    }

    private static Coordinate CornerPoint(int corner)
    {
        (double x, double y) = CountryCells.Grid.Affine.Apply(corner % CornerColumns, corner / CornerColumns);
        return new Coordinate(x, y);
    }
}
