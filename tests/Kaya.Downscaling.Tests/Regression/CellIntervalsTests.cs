namespace Kaya.Downscaling.Tests;

public sealed class CellIntervalsTests
{
    private static readonly SpatialRegression s_linear = new("linear", new Logarithmic(new LinearRegression()));

    // One calibration of 60 zones covers within 0.06 (standard deviation) of its level; 20 of them on average within 0.015.
    [Fact]
    public void Calibrate_LogNormalZones_CoversNewZonesAtTheLevel()
    {
        double[] covered = new double[3];
        for (ulong seed = 1; seed <= 20; seed++)
        {
            ZonalTable table = Zones(60, seed), unseen = Zones(400, 1000 + seed);
            CellIntervals intervals = CellIntervals.Calibrate(table, s_linear, Plane.Context);
            Assert.Equal([0.5, 0.8, 0.95], intervals.Levels);
            Assert.Equal(0.3, intervals.ZoneError, 0.12);
            // Each unseen zone is a cell of 1 km2 of a map.
            Grid grid = Plane.Grid(1, 400);
            DriverSet drivers = new(
                CellAreas.Of(grid), new Driver("x", IntensiveRaster.Of(grid, Unit.One, unseen.Totals.Column("x").ToArray())));
            ExtensiveRaster map = (ExtensiveRaster)s_linear.Fit(table, Plane.Context).Weights(drivers).ReadAll();
            for (int at = 0; at < 3; at++) covered[at] += Covered(
                Read(intervals.Around(intervals.Levels[at], map, intervals.StandardDeviation(drivers))), unseen) / 20;
        }

        Assert.Equal(0.5, covered[0], 0.05);
        Assert.Equal(0.8, covered[1], 0.04);
        Assert.Equal(0.95, covered[2], 0.02);
    }

    [Fact]
    public void Around_FurtherDeviation_AddsInSquares()
    {
        CellIntervals intervals = CellIntervals.Calibrate(Zones(25, 3), s_linear, Plane.Context);
        Grid grid = Plane.Grid(1, 3);
        ExtensiveRaster map = Plane.Totals(grid, 10, double.NaN, 20);
        IntensiveRaster spread = Plane.Densities(grid, 0.3, 0.3, 0.3), further = Plane.Densities(grid, 0.4, 0.4, double.NaN);
        (Raster lower, Raster upper) = Read(intervals.Around(0.8, map, spread));
        (Raster wideLower, Raster wideUpper) = Read(intervals.Around(0.8, map, spread, further));
        Assert.Equal(100, lower[0, 0, 0] * upper[0, 0, 0], 1e-9);
        Assert.True(double.IsNaN(lower[0, 0, 1]) && double.IsNaN(upper[0, 0, 1]));
        // 0.3 and 0.4 make 0.5: the logarithm of the factor grows by 5/3.
        Assert.Equal(5.0 / 3, Math.Log(wideUpper[0, 0, 0] / 10) / Math.Log(upper[0, 0, 0] / 10), 1e-9);
        Assert.Equal(lower[0, 0, 2], wideLower[0, 0, 2]);
    }

    // Where the zones end, models that each lack another zone disagree.
    [Fact]
    public void StandardDeviation_FarFromTheZones_IsLarger()
    {
        CellIntervals intervals = CellIntervals.Calibrate(Zones(20, 4), s_linear with { Extrapolation = Extrapolation.AsFitted },
            Plane.Context);
        Grid grid = Plane.Grid(1, 2);
        Raster spread = intervals.StandardDeviation(new DriverSet(CellAreas.Of(grid), new Driver("x", Plane.Densities(grid, 30, 1e6))))
            .ReadAll();
        Assert.True(spread[0, 0, 0] > intervals.ZoneError);
        Assert.True(spread[0, 0, 1] > 1.2 * spread[0, 0, 0]);
    }

    [Fact]
    public void Calibrate_SixZones_OffersOnlyTheLevelsTheyAllow()
    {
        Assert.Equal([0.5, 0.8], CellIntervals.Calibrate(Zones(6, 5), s_linear, Plane.Context).Levels);
        Assert.Throws<DataNotFoundException>(() => CellIntervals.Calibrate(Zones(3, 6), s_linear, Plane.Context));
    }

    private static (Raster, Raster) Read((IRasterSource Lower, IRasterSource Upper) ends) => (ends.Lower.ReadAll(), ends.Upper.ReadAll());

    private static double Covered((Raster Lower, Raster Upper) ends, ZonalTable truth) => Enumerable.Range(0, truth.Codes.Length)
        .Count(cell => ends.Lower[0, 0, cell] <= truth.Statistics[cell] && truth.Statistics[cell] <= ends.Upper[0, 0, cell]) / (
            double)truth.Codes.Length;

    // Emission 5 (1 + x)^0.9 with a log-normal error of 0.3; drivers over two decades.
    private static ZonalTable Zones(int count, ulong seed)
    {
        RandomSequence random = new RandomSource(seed).Derive("zones").Sequence();
        double[] x = [.. Enumerable.Range(0, count).Select(_ => Math.Exp(2 + (3 * random.NextDouble())))];
        double[] y = [.. x.Select(value => 5 * Math.Pow(1 + value, 0.9) * Math.Exp(0.3 * random.NextGaussian()))];
        return new ZonalTable(
            [.. x.Select((_, zone) => $"z{zone}")], FeatureTable.FromColumns((new FeatureColumn("x", Unit.Parse("km2")), x)), y,
            Plane.Tonne,
            [.. x.Select(_ => 1.0)]);
    }
}
