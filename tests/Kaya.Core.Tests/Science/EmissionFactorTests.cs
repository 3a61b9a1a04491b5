namespace Kaya.Core.Tests;

public class EmissionFactorTests
{
    // IPCC 2006, volume 2, table 2.2, natural gas: 56 100 kg CO2 per TJ, 95 % range 54 300 to 58 300.
    [Fact]
    public void Ipcc2006_NaturalGas_IsTheTable()
    {
        EmissionFactor gas = EmissionFactor.Ipcc2006(Fuel.NaturalGas);
        Assert.Equal(56100, gas.Value.To(Unit.Parse("kg TJ-1")).Amount.Value, 1e-9);
        Assert.Equal((54.3, 58.3), (gas.Low, gas.High));
        Assert.Equal("112.2 t CO2", gas.Emission(Quantity.Parse("2 TJ")).ToString());
        Assert.All(Enum.GetValues<Fuel>(), fuel => Assert.InRange(EmissionFactor.Ipcc2006(fuel).Value.Amount.Value, 50, 110));
    }

    // Computed by hand: 94.6 t/TJ x 3.6 TJ/GWh / 0.40 = 851.4 t/GWh.
    [Fact]
    public void PerElectricity_Coal_DividesByTheEfficiency()
    {
        EmissionFactor electricity = EmissionFactor.Ipcc2006(Fuel.BituminousCoal).PerElectricity(0.40);
        Assert.Equal(851.4, electricity.Value.Amount.Value, 1e-9);
        Assert.Equal("t GWh-1", electricity.Value.Amount.Unit.ToString());
        Assert.Equal("t d-1", electricity.Emission(Quantity.Parse("10 GWh d-1")).Amount.Unit.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => electricity.PerElectricity(double.NaN));
        Assert.Throws<UnitMismatchException>(() => electricity.Emission(Quantity.Parse("3 kg")));
    }

    [Fact]
    public void Constructor_NoMassPerEnergyOrOutOfOrder_Throws()
    {
        SubstanceQuantity mass = new(Quantity.Parse("5 t"), Species.CO2), factor = new(Quantity.Parse("5 t TJ-1"), Species.CO2);
        Assert.Throws<UnitMismatchException>(() => new EmissionFactor("x", mass, 5, 5, "here"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmissionFactor("x", factor, 6, 7, "here"));
    }
}
