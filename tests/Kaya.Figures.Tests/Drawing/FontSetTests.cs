using Kaya.Core;

namespace Kaya.Figures.Tests;

public sealed class FontSetTests
{
    [Fact]
    public void Width_WithoutSystemFonts_KnowsLatinGreekCyrillicAndRaisedDigits()
    {
        using FontSet fonts = new([]);
        // Advance of A in DejaVu Sans 2.37, table hmtx: 1401 of 2048 units.
        Assert.Equal(10 * 1401 / 2048.0, fonts.Width("A", 10), 1e-3);
        Assert.True(fonts.Width("\u00DCberblick \u03A9 \u042F \u2013 t CO\u2082 km\u207B\u00B2", 10) > 100);
        Assert.Empty(fonts.Warnings);
    }

    [Fact]
    public void Warnings_LettersThatNoFontHas_AreNamedWithThePackage()
    {
        using FontSet fonts = new([]);
        fonts.Width("\u5317\u4EAC CO\u2082", 10);
        string warning = Assert.Single(fonts.Warnings);
        Assert.Contains("\u5317 (U+5317)", warning, StringComparison.Ordinal);
        Assert.Contains("fonts-wqy-microhei", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_LettersThatJoin_AreSaidToBeDrawnOneByOne()
    {
        using FontSet fonts = new([]);
        fonts.Width("\u0627\u0644", 10);
        Assert.Contains("one by one", Assert.Single(fonts.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Width_ChineseWithAFontOfTheSystem_IsDrawnWithIt()
    {
        using FontSet fonts = new(SystemFonts.Folders);
        double width = fonts.Width("\u5317\u4EAC", 10);
        Assert.SkipWhen(fonts.Warnings.Any(), "no font with Chinese letters is installed");
        // Han letters are as wide as the font is high.
        Assert.InRange(width, 18, 22);
    }

    [Theory]
    [InlineData("t km-2", "t\u00A0CO\u2082\u00A0km\u207B\u00B2")]
    [InlineData("kg m-2 s-1", "kg\u00A0CO\u2082\u00A0m\u207B\u00B2\u00A0s\u207B\u00B9")]
    [InlineData("m-2 kg", "m\u207B\u00B2\u00A0kg\u00A0CO\u2082")]
    [InlineData("1", "")]
    public void UnitDisplay_WithSubstance_NamesItBesideTheMass(string unit, string shown) =>
        Assert.Equal(shown, UnitDisplay.Of(Unit.Parse(unit), MassBasis.CO2));
}
