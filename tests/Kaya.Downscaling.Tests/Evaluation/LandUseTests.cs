namespace Kaya.Downscaling.Tests;

public sealed class LandUseTests
{
    private static readonly Grid s_grid = Plane.Grid(1, 4);

    [Theory]
    [InlineData(LandUse.Forest, 1, 2, 3, 4, 5)]
    [InlineData(LandUse.Shrubland, 6, 7)]
    [InlineData(LandUse.Grassland, 8, 9, 10)]
    [InlineData(LandUse.Water, 11)]
    [InlineData(LandUse.Cropland, 12, 14)]
    [InlineData(LandUse.BuiltUp, 13)]
    [InlineData(LandUse.BareGround, 15, 16)]
    public void OfIgbp_LandInEitherCoding_IsTheSame(LandUse use, params int[] codes) =>
        Assert.All(
            codes, code =>
            Assert.Equal((use, use), (LandUses.OfIgbp(code, IgbpCoding.WaterIsZero), LandUses.OfIgbp(code, IgbpCoding.WaterIsSeventeen))));

    [Fact]
    public void OfIgbp_Water_DependsOnTheCoding()
    {
        Assert.Equal(LandUse.Water, LandUses.OfIgbp(0, IgbpCoding.WaterIsZero));
        Assert.Equal(LandUse.Water, LandUses.OfIgbp(17, IgbpCoding.WaterIsSeventeen));
        Assert.Contains("other coding", Assert.Throws<DataFormatException>(() => LandUses.OfIgbp(17, IgbpCoding.WaterIsZero)).Message,
            StringComparison.Ordinal);
        Assert.Contains("other coding", Assert.Throws<DataFormatException>(() => LandUses.OfIgbp(0, IgbpCoding.WaterIsSeventeen)).Message,
            StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => LandUses.OfIgbp(12.5, IgbpCoding.WaterIsZero));
        Assert.Throws<DataFormatException>(() => LandUses.OfIgbp(1.5, IgbpCoding.WaterIsZero));
        Assert.Null(LandUses.OfIgbp(255, IgbpCoding.WaterIsZero));
    }

    [Fact]
    public void Of_SameGrid_SharesByZoneAndInAll()
    {
        LandUseShares shares = LandUseShares.Of(Plane.Totals(s_grid, 10, 30, 40, double.NaN), Cover(s_grid, 13, 12, 13, 12),
            Plane.Zones(s_grid, 1, 1, 2, 2));
        Assert.Equal(50 / 80.0, shares.All[LandUse.BuiltUp], 1e-14);
        Assert.Equal(30 / 80.0, shares.All[LandUse.Cropland], 1e-14);
        Assert.Equal(1, shares.All.Shares.Sum(), 1e-14);
        Assert.Equal(0.25, shares.Zones[0][LandUse.BuiltUp], 1e-14);
        Assert.Equal(1, shares.Zones[1][LandUse.BuiltUp], 1e-14);
        Assert.Equal(80, shares.All.Emission, 1e-12);
    }

    // A cell of the map holds 2 x 2 cells of land cover: three parts cropland, one part built-up. Its centre lies at the corner of the
    // fourth.
    [Fact]
    public void Of_FinerLandCover_DividesByAreaOrTakesTheCentre()
    {
        Grid map = Plane.Grid(1, 1, kilometres: 2), fine = Plane.Grid(2, 2);
        CategoryRaster cover = Cover(fine, 12, 12, 12, 13);
        Assert.Equal(0.25, LandUseShares.Of(Plane.Totals(map, 8), cover).All[LandUse.BuiltUp], 1e-12);
        Assert.Equal(1, LandUseShares.Of(Plane.Totals(map, 8), cover, matching: LandUseMatching.CellCentre).All[LandUse.BuiltUp]);
    }

    [Fact]
    public void Dominant_CoarserGrid_TakesTheTypeOfMostArea()
    {
        Grid fine = Plane.Grid(2, 4), coarse = Plane.Grid(1, 2, kilometres: 2);
        CategoryRaster cover = Cover(fine, 12, 12, 255, 255, 12, 13, 13, 255);
        Assert.Equal([(double)LandUse.Cropland, (double)LandUse.BuiltUp], LandUses.Dominant(cover, coarse).Values().ToArray());
    }

    [Fact]
    public void Of_CoarserLandCover_GivesEachFineCellTheClassAboveIt()
    {
        Grid map = Plane.Grid(2, 4, kilometres: 0.5), coarse = Plane.Grid(1, 2);
        LandUseShares shares = LandUseShares.Of(Plane.Totals(map, 1, 2, 3, 4, 5, 6, 7, 8), Cover(coarse, 13, 16));
        Assert.Equal((1 + 2 + 5 + 6) / 36.0, shares.All[LandUse.BuiltUp], 1e-12);
        Assert.Equal((3 + 4 + 7 + 8) / 36.0, shares.All[LandUse.BareGround], 1e-12);
    }

    [Fact]
    public void Of_UnclassifiedLand_IsCountedApart()
    {
        LandUseShares shares = LandUseShares.Of(Plane.Totals(s_grid, 10, 30, 40, 5), Cover(s_grid, 13, 255, 13, 255));
        Assert.Equal((50.0, 35.0, 1.0), (shares.All.Emission, shares.All.Unclassified, shares.All[LandUse.BuiltUp]));
    }

    private static CategoryRaster Cover(Grid grid, params double[] igbp) =>
        LandUses.OfIgbp(CategoryRaster.Of(grid, igbp), IgbpCoding.WaterIsZero);
}
