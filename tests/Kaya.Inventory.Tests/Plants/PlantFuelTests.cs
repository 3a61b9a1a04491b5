namespace Kaya.Inventory.Tests.Plants;

public sealed class PlantFuelTests
{
    // 94.6 t/TJ x 306.4 g of coal equivalent x 29.3076 kJ/g, and 56.1 t/TJ x 7,725 Btu x 1.05506 kJ/Btu x 0.9, by hand.
    [Theory]
    [InlineData("Coal", "coal", 0.8495, 4293)]
    [InlineData("Natural Gas", "gas", 0.4115, 4293)]
    [InlineData("LNG", "gas", 0.4115, 4293)]
    [InlineData("Fuel Oil", "oil", 0.8693, 1121.28)]
    public void Find_NameOfATable_HasTheSourcedDefaults(string written, string name, double factor, double hours)
    {
        PlantFuel fuel = PlantFuel.Find(written)!;
        Assert.Equal(name, fuel.Name);
        Assert.Equal(factor, fuel.TonnesPerMegawattHour, 5e-4);
        Assert.Equal(hours, fuel.LoadHours, 1e-9);
        Assert.Equal(100 * hours * fuel.TonnesPerMegawattHour, fuel.TonnesPerYear(100), 1e-6);
    }

    [Fact]
    public void Find_OtherNames_AreNoFossilFuelOrUnknown()
    {
        Assert.False(PlantFuel.Find("Landfill gas")!.IsFossil);
        Assert.Null(PlantFuel.Find("unobtainium"));
    }
}
