namespace Kaya.Downscaling.Tests;

public sealed class InventoryComparisonTests
{
    private static readonly Grid s_fine = Plane.Grid(2, 4), s_coarse = Plane.Grid(1, 2, kilometres: 2);

    // Sums of 2 x 2 cells: 14 and 22 t of CO2. The inventory has them as t of C.
    [Fact]
    public void Of_SameEmissionAsCarbon_AgreesAfterConversion()
    {
        InventoryComparison found = Compare(Plane.Totals(s_coarse, 14 * 12 / 44.0, 22 * 12 / 44.0));
        Assert.Equal(1, found.Cells.RSquared!.Value, 1e-12);
        Assert.Equal(0, found.Cells.Bias, 1e-12);
        Assert.Equal(1, found.Cells.Spearman!.Value, 1e-12);
        Assert.Equal(36, found.MapTotal, 1e-12);
        Assert.Equal(36, found.InventoryTotal, 1e-12);
    }

    // 1 kg of C per m2 on cells of 4 km2 is 4000 t of C, 14,666.7 t of CO2.
    [Fact]
    public void Of_DensityPerSquareMetre_TimesTheTrueArea()
    {
        IntensiveRaster density = IntensiveRaster.Of(s_coarse, Unit.Parse("kg m-2"), new double[] { 1, 2 });
        Assert.Equal(3 * 4000 * 44 / 12.0, Compare(density).InventoryTotal, 1e-8);
    }

    // The map is half the inventory in each cell: bias -18 on average, and nothing left once scaled.
    [Fact]
    public void Of_HalfTheInventory_IsAPureBias()
    {
        InventoryComparison found = Compare(Plane.Totals(s_coarse, 28 * 12 / 44.0, 44 * 12 / 44.0));
        Assert.Equal(-18, found.Cells.Bias, 1e-12);
        Assert.Equal(1, found.Scaled.RSquared!.Value, 1e-12);
        Assert.Equal(0, found.Scaled.RootMeanSquaredError, 1e-10);
    }

    [Fact]
    public void Of_CellCoveredByAQuarter_CountsOnlyWhereAllowed()
    {
        ExtensiveRaster map = Plane.Totals(s_fine, 1, 2, 3, double.NaN, 5, 6, double.NaN, double.NaN);
        CountedEmission inventory = new(Plane.Totals(s_coarse, 1, 2), MassBasis.CO2);
        Assert.Equal(1, InventoryComparison.Of(new CountedEmission(map, MassBasis.CO2), inventory).Cells.Count);
        Assert.Equal(2, InventoryComparison.Of(new CountedEmission(map, MassBasis.CO2), inventory, leastCovered: 0.25).Cells.Count);
        ExtensiveRaster nothing = Plane.Totals(s_fine, [.. Enumerable.Repeat(double.NaN, 8)]);
        Assert.Throws<DataNotFoundException>(() => InventoryComparison.Of(new CountedEmission(nothing, MassBasis.CO2), inventory));
    }

    // A cell on the border of a zone has data as a whole, and is known in part: a quarter of every cell of the first half.
    [Fact]
    public void Of_CellsOnTheBorderOfAZone_CountByTheirCoveredPart()
    {
        ZoneSet zones = new(CoordinateSystem.Plane, [new Zone("z", "z", new NetTopologySuite.Geometries.GeometryFactory().ToGeometry(
            new NetTopologySuite.Geometries.Envelope(1500, 4000, 0, 2000)))]);
        CountedEmission map = new(Plane.Totals(s_fine, 1, 2, 3, 4, 5, 6, 7, 8), MassBasis.CO2);
        CountedEmission inventory = new(Plane.Totals(s_coarse, 1, 2), MassBasis.CO2);
        Assert.Equal(2, InventoryComparison.Of(map, inventory).Cells.Count);
        Assert.Equal(1, InventoryComparison.Of(map with { Zones = ZoneCoverage.Of(zones, s_fine) }, inventory).Cells.Count);
    }

    [Fact]
    public void Of_OtherElementOrNoMass_IsRefused()
    {
        CountedEmission map = new(Plane.Totals(s_fine, 1, 2, 3, 4, 5, 6, 7, 8), MassBasis.CO2);
        Assert.Throws<UnitMismatchException>(
            () => InventoryComparison.Of(map, new CountedEmission(Plane.Totals(s_coarse, 1, 2), MassBasis.NO2)));
        Assert.Throws<UnitMismatchException>(
            () => InventoryComparison.Of(
            map, new CountedEmission(ExtensiveRaster.Of(s_coarse, Unit.One, new double[] { 1, 2 }), MassBasis.C)));
    }

    private static InventoryComparison Compare(Raster inventory) => InventoryComparison.Of(
        new CountedEmission(Plane.Totals(s_fine, 1, 2, 3, 4, 5, 6, 7, 8), MassBasis.CO2), new CountedEmission(inventory, MassBasis.C));
}
