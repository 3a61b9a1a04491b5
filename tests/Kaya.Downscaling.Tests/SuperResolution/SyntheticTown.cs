using Kaya.Torch;

namespace Kaya.Downscaling.Tests.SuperResolution;

/// <summary>Made-up densities with sharp edges at all sizes, and quick networks for them.</summary>
internal static class SyntheticTown
{
    /// <summary>Every turn and mirror of <see cref="Turned"/> but the map as it is.</summary>
    public static TheoryData<int> Ways => [1, 2, 3, 4, 5, 6, 7];

    public static ZeroShotSuperResolution Quick { get; } = new() { HiddenLayers = 3, Channels = 16, Members = 2, Steps = 60,
        CropSize = 12 };

    public static Unit Density { get; } = Unit.Parse("t km-2");

    /// <summary>Discs of sizes from 2 to 14 cells on a low plain, on cells of 1 km.</summary>
    public static IntensiveRaster Map(int rows, int columns, string name = "town", Func<int, int, bool>? noData = null)
    {
        RandomSequence random = new RandomSource(77).Derive(name).Sequence();
        (double Row, double Column, double Radius, double Height)[] discs = [.. Enumerable.Range(0, rows * columns / 80).Select(_ =>
            (random.NextDouble() * rows, random.NextDouble() * columns, 1 + (6 * random.NextDouble()),
                Math.Exp(2 + random.NextGaussian())))];
        return Of(rows, columns, (row, column) => noData?.Invoke(row, column) == true ? double.NaN
            : 10 + discs.Sum(disc => Math.Pow(row + 0.5 - disc.Row, 2) + Math.Pow(column + 0.5 - disc.Column, 2) < disc.Radius
                * disc.Radius ? 100 * disc.Height : 0));
    }

    public static IntensiveRaster Of(int rows, int columns, Func<int, int, double> value)
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1000.0 * rows, 1000, 1000), rows, columns);
        return new IntensiveRaster(grid, Density, ["density"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = value(cell / columns, cell % columns);
        });
    }

    public static IntensiveRaster Turned(IntensiveRaster map, int way)
    {
        int rows = way % 2 == 0 ? map.Grid.Rows : map.Grid.Columns, columns = way % 2 == 0 ? map.Grid.Columns : map.Grid.Rows;
        return Of(rows, columns, (row, column) =>
        {
            int c = way >= 4 ? columns - 1 - column : column;
            return (way % 4) switch
            {
                0 => map[0, row, c],
                1 => map[0, c, rows - 1 - row],
                2 => map[0, rows - 1 - row, columns - 1 - c],
                _ => map[0, columns - 1 - c, row],
            };
        });
    }

    public static FitContext Context(ulong seed = 5) => new(new RandomSource(seed));

    public static SuperResolutionModel Trained(IntensiveRaster map, ZeroShotSuperResolution? options = null) =>
        (options ?? Quick).Fit(map, Context());
}
