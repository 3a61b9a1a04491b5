using System.Globalization;

namespace Kaya.Inventory.Tests;

public sealed class FuelFactorTests
{
    /// <summary>The rows LC, CC, COF and EC of Liu et al. 2023, table 3, as printed.</summary>
    public static TheoryData<InventoryFuel, double, double, int, string> PrintedTable => new()
    {
        { InventoryFuel.Coal, 20908, 26.37, 94, "1.9003" },
        { InventoryFuel.Coke, 28435, 29.50, 93, "2.8604" },
        { InventoryFuel.CrudeOil, 41816, 20.10, 98, "3.0202" },
        { InventoryFuel.Gasoline, 43070, 18.90, 98, "2.9251" },
        { InventoryFuel.Kerosene, 43070, 19.50, 98, "3.0179" },
        { InventoryFuel.DieselOil, 42652, 20.20, 98, "3.0959" },
        { InventoryFuel.FuelOil, 41816, 21.10, 98, "3.1705" },
        { InventoryFuel.NaturalGas, 38931, 15.30, 99, "2.1622" },
    };

    [Theory]
    [MemberData(nameof(PrintedTable))]
    public void Of_EachFuel_HasThePrintedPropertiesAndReproducesThePrintedCoefficient(
        InventoryFuel fuel, double calorificValue, double carbon, int oxidised, string coefficient)
    {
        FuelFactor factor = FuelFactor.Of(fuel);
        Assert.Equal(new Quantity(calorificValue, Unit.Parse(fuel == InventoryFuel.NaturalGas ? "kJ m-3" : "kJ kg-1")),
            factor.NetCalorificValue);
        Assert.Equal(new Quantity(carbon, Unit.Parse("t TJ-1")), factor.CarbonContent);
        Assert.Equal(oxidised / 100.0, factor.OxidisedShare);
        Assert.Equal(coefficient, factor.Coefficient.ToString("0.0000", CultureInfo.InvariantCulture));
    }

    // By hand: 10^4 t of coal are 10^7 kg, 1.90029884880 kg each; 10^8 m3 of gas 2.162188809 kg each (products of the printed rows and
    // 44/12).
    [Theory]
    [InlineData(InventoryFuel.Coal, "1 1e4 t", 19002.9884880)]
    [InlineData(InventoryFuel.Coal, "1 10^4 t", 19002.9884880)]
    [InlineData(InventoryFuel.Coal, "10 Gg", 19002.9884880)]
    [InlineData(InventoryFuel.NaturalGas, "1 1e8 m3", 216218.8809)]
    [InlineData(InventoryFuel.NaturalGas, "0.1 km3", 216218.8809)]
    public void Emission_AmountInAnyUnit_IsTonnesOfCo2(InventoryFuel fuel, string amount, double tonnes)
    {
        SubstanceQuantity emission = FuelFactor.Of(fuel).Emission(Quantity.Parse(amount));
        Assert.Equal((Unit.Parse("t"), MassBasis.CO2), (emission.Amount.Unit, emission.Basis));
        Assert.Equal(tonnes, emission.Amount.Value, tonnes * 1e-12);
        // The same carbon as C, 12/44 of it.
        Assert.Equal(tonnes * 12 / 44, emission.As(MassBasis.C).Amount.Value, tonnes * 1e-12);
    }

    [Theory]
    [InlineData(InventoryFuel.Coal, "m3", "a mass")]
    [InlineData(InventoryFuel.NaturalGas, "t", "a volume")]
    [InlineData(InventoryFuel.Coal, "tce", "a mass")]
    [InlineData(InventoryFuel.DieselOil, "t a-1", "a mass")]
    public void Emission_UnitOfAnotherKind_Refuses(InventoryFuel fuel, string unit, string expected)
    {
        UnitMismatchException failure = Assert.Throws<UnitMismatchException>(
            () => FuelFactor.Of(fuel).Emission(new Quantity(1, Unit.Parse(unit))));
        Assert.Contains(expected, failure.Fault.Expected, StringComparison.Ordinal);
        Assert.Contains(fuel.Label(), failure.Fault.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Crude_Oil", InventoryFuel.CrudeOil)]
    [InlineData("natural-gas", InventoryFuel.NaturalGas)]
    [InlineData("NaturalGas", InventoryFuel.NaturalGas)]
    [InlineData("diesel", InventoryFuel.DieselOil)]
    public void Parse_NameOfAFuel_FindsIt(string name, InventoryFuel fuel) => Assert.Equal(fuel, InventoryFuels.Parse(name));

    [Fact]
    public void Parse_UnknownFuel_Suggests() =>
        Assert.Contains("Did you mean 'kerosene'?", Assert.Throws<DataFormatException>(() => InventoryFuels.Parse("kerosine"))
            .Fault.Remedy, StringComparison.Ordinal);
}
