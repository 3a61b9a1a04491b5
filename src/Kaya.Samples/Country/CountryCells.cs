using System.Collections.Immutable;

using Kaya.Geo;

namespace Kaya.Samples;

/// <summary>The 500 m cells of the sample country, numbered row by row from the north-west. Distances are in km.</summary>
internal static class CountryCells
{
    public const int Rows = 512;
    public const int Columns = 640;
    public const int Count = Rows * Columns;
    /// <summary>Length of the side of a cell, km.</summary>
    public const double CellSize = 0.5;

    private static readonly ImmutableArray<(int Row, int Column)> s_steps =
        [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)];

    /// <summary>UTM zone 25N: a part of the Atlantic without land.</summary>
    public static Grid Grid { get; } =
        new(CoordinateSystem.Parse("EPSG:32625"), Affine.NorthUp(340_000, 5_328_000, 500, 500), Rows, Columns);

    /// <summary>The 1 km grid: blocks of 2 x 2 cells.</summary>
    public static Grid KilometreGrid { get; } = Grid.Coarsen(2);

    /// <summary>Centre of a cell: km from the north-west corner of the grid, x to the east, y to the south.</summary>
    public static (double X, double Y) CentreOf(int cell) => (((cell % Columns) + 0.5) * CellSize, ((cell / Columns) + 0.5) * CellSize);

    /// <summary>The cell at a point, km from the north-west corner; the nearest cell for a point outside the grid.</summary>
    public static int CellAt(double x, double y) =>
        (Math.Clamp((int)(y / CellSize), 0, Rows - 1) * Columns) + Math.Clamp((int)(x / CellSize), 0, Columns - 1);

    /// <summary>Distance between the centres of two cells, km.</summary>
    public static double Distance(int from, int to)
    {
        (double x0, double y0) = CentreOf(from);
        (double x1, double y1) = CentreOf(to);
        return Math.Sqrt(((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0)));
    }

    /// <summary>Finds the neighbour cells of a cell and the distances of their centres, km.</summary>
    /// <returns>How many there are: 8, fewer at the edges of the grid.</returns>
    public static int Neighbours(int cell, Span<(int Cell, double Length)> found)
    {
        int row = cell / Columns, column = cell % Columns, count = 0;
        for (int step = 0; step < s_steps.Length; step++)
        {
            int r = row + s_steps[step].Row, c = column + s_steps[step].Column;
            if ((uint)r < Rows && (uint)c < Columns)
                found[count++] = ((r * Columns) + c, step < 4 ? CellSize : CellSize * Math.Sqrt(2));
        }

        return count;
    }

    /// <summary>The cells whose centres lie within a radius of a cell, with their distances, km.</summary>
    public static IEnumerable<(int Cell, double Distance)> Around(int centre, double radius)
    {
        int row = centre / Columns, column = centre % Columns, reach = (int)(radius / CellSize);
        for (int r = Math.Max(0, row - reach); r <= Math.Min(Rows - 1, row + reach); r++)
            for (int c = Math.Max(0, column - reach); c <= Math.Min(Columns - 1, column + reach); c++)
            {
                double distance = CellSize * Math.Sqrt(((r - row) * (r - row)) + ((c - column) * (c - column)));
                if (distance <= radius) yield return ((r * Columns) + c, distance);
            }
    }

    /// <summary>Distance of every cell to the nearest target cell, km (chamfer distance transform, two passes, error below 5 %).</summary>
    public static double[] DistanceTo(Predicate<int> isTarget)
    {
        double[] distance = new double[Count];
        for (int cell = 0; cell < Count; cell++) distance[cell] = isTarget(cell) ? 0 : 1e9;
        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        for (int sweep = 0; sweep < 2; sweep++)
            for (int k = 0; k < Count; k++)
            {
                int cell = sweep == 0 ? k : Count - 1 - k;
                foreach ((int other, double length) in near[..Neighbours(cell, near)])
                    distance[cell] = Math.Min(distance[cell], distance[other] + length);
            }

        return distance;
    }
}
