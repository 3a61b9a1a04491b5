using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Bench;

/// <summary>A made-up country for timings: towns of all sizes on smooth land, sea around it, 34 provinces.</summary>
internal static class BenchmarkCountry
{
    public const int Zones = 34;
    private const double Cell = 1000;

    public static Grid Grid(int rows, int columns) => new(CoordinateSystem.Plane, Affine.NorthUp(0, rows * Cell, Cell, Cell), rows, columns);

    /// <summary>Emission per km2, log-normal with towns, without sea.</summary>
    public static IntensiveRaster Densities(int rows, int columns)
    {
        double[] logarithms = Logarithms(rows, columns, "densities");
        return IntensiveRaster.Of(Grid(rows, columns), Unit.Parse("t/km2"), logarithms.Select(Math.Exp).ToArray(), "density");
    }

    /// <summary>Sums of noise at scales from 2 to 256 cells, each interpolated between random knots, and towns.</summary>
    public static double[] Logarithms(int rows, int columns, string name)
    {
        double[] field = new double[rows * columns];
        for (int scale = 2; scale <= 256; scale *= 4) AddNoise(field, (rows, columns), scale, 0.35 * Math.Pow(scale, 0.25), new RandomSource(1).Derive($"{name}/{scale}").Sequence());
        AddTowns(field, (rows, columns), new RandomSource(1).Derive($"{name}/towns").Sequence());
        return field;
    }

    private static void AddNoise(double[] field, (int Rows, int Columns) shape, int scale, double height, RandomSequence random)
    {
        (int rows, int columns) = ((shape.Rows / scale) + 2, (shape.Columns / scale) + 2);
        double[] knots = [.. Enumerable.Range(0, rows * columns).Select(_ => height * ((2 * random.NextDouble()) - 1))];
        Parallel.For(0, shape.Rows, row =>
        {
            (int r, double down) = (row / scale, (double)(row % scale) / scale);
            for (int column = 0; column < shape.Columns; column++)
            {
                (int c, double along) = (column / scale, (double)(column % scale) / scale);
                double upper = (knots[(r * columns) + c] * (1 - along)) + (knots[(r * columns) + c + 1] * along);
                double lower = (knots[((r + 1) * columns) + c] * (1 - along)) + (knots[((r + 1) * columns) + c + 1] * along);
                field[(row * shape.Columns) + column] += (upper * (1 - down)) + (lower * down);
            }
        });
    }

    private static void AddTowns(double[] field, (int Rows, int Columns) shape, RandomSequence random)
    {
        int towns = Math.Max(4, shape.Rows * shape.Columns / 2500);
        for (int town = 0; town < towns; town++)
        {
            double radius = 1.5 + (8 * Math.Pow(random.NextDouble(), 4)), row = random.NextDouble() * shape.Rows, column = random.NextDouble() * shape.Columns;
            int reach = (int)Math.Ceiling(3 * radius);
            for (int r = Math.Max(0, (int)row - reach); r < Math.Min(shape.Rows, row + reach); r++)
                for (int c = Math.Max(0, (int)column - reach); c < Math.Min(shape.Columns, column + reach); c++)
                    field[(r * shape.Columns) + c] += 3 * Math.Exp(-(((r - row) * (r - row)) + ((c - column) * (c - column))) / (2 * radius * radius));
        }
    }
}
