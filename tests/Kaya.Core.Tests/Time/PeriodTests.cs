namespace Kaya.Core.Tests;

public class PeriodTests
{
    [Theory]
    [InlineData("2024", PeriodKind.Year, 366)]
    [InlineData("2023", PeriodKind.Year, 365)]
    [InlineData("1900", PeriodKind.Year, 365)]
    [InlineData("2000", PeriodKind.Year, 366)]
    [InlineData("2024-02", PeriodKind.Month, 29)]
    [InlineData("2023-02", PeriodKind.Month, 28)]
    [InlineData("2024-02-29", PeriodKind.Day, 1)]
    [InlineData("2024-02-01/2024-03-15", PeriodKind.Range, 44)]
    public void Parse_Iso_KnowsLeapYears(string text, PeriodKind kind, int days)
    {
        Period period = Period.Parse(text);
        Assert.Equal((kind, days, text), (period.Kind, period.DayCount, period.ToString()));
        Assert.Equal(days, period.Days().Count());
        Assert.Equal(period.Last.AddDays(1), period.Next().First);
    }

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("29/02/2024")]
    [InlineData("2024-13")]
    [InlineData("2024-03-15/2024-02-01")]
    [InlineData("")]
    public void Parse_NoSuchDay_Throws(string text) => Assert.Throws<DataFormatException>(() => Period.Parse(text));

    [Fact]
    public void Total_PerDay_CountsTheLeapDay()
    {
        Assert.Equal("29 Mt", Period.Parse("2024-02").Total(Quantity.Parse("1 Mt d-1")).ToString());
        Assert.Equal(86400.0, Period.Parse("2024-02-29").Total(Quantity.Parse("1 kg m-2 s-1")).Value, 1e-6);
        Assert.Throws<UnitMismatchException>(() => Period.Parse("2024").Total(Quantity.Parse("1 Mt")));
    }

    [Fact]
    public void Total_PerYear_IsPerCalendarYear()
    {
        Quantity rate = Quantity.Parse("10 t km-2 a-1");
        Assert.Equal("10 t km-2", Period.Parse("2023").Total(rate).ToString());
        Assert.Equal("10 t km-2", Period.Parse("2024").Total(rate).ToString());
        Assert.Equal(10.0 * 29 / 366, Period.Parse("2024-02").Total(rate).Value, 1e-12);
        Assert.Equal(20, Period.Parse("2023-01-01/2024-12-31").Total(rate).Value, 1e-12);
    }

    [Fact]
    public void Overlap_TwoPeriods_IsTheSharedDays()
    {
        Assert.Equal("2024-02-01/2024-02-29", Period.Parse("2024").Overlap(Period.Parse("2024-02"))!.ToString());
        Assert.Null(Period.Parse("2023").Overlap(Period.Parse("2024")));
        Assert.False(Period.Parse("2023").Contains(new DateOnly(2024, 1, 1)));
    }
}
