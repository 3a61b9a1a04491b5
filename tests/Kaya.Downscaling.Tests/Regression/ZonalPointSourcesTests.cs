namespace Kaya.Downscaling.Tests;

public sealed class ZonalPointSourcesTests
{
    private static readonly Grid s_grid = Plane.Grid(1, 6);

    // Zone 1 emits 30 where its cells explain 1 + 2 + 3: 24 go to the heaviest cell. Zone 2 emits less than its cells explain and stays.
    [Fact]
    public void Of_OneZoneAbove_PutsTheResidualOnItsHeaviestCell()
    {
        ExtensiveRaster weights = Plane.Totals(s_grid, 1, 2, 3, 10, 20, double.NaN);
        ZonalPointSources found = ZonalPointSources.Of(weights, Plane.Zones(s_grid, 1, 1, 1, 2, 2, 2), new Dictionary<string,
            double> { ["z1"] = 30, ["z2"] = 15 }, share: 0.01);
        Assert.Equal([1, 2, 27, 10, 20, double.NaN], found.Weights.Values().ToArray());
        PointSourceResidual residual = Assert.Single(found.Zones);
        Assert.Equal(("z1", 5, 24), (residual.Zone, residual.Ratio, residual.Amount));
        Assert.Equal([new GivenAmount("z1", 0, 2, 24)], residual.Cells);
    }

    [Fact]
    public void Of_LargerShare_DividesInProportionToWeights()
    {
        ExtensiveRaster weights = Plane.Totals(s_grid, 1, 2, 3, 4, 5, 5);
        ZonalPointSources found = ZonalPointSources.Of(weights, Plane.Zones(s_grid, 1, 1, 1, 1, 1, 1), new Dictionary<string,
            double> { ["z1"] = 50 }, share: 0.5);
        Assert.Equal([1, 2, 3, 4 + (30 * 4 / 14.0), 5 + (30 * 5 / 14.0), 5 + (30 * 5 / 14.0)],
            found.Weights.Values().ToArray().Select(value => Math.Round(value, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(50, found.Weights.Sum(), 1e-12);
    }

    [Fact]
    public void Of_WeightsOfZeroOrNoStatistic_AreLeftAlone()
    {
        ExtensiveRaster weights = Plane.Totals(s_grid, 0, 0, 0, 1, 1, 1);
        ZonalPointSources found = ZonalPointSources.Of(weights, Plane.Zones(s_grid, 1, 1, 1, 2, 2, 2), new Dictionary<string,
            double> { ["z1"] = 5, ["z2"] = double.NaN }, share: 0.01);
        Assert.Equal(weights.Values().ToArray(), found.Weights.Values().ToArray());
        Assert.Empty(found.Zones);
    }

    [Fact]
    public void Of_SharedCell_CarriesNoResidualOfTheZoneThatHasTheLesserPart()
    {
        NetTopologySuite.Geometries.GeometryFactory shapes = new();
        ZoneCoverage coverage = ZoneCoverage.Of(
            new ZoneSet(
            CoordinateSystem.Plane, [new Zone("a", "a", shapes.ToGeometry(new NetTopologySuite.Geometries.Envelope(0, 2200, 0, 1000)))]),
            s_grid);
        ZonalPointSources found = ZonalPointSources.Of(Plane.Totals(s_grid, 1, 2, 100, 0, 0, 0), coverage, new Dictionary<string,
            double> { ["a"] = 33 }, share: 0.01);
        // 1 + 2 + 0.2 x 100 are explained, 10 are not, and go to the second cell: the third is mostly a neighbour's.
        Assert.Equal(12, found.Weights[0, 0, 1], 1e-6);
        Assert.Equal(100, found.Weights[0, 0, 2]);
    }
}
