namespace Kaya.Core.Tests;

public class SubstanceTests
{
    // 44/12: IPCC 2006 guidelines, volume 2, section 1.4.2.1.
    [Fact]
    public void As_CarbonDioxideToCarbon_Is12To44()
    {
        SubstanceQuantity carbonDioxide = new(Quantity.Parse("44 Mt"), Species.CO2);
        Assert.Equal(12, carbonDioxide.As(MassBasis.C).Amount.Value, 1e-12);
        Assert.Equal(44, carbonDioxide.As(MassBasis.C).As(MassBasis.CO2).Amount.Value, 1e-12);
        Assert.Equal("44 Mt CO2", carbonDioxide.ToString());
        Assert.Equal("12 Mt CO2 (as C)", carbonDioxide.As(MassBasis.C).ToString());
    }

    [Fact]
    public void As_NitrogenOxides_AreCountedAsDioxide()
    {
        SubstanceQuantity oxides = new(Quantity.Parse("46 kt"), Species.NOx);
        Assert.Equal(MassBasis.NO2, oxides.Basis);
        Assert.Equal(30, oxides.As(MassBasis.NO).Amount.Value, 1e-12);
        Assert.Equal(14, oxides.As(MassBasis.N).Amount.Value, 1e-12);

        // A molecule of N2O has two atoms of nitrogen: 44 t of N2O contain 28 t of N.
        Assert.Equal(28.0 / 44, MassBasis.N2O.FactorTo(MassBasis.N), 1e-15);
    }

    [Fact]
    public void Add_OtherBasisOrSpecies_Throws()
    {
        SubstanceQuantity carbonDioxide = new(Quantity.Parse("1 t"), Species.CO2);
        Assert.Throws<UnitMismatchException>(() => carbonDioxide + carbonDioxide.As(MassBasis.C));
        Assert.Throws<UnitMismatchException>(() => carbonDioxide + new SubstanceQuantity(Quantity.Parse("1 t"), Species.CH4));
        Assert.Throws<UnitMismatchException>(() => carbonDioxide.As(MassBasis.N));
        Assert.Throws<UnitMismatchException>(() => MassBasis.Itself.FactorTo(MassBasis.C));
        Assert.Equal(1001, (new SubstanceQuantity(Quantity.Parse("1 kg"), Species.CO2) + carbonDioxide).Amount.Value, 1e-12);
    }

    [Fact]
    public void Parse_Species_SuggestsTheNearest()
    {
        Assert.Equal(Species.NOx, Species.Parse("nox"));
        Assert.Contains("CO2", Assert.Throws<DataFormatException>(() => Species.Parse("C02")).Fault.Remedy, StringComparison.Ordinal);
    }
}
