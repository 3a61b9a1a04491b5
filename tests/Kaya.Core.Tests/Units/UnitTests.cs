namespace Kaya.Core.Tests;

public class UnitTests
{
    // Sizes in SI base units from the SI brochure, 9th edition (2019), tables 2, 4, 7 and 8.
    [Theory]
    [InlineData("Mt d-1", "Mt d-1", 1e9 / 86400)]
    [InlineData("GWh", "GWh", 3.6e12)]
    [InlineData("t km-2 a-1", "t km-2 a-1", 1000 / 1e6 / 31556925.9747)]
    [InlineData("1", "1", 1)]
    [InlineData("%", "%", 0.01)]
    [InlineData("kg m-2 s-1", "kg m-2 s-1", 1)]
    [InlineData("ug m-3", "ug m-3", 1e-9)]
    [InlineData("\u00B5g/m\u00B3", null, 0)]
    [InlineData("\u00B5g/m^3", "ug m-3", 1e-9)]
    [InlineData("Mt/day", "Mt d-1", 1e9 / 86400)]
    [InlineData("kg.m**-2.s-1", "kg m-2 s-1", 1)]
    [InlineData("1e-9", "1E-09", 1e-9)]
    [InlineData("1000 t", "1000 t", 1e6)]
    [InlineData("nW cm-2 sr-1", "nW cm-2 sr-1", 1e-5)]
    [InlineData("lbs/acre", "lb acre-1", 0.45359237 / 4046.8564224)]
    [InlineData("teragrams", "Tg", 1e9)]
    [InlineData("short_tons/yr", "short_ton a-1", 907.18474 / 31556925.9747)]
    [InlineData("hPa", "hPa", 100)]
    [InlineData("TJ", "TJ", 1e12)]
    [InlineData("W m-2", "W m-2", 1)]
    [InlineData("d d-1", "1", 1)]
    [InlineData("1/s", "s-1", 1)]
    public void Parse_CfText_GivesCanonicalTextAndSize(string text, string? printed, double factor)
    {
        if (printed is null)
        {
            Assert.False(Unit.TryParse(text, out _));
            return;
        }

        Unit unit = Unit.Parse(text);
        Assert.Equal(printed, unit.ToString());
        Assert.Equal(1, unit.Factor / factor, 1e-12);
        Assert.Equal(unit, Unit.Parse(unit.ToString()));
    }

    [Theory]
    [InlineData("MtCO2/day", "species")]
    [InlineData("t C", "species")]
    [InlineData("tons/yr", "short_ton")]
    [InlineData("1000 ton", "short_ton")]
    [InlineData("Mt CO2", "species")]
    [InlineData("kg month-1", "month")]
    [InlineData("parsec", "case-sensitive")]
    [InlineData("mt", "case-sensitive")]
    [InlineData("", "CF")]
    [InlineData("kg /", "CF")]
    [InlineData("/ s", "CF")]
    [InlineData("kg // s", "CF")]
    [InlineData("m999", "CF")]
    [InlineData("0", "CF")]
    [InlineData("Ym99 Ym99", "CF")]
    public void Parse_NoUnit_SaysWhichPartAndWhatToWrite(string text, string remedy)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Unit.Parse(text));
        Assert.Contains(remedy, error.Fault.Remedy, StringComparison.Ordinal);
        Assert.False(Unit.TryParse(text, out _));
    }

    [Fact]
    public void Equals_SameSizeWrittenOtherwise_True()
    {
        Assert.Equal(Unit.Parse("t"), Unit.Parse("Mg"));
        Assert.Equal(Unit.Parse("Tg"), Unit.Parse("Mt"));
        Assert.Equal(Unit.Parse("GWh").GetHashCode(), Unit.Parse("3.6 TJ").GetHashCode());
        Assert.Equal(Unit.Parse("GWh"), Unit.Parse("3.6 TJ"));
        Assert.NotEqual(Unit.Parse("t"), Unit.Parse("kt"));
        Assert.NotEqual(Unit.Parse("K"), Unit.Parse("degC"));
    }

    [Fact]
    public void Convert_Celsius_UsesTheOffset()
    {
        Assert.Equal(293.15, Unit.Parse("degC").Convert(20, Unit.Parse("K")), 1e-12);
        Assert.Equal(20, Unit.Parse("K").Convert(293.15, Unit.Parse("degC")), 1e-12);
        Assert.Throws<UnitMismatchException>(() => Unit.Parse("degC").FactorTo(Unit.Parse("K")));
    }

    [Fact]
    public void FactorTo_AnotherDimension_NamesBoth()
    {
        UnitMismatchException error = Assert.Throws<UnitMismatchException>(() => Unit.Parse("GWh").FactorTo(Unit.Parse("Mt d-1")));
        Assert.Contains("GWh", error.Fault.Found, StringComparison.Ordinal);
        Assert.Contains("Mt d-1", error.Fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Multiply_SharedSymbols_Cancel()
    {
        Assert.Equal("t", (Unit.Parse("GWh") * Unit.Parse("t GWh-1")).ToString());
        Assert.Equal("1", (Unit.Parse("Mt") / Unit.Parse("Mt")).ToString());
        Assert.Equal("km2", Unit.Parse("km").Power(2).ToString());
    }
}
