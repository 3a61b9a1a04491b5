namespace Kaya.Downscaling.Tests;

/// <summary>Small rasters and zones on a plane with cells of 1 km2.</summary>
internal static class Plane
{
    public static Unit Tonne { get; } = Unit.Parse("t");

    public static FitContext Context => new(new RandomSource(7), Cancellation: TestContext.Current.CancellationToken);

    public static Grid Grid(int rows, int columns, double kilometres = 1) =>
        new(CoordinateSystem.Plane, Affine.NorthUp(0, rows * kilometres * 1000, kilometres * 1000, kilometres * 1000), rows, columns);

    public static IntensiveRaster Densities(Grid grid, params double[] values) => IntensiveRaster.Of(grid, Unit.One, values);

    public static ExtensiveRaster Totals(Grid grid, params double[] values) => ExtensiveRaster.Of(grid, Tonne, values);

    /// <summary>Zones by number, one for each cell; 0 is outside.</summary>
    public static ZoneCoverage Zones(Grid grid, params int[] numbers) => ZoneCoverage.Of(
        CategoryRaster.Of(grid, numbers.Select(number => number == 0 ? double.NaN : number).ToArray()),
        numbers.Where(number => number > 0).Distinct().Order().ToDictionary(number => number, number => $"z{number}"));

    public static ZonalTable Table(IReadOnlyList<double> statistics, params (string Name, double[] Totals)[] drivers) => new(
        [.. statistics.Select((_, zone) => $"z{zone + 1}")],
        FeatureTable.FromColumns(
            [.. drivers.Select(driver => (new FeatureColumn(driver.Name, Unit.One), (IReadOnlyList<double>)driver.Totals))]),
        statistics, Tonne, [.. statistics.Select(_ => 1.0)]);
}
