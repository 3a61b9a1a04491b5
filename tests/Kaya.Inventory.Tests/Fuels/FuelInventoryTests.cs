namespace Kaya.Inventory.Tests;

public sealed class FuelInventoryTests
{
    [Fact]
    public void Of_TwoZones_AddsFuelsAndZones()
    {
        // One tonne (m3) of each fuel: t of CO2 by hand from the unrounded products of table 3.
        double[] each = [1.9002988488, 2.860418825, 3.020202416, 2.92505598, 3.0179149, 3.0959096373333333, 3.1704612426666667,
            0.002162188809];
        double[] one = [1, 1, 1, 1, 1, 1, 1, 1];
        FuelInventory inventory = FuelInventory.Of(new FuelUse(["A", "B"], [.. one, .. one.Select(amount => amount * 1e6)]));
        foreach (InventoryFuel fuel in InventoryFuels.All)
        {
            Assert.Equal(each[(int)fuel], inventory.Emission(0, fuel), 1e-13);
            Assert.Equal(each[(int)fuel] * 1_000_001, inventory.Emission(fuel), 1e-6);
        }

        Assert.Equal(each.Sum(), inventory.Totals[0], 1e-13);
        Assert.Equal(each.Sum() - each[1] - each[2], inventory.WithoutTransformed[0], 1e-13);
        Assert.Equal(each.Sum() * 1_000_001, inventory.Total, 1e-6);
        Assert.Equal(inventory.Totals[1], inventory.Statistics["B"]);
    }

    /// <summary>Computed from the file with Python's csv and the rows of table 3, Mt.</summary>
    [Theory]
    [InlineData("CN-BJ", 130.9)]
    [InlineData("CN-SX", 641.6)]
    [InlineData("CN-SD", 874.0)]
    [InlineData("CN-HI", 44.0)]
    [InlineData("CN-XJ", 190.8)]
    public void Of_Provinces2007_AreThirtyWithTheSumsComputedElsewhere(string code, double megatonnes)
    {
        FuelUse use = FuelUse.Read(RealData.File("china-provinces/fuel_consumption_physical_2007.csv"));
        FuelInventory inventory = FuelInventory.Of(use, FuelCounting.All), once = FuelInventory.Of(use);
        Assert.Equal((true, true, false), (use.IsTotalConsumption, once.CountsOnce, inventory.CountsOnce));
        Assert.Equal(once.WithoutTransformed, once.Totals);
        Assert.Equal(inventory.Total, once.AllFuels.Sum(), 1e-3);
        Assert.Equal(30, inventory.Zones.Length);
        Assert.Equal(megatonnes, inventory.Statistics[code] / 1e6, 0.05);
        Assert.Equal(8914.225714451164, inventory.Total / 1e6, 1e-6);
        Assert.DoesNotContain("CN-XZ", inventory.Zones);
    }
}
