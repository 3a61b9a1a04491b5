namespace Kaya.Downscaling.Tests.SuperResolution;

public sealed class BlockPointSourcesTests
{
    private static readonly Grid s_coarse = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1000, 1000, 1000), 1, 2);

    [Fact]
    public void Of_BlockFarAboveItsDetail_PutsTheRestOnTheHeaviestCell()
    {
        // By hand: expected 1 + 2 + 1 + 1 = 5, ratio 2, total 110: the cells keep 2, 4, 2, 2, and 110 - 10 = 100 go to the heaviest.
        ExtensiveRaster fine = ExtensiveRaster.Of(s_coarse.Refine(2), Unit.Parse("t"), new double[] { 1, 2, 3, 3, 1, 1, 3, 3 });
        ExtensiveRaster coarse = ExtensiveRaster.Of(s_coarse, Unit.Parse("t"), new double[] { 110, 18 });
        BlockPointSources excess = BlockPointSources.Of(fine, coarse, 2, 2);
        Assert.Equal([2, 104, 3, 3, 2, 2, 3, 3], excess.Weights.Values().ToArray());
        Assert.Equal(1, excess.Blocks);
    }

    [Fact]
    public void AddUp_BlocksWithAndWithoutExcess_BothAddUp()
    {
        ExtensiveRaster fine = ExtensiveRaster.Of(s_coarse.Refine(2), Unit.Parse("t"), new double[] { 1, 2, 3, double.NaN, 1, 1, 3, 3 });
        ExtensiveRaster coarse = ExtensiveRaster.Of(s_coarse, Unit.Parse("t"), new double[] { 110, 18 });
        (ExtensiveRaster map, int excesses, int equal) = new SpatialDownscaling().AddUp(fine, coarse);
        Assert.Equal((1, 0), (excesses, equal));
        Assert.Equal(110, map[0, 0, 0] + map[0, 0, 1] + map[0, 1, 0] + map[0, 1, 1], 1e-12);
        Assert.Equal(18, map[0, 0, 2] + map[0, 1, 2] + map[0, 1, 3], 1e-12);
        Assert.True(double.IsNaN(map[0, 0, 3]));
    }
}
