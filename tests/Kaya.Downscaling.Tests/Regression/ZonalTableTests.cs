namespace Kaya.Downscaling.Tests;

public sealed class ZonalTableTests
{
    private static readonly Grid s_grid = Plane.Grid(2, 3, kilometres: 2);

    // Cells of 4 km2. Zone 1 has cells 0, 1, 3; zone 2 cells 2 and 5; cell 4 is outside; cell 1 has no people, which is no data.
    [Fact]
    public void Of_MixedDrivers_SumsOverCellsWithDataInAll()
    {
        DriverSet drivers = new(CellAreas.Of(s_grid), new Driver("light", Plane.Densities(s_grid, 1, 2, 3, 4, 5, 6)),
            new Driver("people", Plane.Totals(s_grid, 10, double.NaN, 30, 40, 50, 60)));
        ZonalTable table = ZonalTable.Of(drivers, Plane.Zones(s_grid, 1, 1, 2, 1, 0, 2), new Dictionary<string,
            double> { ["z1"] = 100, ["z2"] = 7 }, Plane.Tonne);
        Assert.Equal([8.0, 8.0], table.SquareKilometres);
        Assert.Equal([20.0, 36.0], table.Totals.Column("light"));
        Assert.Equal([50.0, 90.0], table.Totals.Column("people"));
        Assert.Equal([2.5, 4.5], table.Features(ZonalScale.Density).Column("light"));
        Assert.Equal([6.25, 11.25], table.Features(ZonalScale.Density).Column("people"));
        Assert.Equal([12.5, 0.875], table.Targets(ZonalScale.Density).Column(0));
        Assert.Equal(Unit.Parse("t km-2"), table.Targets(ZonalScale.Density).Schema[0].Unit);
        Assert.Equal([100.0, 7.0], table.ToTotals(table.Targets(ZonalScale.Density), ZonalScale.Density));
    }

    [Fact]
    public void Of_MissingIsZero_KeepsTheCells()
    {
        DriverSet drivers = new(
            CellAreas.Of(s_grid), new Driver("light", Plane.Densities(s_grid, 1, double.NaN, 3, 4, 5, 6)) { MissingIsZero = true });
        ZonalTable table = ZonalTable.Of(drivers, Plane.Zones(s_grid, 1, 1, 2, 1, 0, 2), new Dictionary<string,
            double> { ["z1"] = 100, ["z2"] = double.NaN }, Plane.Tonne);
        Assert.Equal(["z1"], table.Codes);
        Assert.Equal(["z2"], table.LeftOut);
        Assert.Equal([12.0], table.SquareKilometres);
        Assert.Equal([20.0], table.Totals.Column("light"));
    }

    [Fact]
    public void Of_BorderCells_CountByTheirPart()
    {
        NetTopologySuite.Geometries.Geometry left = new NetTopologySuite.Geometries.GeometryFactory().ToGeometry(
            new NetTopologySuite.Geometries.Envelope(0, 3000, 0, 4000));
        ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [new Zone("left", "left", left)]), s_grid);
        DriverSet drivers = new(CellAreas.Of(s_grid), new Driver("people", Plane.Totals(s_grid, 10, 20, 30, 40, 50, 60)));
        ZonalTable table = ZonalTable.Of(drivers, coverage, new Dictionary<string, double> { ["left"] = 1 }, Plane.Tonne);
        Assert.Equal(10 + 40 + ((20 + 50) / 2.0), table.Totals[0, 0], 1e-9);
        Assert.Equal(12, table.SquareKilometres[0], 1e-9);
    }

    [Fact]
    public void Of_NoZoneWithStatistic_SaysWhichCodesThereAre()
    {
        DriverSet drivers = new(CellAreas.Of(s_grid), new Driver("people", Plane.Totals(s_grid, 10, 20, 30, 40, 50, 60)));
        DataNotFoundException error = Assert.Throws<DataNotFoundException>(() =>
            ZonalTable.Of(drivers, Plane.Zones(s_grid, 1, 1, 1, 1, 1, 1), new Dictionary<string, double> { ["elsewhere"] = 1 },
                Plane.Tonne));
        Assert.Contains("elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_DensityWithoutAreas_AsksForThem()
    {
        ZonalTable table = new(["a"], FeatureTable.FromColumns((new FeatureColumn("gdp", Unit.One), [1.0])), [1.0], Plane.Tonne);
        Assert.Contains("areas", Assert.Throws<DataNotFoundException>(() => table.Features(ZonalScale.Density)).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, table.Features(ZonalScale.RawSum)[0, 0]);
    }

    [Fact]
    public void Table_NegativeStatistic_NamesTheZone() =>
        Assert.Contains("z2", Assert.Throws<DataFormatException>(() => Plane.Table([1, -1], ("x", [1.0, 2]))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Of_DriversWithoutData_NamesThoseThatHaveNone()
    {
        Grid grid = Plane.Grid(1, 4);
        Driver light = new("light", Plane.Densities(grid, 1, 2, double.NaN, double.NaN)),
            empty = new("empty", Plane.Densities(grid, double.NaN, double.NaN, double.NaN, double.NaN)),
            other = new("other", Plane.Densities(grid, double.NaN, double.NaN, 3, 4));
        Fault Refused(params Driver[] drivers) => Assert.Throws<DataFormatException>(() =>
            ZonalTable.Of(new DriverSet(CellAreas.Of(grid), drivers), Plane.Zones(grid, 1, 1, 2, 2), new Dictionary<string,
                double> { ["z1"] = 1, ["z2"] = 2 }, Plane.Tonne)).Fault;
        Assert.Equal(("empty", "no-data everywhere"), (Refused(light, empty).Where!.Variable, Refused(light, empty).Found));
        Assert.Equal(("light, other", "no cell with data in all drivers"),
            (Refused(light, other).Where!.Variable, Refused(light, other).Found));
        Assert.Throws<DataNotFoundException>(
            () => ZonalTable.Of(new DriverSet(CellAreas.Of(grid), light), Plane.Zones(grid, 1, 1, 2, 2), new Dictionary<string,
            double> { ["x"] = 1 }, Plane.Tonne));
    }

    [Fact]
    public void Ranking_SameEmissionEverywhere_GoesWithNothing() =>
        Assert.All(DriverRanking.Of(Plane.Table([3, 3, 3], ("a", [1.0, 2, 3]))).Drivers, driver => Assert.Equal(0, driver.Correlation));

    // Correlations by numpy.corrcoef: 0.981981, -0.999322, 0 for a driver that never changes.
    [Fact]
    public void Ranking_ThreeDrivers_OrdersBySizeOfCorrelation()
    {
        DriverRanking ranking = DriverRanking.Of(Plane.Table([1, 2, 4], ("a", [1.0, 2, 3]), ("same", [5.0, 5, 5]), ("b", [9.0, 7.5, 4])));
        Assert.Equal(["b", "a", "same"], ranking.Drivers.Select(ranked => ranked.Driver));
        Assert.Equal(0.981981, ranking.Drivers[1].Correlation, 1e-6);
        Assert.Equal(-0.999322, ranking.Drivers[0].Correlation, 1e-6);
        Assert.Equal(["b", "a"], ranking.AtLeast(0.54));
        Assert.Equal(["b"], ranking.Best(1));
    }
}
