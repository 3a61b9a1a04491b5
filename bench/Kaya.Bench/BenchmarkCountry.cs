using Kaya.Core;
using Kaya.Geo;
using NetTopologySuite.Geometries;

namespace Kaya.Bench;

/// <summary>A made-up country for timings: towns of all sizes on smooth land, sea around it, 34 provinces.</summary>
internal static class BenchmarkCountry
{
    private const int ZoneRows = 2, ZoneColumns = 17;
    // About 1 km.
    private const double Cell = 0.009;

    public static Grid Grid(int rows, int columns) =>
        new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(100, 50, Cell, Cell), rows, columns);

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
        for (int scale = 2; scale <= 256; scale *= 4) AddNoise(field, (rows, columns), scale, 0.35 * Math.Pow(scale, 0.25),
            new RandomSource(1).Derive($"{name}/{scale}").Sequence());
        AddTowns(field, (rows, columns), new RandomSource(1).Derive($"{name}/towns").Sequence());
        return field;
    }

    /// <summary>34 zones that tile a grid; inner borders wind, so that their cells are cut at every angle.</summary>
    public static ZoneSet Provinces(Grid grid, int pointsOnSide = 200) => new(grid.Crs, Enumerable.Range(0,
        ZoneRows * ZoneColumns).Select(zone =>
        new Zone(
            $"P{zone + 1:00}", $"province {zone + 1}",
            new Polygon(new LinearRing(Outline(grid.Bounds, (zone / ZoneColumns, zone % ZoneColumns), pointsOnSide))))));

    /// <summary>Where the sea is: a third of the cells, in many bays.</summary>
    public static bool[] Sea(int rows, int columns)
    {
        double[] depth = new double[rows * columns];
        AddNoise(depth, (rows, columns), Math.Max(4, rows / 16), 1, new RandomSource(1).Derive("coast").Sequence());
        AddNoise(depth, (rows, columns), 16, 0.05, new RandomSource(1).Derive("coast/detail").Sequence());
        double[] sorted = [.. depth];
        Array.Sort(sorted);
        return Array.ConvertAll(depth, value => value < sorted[sorted.Length / 3]);
    }

    private static Coordinate[] Outline(Bounds bounds, (int Row, int Column) place, int pointsOnSide)
    {
        (int row, int column) = place;
        (double X, double Y)[] corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
        List<Coordinate> outline = [];
        for (int side = 0; side < 4; side++)
        {
            ((double x0, double y0), (double x1, double y1)) = (corners[side], corners[(side + 1) % 4]);
            for (int point = 0; point < pointsOnSide; point++)
            {
                double part = (double)point / pointsOnSide;
                outline.Add(Place(bounds, x0 + (part * (x1 - x0)), y0 + (part * (y1 - y0))));
            }
        }

        outline.Add(outline[0].Copy());
        return [.. outline];
    }

    private static Coordinate Place(Bounds bounds, double x, double y)
    {
        double across = 0.2 * Math.Sin(Math.PI * x / ZoneColumns) * Math.Sin((23 * y) + x), along = 0.01 * Math.Sin(Math.PI * y / ZoneRows)
            * Math.Sin((11 * x) + y);
        return new Coordinate(bounds.West + ((x + across) / ZoneColumns * (bounds.East - bounds.West)),
            bounds.South + ((y + along) / ZoneRows * (bounds.North - bounds.South)));
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
            double radius = 1.5 + (8 * Math.Pow(random.NextDouble(), 4)), row = random.NextDouble() * shape.Rows,
                column = random.NextDouble() * shape.Columns;
            int reach = (int)Math.Ceiling(3 * radius);
            for (int r = Math.Max(0, (int)row - reach); r < Math.Min(shape.Rows, row + reach); r++)
                for (int c = Math.Max(0, (int)column - reach); c < Math.Min(shape.Columns, column + reach); c++)
                    field[(r * shape.Columns) + c] += 3 * Math.Exp(
                        -(((r - row) * (r - row)) + ((c - column) * (c - column))) / (2 * radius * radius));
        }
    }
}
