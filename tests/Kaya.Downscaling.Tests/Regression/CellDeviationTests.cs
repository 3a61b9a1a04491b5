namespace Kaya.Downscaling.Tests;

public sealed class CellDeviationTests
{
    private static readonly SpatialRegression s_linear = new("linear", new Logarithmic(new LinearRegression()));

    // By hand: a mixture of one driver predicts zones of 1 km2 in proportion to it, at the geometric mean of y / x of the zones it was
    // fitted to; each zone is predicted without itself. z2 and z3 do not touch. Twelve zones of 0.27 are added.
    [Fact]
    public void Of_TwoNeighbours_IsTheErrorOfDividingTheirSum()
    {
        double[] x = [1, 3, 2, 5], y = [2, 2, 3, 4];
        ZonalTable table = Table(x, y);
        CellDeviation deviation = CellDeviation.Of(table, [("z0", "z1")], SpatialRegression.Mixture, false, Plane.Context);
        Assert.Equal(Math.Sqrt(((4 * Expected()) + (12 * 0.27 * 0.27)) / 16), deviation.DivisionError, 1e-9);
        CellDeviation alone = CellDeviation.Of(table, [], SpatialRegression.Mixture, false, Plane.Context);
        Assert.Equal(Math.Sqrt(((4 * alone.ZoneError * alone.ZoneError) + (12 * 0.27 * 0.27)) / 16), alone.DivisionError, 1e-9);

        double Expected()
        {
            double Level(int without) => Math.Exp(Enumerable.Range(0, 4).Where(zone => zone != without)
                .Average(zone => Math.Log(y[zone] / x[zone])));
            double first = Level(0) * x[0], second = Level(1) * x[1];
            return (Math.Pow(Math.Log(0.5 / (first / (first + second))), 2) + Math.Pow(Math.Log(0.5 / (second / (first + second))), 2)) / 2;
        }
    }

    // Where the zones end, models that each lack another zone disagree.
    [Fact]
    public void Cells_FarFromTheZones_AreLessCertain()
    {
        CellDeviation deviation = CellDeviation.Of(Zones(20, 4), [], s_linear with { Extrapolation = Extrapolation.AsFitted }, false,
            Plane.Context);
        Grid grid = Plane.Grid(1, 2);
        Raster spread = deviation.Cells(new DriverSet(CellAreas.Of(grid), new Driver("x", Plane.Densities(grid, 30, 1e6)))).ReadAll();
        Assert.True(spread[0, 0, 0] > deviation.DivisionError);
        Assert.True(spread[0, 0, 1] > 1.2 * spread[0, 0, 0]);
    }

    [Fact]
    public void Of_LogNormalZones_FindsTheirError()
    {
        Assert.Equal(0.3, CellDeviation.Of(Zones(60, 1), [], s_linear, false, Plane.Context).ZoneError, 0.12);
        Assert.Throws<DataNotFoundException>(() => CellDeviation.Of(Zones(3, 6), [], s_linear, false, Plane.Context));
    }

    // A to the left of B, C below A; D alone; a cell without a zone between B and D.
    [Fact]
    public void Neighbours_ZonesOnAGrid_AreThoseThatShareAnEdge()
    {
        Grid grid = Plane.Grid(2, 4);
        ZoneCoverage zones = Plane.Zones(grid, 1, 2, 0, 4, 3, 3, 0, 0);
        string[] found = [.. CellZones.Neighbours(zones).Select(pair => $"{pair.First} {pair.Second}")];
        Assert.Equal(["z1 z2", "z1 z3", "z2 z3"], found);
    }

    private static ZonalTable Table(double[] x, double[] y) => new([.. x.Select((_, zone) => $"z{zone}")],
        FeatureTable.FromColumns((new FeatureColumn("x", Unit.Parse("km2")), x)), y, Plane.Tonne, [.. x.Select(_ => 1.0)]);

    // Emission 5 (1 + x)^0.9 with a log-normal error of 0.3; drivers over two decades.
    private static ZonalTable Zones(int count, ulong seed)
    {
        RandomSequence random = new RandomSource(seed).Derive("zones").Sequence();
        double[] x = [.. Enumerable.Range(0, count).Select(_ => Math.Exp(2 + (3 * random.NextDouble())))];
        return Table(x, [.. x.Select(value => 5 * Math.Pow(1 + value, 0.9) * Math.Exp(0.3 * random.NextGaussian()))]);
    }
}
