using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests.Rasters;

public sealed class RasterTests
{
    private static readonly Grid s_grid = Grid.InDegrees(0, 10, 1, 3, 2);

    [Fact]
    public void PerArea_ThenTimesArea_IsTheSameAgain()
    {
        ExtensiveRaster totals = ExtensiveRaster.Of(s_grid, Unit.Parse("t"), new[] { 1, 2, double.NaN, 4, 5, 6 });
        CellAreas areas = CellAreas.Of(s_grid);
        IntensiveRaster density = totals.PerArea(areas, Unit.Parse("km2"));
        Assert.Equal(Unit.Parse("t km-2"), density.Unit);
        Assert.Equal(1 / (areas.At(0, 0) / 1e6), density[0, 0, 0], 1e-18);
        ExtensiveRaster again = density.TimesArea(areas, Unit.Parse("km2"));
        Assert.Equal(totals.Unit, again.Unit);
        for (int cell = 0; cell < 6; cell++) Assert.Equal(totals.Values()[cell], again.Values()[cell], 1e-14);
    }

    [Fact]
    public void In_OtherUnit_ConvertsAndRefusesOtherDimensions()
    {
        ExtensiveRaster totals = ExtensiveRaster.Of(s_grid, Unit.Parse("t"), new double[] { 1, 2, 3, 4, 5, 6 });
        Assert.Equal(21000, totals.In(Unit.Parse("kg")).Sum());
        Assert.Throws<UnitMismatchException>(() => totals.In(Unit.Parse("m")));
    }

    [Fact]
    public void ReadAll_BandsOfDifferentUnits_Refused()
    {
        TwoUnits source = new();
        Assert.Throws<UnitMismatchException>(() => source.ReadAll());
        Assert.IsType<IntensiveRaster>(source.ReadAll(1));
        Assert.Equal(2, source.ReadWindow(0, new Window(1, 1, 2, 1)).Values().Length);
    }

    [Fact]
    public void Read_WindowBeyondTheGrid_Refused()
    {
        ExtensiveRaster totals = ExtensiveRaster.Of(s_grid, Unit.Parse("t"), new double[6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => totals.Read(0, new Window(2, 0, 2, 1), new double[2]));
        Assert.Throws<ArgumentException>(() => totals.Read(0, new Window(0, 0, 1, 1), new double[2]));
        Assert.Throws<ArgumentException>(() => ExtensiveRaster.Of(s_grid, Unit.Parse("t"), new double[5]));
    }

    [Fact]
    public void ShareOf_SomeCodes_AveragesToAreas()
    {
        CategoryRaster codes = CategoryRaster.Of(new Grid(CoordinateSystem.Plane, Affine.NorthUp(0, 2, 1, 1), 2, 2),
            new[] { 1, 5, 9, double.NaN });
        IntensiveRaster forest = codes.ShareOf("forest", 1, 5);
        Assert.Equal([1, 1, 0, double.NaN], forest.Values().ToArray());
        Assert.Equal(2.0 / 3, new ConservativeRegridding(codes.Grid, codes.Grid.Coarsen(2)).Apply(forest).Values()[0], 1e-15);
    }

    private sealed class TwoUnits : IRasterSource
    {
        public Grid Grid => s_grid;

        public IReadOnlyList<BandDescription> Bands =>
            [new("a", Unit.Parse("t"), QuantityKind.Extensive), new("b", Unit.Parse("K"), QuantityKind.Intensive)];

        public void Read(int band, Window window, Span<double> destination) => destination.Fill(band);
    }
}
