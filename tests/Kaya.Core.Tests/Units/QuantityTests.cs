namespace Kaya.Core.Tests;

public class QuantityTests
{
    [Theory]
    [InlineData("27 km", 27, "km")]
    [InlineData("-15%", -15, "%")]
    [InlineData("1.5e3 t d-1", 1500, "t d-1")]
    [InlineData("42", 42, "1")]
    [InlineData(" .5 K ", 0.5, "K")]
    public void Parse_NumberAndUnit_GivesBoth(string text, double value, string unit)
    {
        Quantity quantity = Quantity.Parse(text);
        Assert.Equal(value, quantity.Value);
        Assert.Equal(unit, quantity.Unit.ToString());
        Assert.Equal(quantity, Quantity.Parse(quantity.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("km")]
    [InlineData("1e999 t")]
    [InlineData("27 parsecs")]
    [InlineData("1,5 t")]
    [InlineData("NaN t")]
    public void Parse_NotAQuantity_Throws(string text) => Assert.Throws<DataFormatException>(() => Quantity.Parse(text));

    [Fact]
    public void Arithmetic_OfTheSameDimension_Converts()
    {
        Assert.Equal(Quantity.Parse("1500 kg"), Quantity.Parse("500 kg") + Quantity.Parse("1 t"));
        Assert.Equal(-0.5, (Quantity.Parse("500 kg") - Quantity.Parse("1 t")).In(Unit.Parse("t")), 1e-15);
        Assert.Equal("2700 t", (Quantity.Parse("3 GWh") * Quantity.Parse("900 t GWh-1")).ToString());
        Assert.Equal("300 Mt d-1", (Quantity.Parse("600 Mt") / Quantity.Parse("2 d")).ToString());
        Assert.True(Quantity.Parse("1 t") > Quantity.Parse("999 kg"));
        Assert.Equal(Quantity.Parse("-2 t"), -Quantity.Parse("2 t"));
    }

    [Fact]
    public void Arithmetic_OfDifferentDimensions_Throws()
    {
        Assert.Throws<UnitMismatchException>(() => Quantity.Parse("1 t") + Quantity.Parse("1 GWh"));
        Assert.Throws<UnitMismatchException>(() => Quantity.Parse("1 t").CompareTo(Quantity.Parse("1 t d-1")));
        Assert.Throws<UnitMismatchException>(() => Quantity.Parse("20 degC") + Quantity.Parse("20 degC"));
        Assert.Throws<UnitMismatchException>(() => Quantity.Parse("20 degC") + Quantity.Parse("20 K"));
    }
}
