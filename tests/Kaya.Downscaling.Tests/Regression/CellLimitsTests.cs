namespace Kaya.Downscaling.Tests;

public sealed class CellLimitsTests
{
    private static readonly Grid s_grid = Plane.Grid(1, 4);

    // exp(-sqrt((1.2816 x 0.3)^2 + (4.45 x 0.2)^2)) and exp(1.2816 x 0.3 - 0.876 x 0.04 / 0.7), computed with Python.
    [Fact]
    public void Of_Level80_FollowsTheFormula()
    {
        CellScales scales = Scales(10);
        (IRasterSource lower, IRasterSource upper) = CellLimits.Of(0.8, scales);
        Assert.Equal(3.7927367928018163, lower.ReadAll().Values()[0], 1e-9);
        Assert.Equal(13.971338066923318, upper.ReadAll().Values()[0], 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => CellLimits.Of(0.9, scales));
    }

    // A plant of 7 that may stand one cell off: not counted on below, counted in both cells above.
    [Fact]
    public void Of_UncertainAmounts_WidensTheirCells()
    {
        CellScales plain = Scales(10), scales = Scales(10) with
        {
            Amounts = new Dictionary<long, UncertainAmount> { [0] = new(7, 7, 0.5, true), [1] = new(0, 7, 0.5, true),
                [2] = new(7, 7, 0, false) },
        };
        double low = CellLimits.Of(0.8, plain).Lower.ReadAll().Values()[0] / 10,
            high = CellLimits.Of(0.8, plain).Upper.ReadAll().Values()[0] / 10;
        ReadOnlySpan<double> lower = CellLimits.Of(0.8, scales).Lower.ReadAll().Values(),
            upper = CellLimits.Of(0.8, scales).Upper.ReadAll().Values();
        double most = 7 * Math.Exp(1.2816 * 0.5);
        Assert.Equal([3 * low, 10 * low, (3 * low) + 7, 10 * low], lower.ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([(3 * high) + most, (10 * high) + most, (3 * high) + 7, 10 * high], upper.ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Disagreement_SameDriversAsMap_IsZeroAndGrowsWithDistance()
    {
        ZoneCoverage zones = Plane.Zones(s_grid, 1, 1, 1, 1);
        DriverSet same = Drivers(1, 2, 3, 4), other = Drivers(4, 3, 2, 1);
        ExtensiveRaster map = Plane.Totals(s_grid, 10, 20, 30, 40);
        ZonalTable table = ZonalTable.Of(same, zones, new Dictionary<string, double> { ["z1"] = 100 }, Plane.Tonne);
        Assert.All(DriverDisagreement.Of(same, zones, map, table).Values().ToArray(), value => Assert.Equal(0, value, 1e-12));
        double[] found = DriverDisagreement.Of(other, zones, map, table).Values().ToArray();
        Assert.Equal(Math.Log((1.6 + 0.02) / (0.4 + 0.02)), found[0], 1e-9);
        Assert.True(found[0] > found[1]);
    }

    private static DriverSet Drivers(params double[] values) =>
        new(CellAreas.Of(s_grid), new Driver("x", IntensiveRaster.Of(s_grid, Unit.One, values)));

    private static CellScales Scales(double value) => new(Plane.Totals(s_grid, value, value, value, value),
        Plane.Densities(s_grid, 0.3, 0.3, 0.3, 0.3), Plane.Densities(s_grid, 0.2, 0.2, 0.2, 0.2));
}
