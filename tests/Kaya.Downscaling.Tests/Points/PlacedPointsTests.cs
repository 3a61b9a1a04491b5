namespace Kaya.Downscaling.Tests.Points;

public sealed class PlacedPointsTests
{
    private static readonly Grid s_fine = Plane.Grid(2, 6);
    private static readonly ZoneCoverage s_zones = Plane.Zones(s_fine, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 2, 0);
    private static readonly ZoneStatistics s_statistics = new(new Dictionary<string, double> { ["z1"] = 100, ["z2"] = 10 }, Plane.Tonne);

    [Fact]
    public void Of_Points_FindsCellZoneAndThoseOutside()
    {
        PlacedPoints placed = Place(new("a", 3500, 1500, 30), new("b", 4500, 500, 5), new("sea", 5500, 500, 7), new("far", -10, 0, 1));
        Assert.Equal([("a", "z1", 0, 3), ("b", "z2", 1, 4)], placed.Points.Select(p => (p.Source.Name, p.Zone, p.Row, p.Column)));
        Assert.Equal(["sea", "far"], placed.Outside.Select(point => point.Name));
        Assert.Equal(70, placed.Rest(s_statistics).Values["z1"]);
        Assert.Equal(new GivenAmount("z1", 0, 1, 30), placed.Amounts(2)[0]);
    }

    // Whatever the numbers: points stay in their cells and zones add up, on both grids.
    [Fact]
    public void ToZones_RandomPoints_StayInTheirCellsAndZonesHold()
    {
        for (int turn = 0; turn < 200; turn++)
        {
            RandomSequence random = new RandomSource(3).Derive($"{turn}").Sequence();
            double[] weights = [.. Enumerable.Range(0, 12).Select(_ => random.NextInt32(4) == 0 ? 0 : random.NextDouble())];
            if (random.NextInt32(2) == 0) weights[random.NextInt32(12)] = double.NaN;
            PointSource[] sources = [.. Enumerable.Range(0, random.NextInt32(5)).Select(i =>
                new PointSource($"{i}", 6000 * random.NextDouble(), 2000 * random.NextDouble(), 2 * random.NextDouble()))];
            PlacedPoints placed = Place(sources);
            Apportionment map = Conservation.ToZones(Plane.Totals(s_fine, weights), s_zones, s_statistics.Values, Plane.Tonne,
                new ApportionmentOptions { Given = placed.Amounts() });
            Assert.All(map.Certificate.Zones, zone => Assert.True(zone.Holds, $"turn {turn}: {zone}"));
            ExtensiveRaster area = placed.Without(map.Map), points = placed.Map(map.Map);
            Assert.Equal(placed.Points.Sum(point => point.Source.Emission), points.Sum(), 1e-12);
            for (int cell = 0; cell < 12; cell++)
                if (!double.IsNaN(map.Map.Values()[cell]))
                    Assert.True(map.Map.Values()[cell] >= points.Values()[cell] - 1e-12 && area.Values()[cell] >= 0, $"turn {turn}");
        }
    }

    [Fact]
    public void Rest_MoreThanTheStatistic_IsRefusedWithNames()
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() =>
            Place(new PointSource("Smoky", 4500, 500, 12)).Rest(s_statistics));
        Assert.Contains("z2", refused.Fault.Found, StringComparison.Ordinal);
        Assert.Contains("Smoky", refused.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Uncertain_AccuracyOfOneCell_ReachesTheNeighbours()
    {
        PlacedPoints placed = Place(new PointSource("a", 2500, 1500, 30) { LogDeviation = 0.5 });
        Dictionary<long, UncertainAmount> near = placed.Uncertain(s_fine, 1, 1);
        Assert.Equal(new UncertainAmount(30, 30, 0.5, true), near[2]);
        Assert.Equal(new UncertainAmount(0, 30, 0.5, true), near[3]);
        Assert.False(near.ContainsKey(5));
        Assert.Equal([2L], placed.Uncertain(s_fine, 1, 0).Keys);
    }

    [Fact]
    public void Of_LongitudesFrom0To360_FindsWesternPoints()
    {
        Grid grid = Grid.InDegrees(0, 10, 10, 1, 36);
        ZoneCoverage zones = Plane.Zones(grid, [.. Enumerable.Repeat(1, 36)]);
        PlacedPoints placed = PlacedPoints.Of([new PointSource("west", -75, 5, 1)], zones, s_statistics.Values);
        PlacedPoint point = Assert.Single(placed.Points);
        // As the grid counts longitudes, so that it is drawn there.
        Assert.Equal((28, 285.0), (point.Column, point.Source.X));
        Assert.Equal([27L, 28L, 29L], placed.Uncertain(grid, 1, 700).Keys.Order());
    }

    // Four zones fit the driver exactly, so 3 t are expected in the fifth; scipy.optimize: p of 10 t for P = 20 t (0.5) beside them.
    [Fact]
    public void Factors_SourcesAboveTheStatistic_AgreeWithScipy()
    {
        Grid grid = Plane.Grid(1, 5);
        ZoneStatistics statistics = new(Enumerable.Range(1, 5).ToDictionary(zone => $"z{zone}",
            zone => zone == 5 ? 10.0 : zone), Plane.Tonne);
        PlacedPoints placed = PlacedPoints.Of([new PointSource("a", 4500, 500, 20) { LogDeviation = 0.5 }],
            Plane.Zones(grid, 1, 2, 3, 4, 5), statistics.Values);
        ZonalTable table = Plane.Table([.. statistics.Values.Values], ("x", [1.0, 2, 3, 4, 3]));
        double factor = Assert.Single(PointReconciliation.Factors(placed, statistics, table, 0.5, Plane.Context)).Value;
        // The error of left-out zones of an exact fit is 0; the least assigned error is 0.1.
        Assert.InRange(20 * factor, 6.8, 7.4);
        Assert.Empty(PointReconciliation.Factors(PlacedPoints.Of([new PointSource("a", 4500, 500, 5)], Plane.Zones(grid, 1, 2, 3, 4, 5),
            statistics.Values), statistics, table, 0.5, Plane.Context));
    }

    private static PlacedPoints Place(params PointSource[] sources) => PlacedPoints.Of(sources, s_zones, s_statistics.Values);
}
