using Kaya.Inventory;

namespace Kaya.Downscaling.Tests.Evaluation;

public sealed class PublishedComparisonTests
{
    [Fact]
    public void Compare_Provinces2007_LieBetweenThePublishedYearsOnceCarbonIsCountedOnce()
    {
        FuelInventory inventory = FuelInventory.Of(FuelUse.Read(RealData.File("china-provinces/fuel_consumption_physical_2007.csv")));
        ProvincialRecords published = ProvincialRecords.Read(RealData.File("china-provinces/co2_by_fuel_gdp_population_2005_2010.csv"));
        PublishedComparison comparison = PublishedComparison.Of(inventory, published, 2007);
        Assert.Equal(["2005", "2010", "2007, interpolated"], comparison.References);
        Assert.Empty(comparison.NotComputed);
        Assert.Empty(comparison.NotPublished);
        Assert.All(comparison.Agreement, agreement => Assert.Equal(30, agreement.Zones));
        InventoryAgreement between = comparison.Agreement[2];
        // numpy: corrcoef of the ranks and median of the ratios of the two columns, process emission left out.
        Assert.Equal(0.9746384872080088, between.Spearman!.Value, 1e-6);
        Assert.Equal(1.3679084536308115, between.MedianRatio, 1e-6);
        Assert.Equal(1.0582587129205825, between.MedianRatioWithoutTransformed, 1e-6);
    }

    [Fact]
    public void Compare_ZonesOfOneSideOnly_AreListed()
    {
        FuelInventory inventory = FuelInventory.Of(new FuelUse(["北京市", "Tibet"], [5e7, 0, 0, 0, 0, 0, 0, 0, 1e6, 0, 0, 0, 0, 0, 0, 0]));
        ProvincialRecords records = Records("2005,Beijing,92,2,7000,15000000", "2005,Tianjin,80,2,7000,15000000");
        PublishedComparison comparison = PublishedComparison.Of(inventory, records, 2007);
        Assert.Equal(["CN-TJ"], comparison.NotComputed);
        Assert.Equal(["Tibet"], comparison.NotPublished);
        InventoryAgreement only = Assert.Single(comparison.Agreement);
        // 5e7 t x 1.9002988488 = 95.01494244 Mt beside 90 Mt; one zone has no rank.
        Assert.Equal(("2005", 1, (double?)null), (only.Reference, only.Zones, only.Spearman));
        Assert.Equal(95.01494244 / 90, only.MedianRatio, 1e-9);
    }

    private static ProvincialRecords Records(params string[] lines)
    {
        string path = Path.Combine(Path.GetTempPath(), $"kaya-records-{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllLines(path, ["year,province,Scope 1 Total,Process,gdp_100M_CNY_current,population", .. lines]);
            return ProvincialRecords.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
