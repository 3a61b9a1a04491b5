using Kaya.Geo;

namespace Kaya.Samples;

/// <summary>The cells of the sample country: 500 m, row by row from the north-west, with distances in km.</summary>
internal static class CountryCells
{
    public const int Rows = 512;
    public const int Columns = 640;
    public const int Count = Rows * Columns;
    public const double Kilometres = 0.5;

    private static readonly (int Row, int Column)[] s_steps = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)];

    /// <summary>In the middle of the Atlantic, where no country is.</summary>
    public static Grid Grid { get; } = new(CoordinateSystem.Parse("EPSG:32625"), Affine.NorthUp(340_000, 5_328_000, 500, 500), Rows, Columns);

    public static Grid KilometreGrid { get; } = Grid.Coarsen(2);

    /// <summary>The middle of a cell, km from the north-west corner, y to the south.</summary>
    public static (double X, double Y) Place(int cell) => (((cell % Columns) + 0.5) * Kilometres, ((cell / Columns) + 0.5) * Kilometres);

    public static int At(double x, double y) => (Math.Clamp((int)(y / Kilometres), 0, Rows - 1) * Columns) + Math.Clamp((int)(x / Kilometres), 0, Columns - 1);

    public static double Distance(int from, int to)
    {
        (double x0, double y0) = Place(from);
        (double x1, double y1) = Place(to);
        return Math.Sqrt(((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0)));
    }

    /// <summary>The up to eight neighbours of a cell and how far their middles are, km.</summary>
    public static int Neighbours(int cell, Span<(int Cell, double Length)> found)
    {
        int row = cell / Columns, column = cell % Columns, count = 0;
        for (int step = 0; step < s_steps.Length; step++)
        {
            int r = row + s_steps[step].Row, c = column + s_steps[step].Column;
            if ((uint)r < Rows && (uint)c < Columns) found[count++] = ((r * Columns) + c, step < 4 ? Kilometres : Kilometres * Math.Sqrt(2));
        }

        return count;
    }

    /// <summary>The cells within a distance of a cell.</summary>
    public static IEnumerable<(int Cell, double Distance)> Around(int centre, double radius)
    {
        int row = centre / Columns, column = centre % Columns, reach = (int)(radius / Kilometres);
        for (int r = Math.Max(0, row - reach); r <= Math.Min(Rows - 1, row + reach); r++)
            for (int c = Math.Max(0, column - reach); c <= Math.Min(Columns - 1, column + reach); c++)
            {
                double distance = Kilometres * Math.Sqrt(((r - row) * (r - row)) + ((c - column) * (c - column)));
                if (distance <= radius) yield return ((r * Columns) + c, distance);
            }
    }

    /// <summary>Distance of every cell to the nearest of some cells, km, by two sweeps (chamfer): within 5 % of the true one.</summary>
    public static double[] DistanceTo(Predicate<int> isTarget)
    {
        double[] distance = new double[Count];
        for (int cell = 0; cell < Count; cell++) distance[cell] = isTarget(cell) ? 0 : 1e9;
        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        for (int sweep = 0; sweep < 2; sweep++)
            for (int k = 0; k < Count; k++)
            {
                int cell = sweep == 0 ? k : Count - 1 - k;
                foreach ((int other, double length) in near[..Neighbours(cell, near)]) distance[cell] = Math.Min(distance[cell], distance[other] + length);
            }

        return distance;
    }
}
