using Kaya.Core;

namespace Kaya.Energy.Tests.Annual;

public sealed class AnnualTotalsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-annual-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(params string[] lines)
    {
        string path = Path.Combine(_folder, "totals.csv");
        File.WriteAllLines(path, lines);
        return path;
    }

    [Theory]
    [InlineData("Entity,Code,Year,Annual CO\u2082 emissions", "Czechia,CZE,2023,81500000")]
    [InlineData("Entity,Code,Year,Annual CO2 emissions (total)", "Czechia,CZE,2023,81500000")]
    [InlineData("country,year,total [Mt]", "Czech Republic,2023,81.5")]
    [InlineData("region,year,emission [kt CO2]", "Czechia,2023,81500")]
    public void Read_EveryLayout_GivesMegatonnes(string heading, string line) =>
        Assert.Equal(81.5, AnnualTotals.Read(Write(heading, line)).Of("Czechia", 2023)!.Total, 1e-9);

    [Fact]
    public void Read_PlainTableWithSectors_KeepsThem()
    {
        AnnualTotals totals = AnnualTotals.Read(Write("country,year,total [Mt],power,ground transport", "Narnia,2021,10,4,3",
            "Narnia,2022,11,5,",
            "Narnia,2023,,,"));
        Assert.Equal(4, totals.Of("Narnia", 2021)!.Sectors[Sector.Power]);
        Assert.Equal([Sector.Power], totals.Latest("Narnia")!.Sectors.Keys);
        Assert.Equal(2022, totals.Latest("Narnia")!.Year);
        Assert.Equal(2021, totals.Latest("Narnia", 2021)!.Year);
        Assert.Contains("1 lines without a total", Assert.Single(totals.Notes), StringComparison.Ordinal);
        Assert.Null(totals.Without("Narnia").Latest("Narnia"));
    }

    [Theory]
    [InlineData("country,year,total", "Narnia,2023,5", "unit")]
    [InlineData("country,year,total [t C]", "Narnia,2023,5", "unit")]
    [InlineData("country,year,coal [Mt],gas [Mt]", "Narnia,2023,5,6", "not clear")]
    [InlineData("land,year,total [Mt]", "Narnia,2023,5", "column of countries")]
    [InlineData("country,year,total [Mt]", "Narnia,23,5", "year")]
    public void Read_UnclearTable_IsRefused(string heading, string line, string said) =>
        Assert.Contains(said, Assert.ThrowsAny<KayaException>(() => AnnualTotals.Read(Write(heading, line))).Fault.What,
            StringComparison.Ordinal);

    [Fact]
    public void Read_TwoTotalsOfOneYear_IsRefused() => Assert.Contains("Narnia, 2023", Assert.Throws<DataFormatException>(() =>
        AnnualTotals.Read(Write("country,year,total [Mt]", "Narnia,2023,5", "Narnia,2023,6"))).Fault.Found, StringComparison.Ordinal);

    [Fact]
    public void Statistics_EmptyYear_TakesTheLastKnown()
    {
        CountryStatistics statistics = CountryStatistics.Read(Write("country,code,year,population,gdp_usd", "Narnia,NAR,2022,1000000,5e9",
            "Narnia,NAR,2023,1100000,", "Elsewhere,ELS,2023,,"));
        Assert.Equal(new CountryYear(2022, 1100000, 5e9), statistics.Of("Narnia", 2024));
        Assert.Equal(5e9, statistics.Of("Narnia", 2020)!.Gdp);
        Assert.Null(statistics.Of("Elsewhere", 2023));
        Assert.Null(statistics.Of("Nowhere", 2023));
    }
}
