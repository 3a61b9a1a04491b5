using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;

namespace Kaya.Conformance.Tests;

/// <summary>An estimator that learns from one map how its cells divide.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="SuperResolution">The estimator.</param>
public sealed record MapCase(string Name, ZeroShotSuperResolution SuperResolution)
    : EstimatorCase<IntensiveRaster, SuperResolutionModel>(Name, () => SuperResolution)
{
    private const int Side = 32;

    protected override IntensiveRaster Data(DataForm form) =>
        Map(Side, form == DataForm.Part ? 20 : Side, (row, column) => form == DataForm.Still ? 7 : Density(row, column));

    protected override double[] Numbers(IntensiveRaster data) => data.Values().ToArray();

    protected override double[] Answer(SuperResolutionModel model, IntensiveRaster data)
    {
        RefinedMap fine = model.Refine(data, 2, Context);
        return [.. Known(fine.Density), .. Known(fine.StandardDeviation)];
    }

    protected override void CheckForm(SuperResolutionModel model, IntensiveRaster data)
    {
        RefinedMap fine = model.Refine(data, 2, Context);
        Assert.Equal((data.Grid.Refine(2), data.Unit), (fine.Density.Grid, fine.Density.Unit));
        for (int row = 0; row < fine.Density.Grid.Rows; row++)
            for (int column = 0; column < fine.Density.Grid.Columns; column++)
                Assert.Equal(double.IsNaN(data[0, row / 2, column / 2]), !(fine.Density[0, row, column] >= 0));
    }

    // Cells beyond the reach of the networks from the edge of a window do not know that it is one.
    protected override IEnumerable<Agreement> Parts(SuperResolutionModel model, IntensiveRaster data)
    {
        int rim = 2 * 2 * (SuperResolution.HiddenLayers + 1);
        Window window = new(2, 4, 28, 26);
        IntensiveRaster whole = model.Refine(data, 2, Context).Density;
        IntensiveRaster part = model.Refine((IntensiveRaster)data.ReadWindow(0, window), 2, Context).Density;
        (int Row, int Column)[] inner = [.. from row in Enumerable.Range(rim, part.Grid.Rows - (2 * rim))
            from column in Enumerable.Range(rim, part.Grid.Columns - (2 * rim)) select (row, column)];
        Assert.NotEmpty(inner);
        yield return new Agreement(
            "a window", [.. inner.Select(cell => whole[0, cell.Row + (2 * window.Row), cell.Column + (2 * window.Column)])],
            [.. inner.Select(cell => part[0, cell.Row, cell.Column])], 1e-5);
    }

    protected override IEnumerable<Refusal> NotFinite(SuperResolutionModel model, IntensiveRaster data)
    {
        foreach (double bad in (double[])[double.PositiveInfinity, double.NegativeInfinity, -1])
        {
            IntensiveRaster map = Map(Side, Side, (row, column) => (row, column) == (3, 9) ? bad : Density(row, column));
            yield return new Refusal($"learning from {bad}", () => SuperResolution.Fit(map, Context), "row 3", "column 9");
            yield return new Refusal($"refining {bad}", () => model.Refine(map, 2, Context), "row 3", "column 9");
        }
    }

    protected override IEnumerable<Refusal> OtherSchemas(SuperResolutionModel model, IntensiveRaster data)
    {
        IntensiveRaster other = IntensiveRaster.Of(data.Grid, Unit.Parse("kg km-2"), data.Values().ToArray());
        yield return new Refusal("another unit", () => model.Refine(other, 2, Context), "t km-2", "kg km-2");
    }

    // No-data in a corner is no number that could be refused.
    private static double Density(int row, int column) => row < 4 && column < 4 ? double.NaN
        : 5 + (40 * Math.Exp(-((row - 14) * (row - 14) + ((column - 17) * (column - 17))) / 30.0))
            + (3 * Math.Sin(row * 0.9) * Math.Sin(column * 1.1));

    private static IntensiveRaster Map(int rows, int columns, Func<int, int, double> density)
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1000.0 * rows, 1000, 1000), rows, columns);
        return IntensiveRaster.Of(grid, Unit.Parse("t km-2"),
            Enumerable.Range(0, rows * columns).Select(cell => density(cell / columns, cell % columns)).ToArray());
    }

    private static IEnumerable<double> Known(IntensiveRaster map) => map.Values().ToArray().Where(value => !double.IsNaN(value));
}
