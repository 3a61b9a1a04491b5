using Kaya.Core;

namespace Kaya.Energy.Tests.Data;

public class SectorAndSourceTests
{
    [Fact]
    public void Parse_ProviderNames_FindEverySectorAndSource()
    {
        string[] sectors = ["Power", "Industry", "Ground Transport", "Residential", "Domestic Aviation", "International Aviation"];
        string[] sources = ["Coal", "Gas", "Oil", "Nuclear", "Hydroelectricity", "Solar", "Wind", "Other sources"];
        Assert.Equal(Sectors.All, sectors.Select(name => Sectors.Parse(name)));
        Assert.Equal(EnergySources.All, sources.Select(name => EnergySources.Parse(name)));
        Assert.Equal(Sectors.All, Sectors.All.Select(sector => Sectors.Parse(sector.Label())));
        Assert.Equal(EnergySources.All, EnergySources.All.Select(source => EnergySources.Parse(source.Label())));
    }

    [Fact]
    public void Parse_Misspelt_NamesPlaceAndSuggestion()
    {
        DataFormatException error = Assert.Throws<DataFormatException>(
            () => Sectors.Parse("Grond Transport", new SourceLocation("a.csv", 7, 3)));
        Assert.Equal("a.csv:7:3", error.Fault.Where!.ToString());
        Assert.Contains("ground transport", error.Fault.Remedy, StringComparison.Ordinal);
        Assert.Contains("'coal'", Assert.Throws<DataFormatException>(() => EnergySources.Parse("caol")).Fault.Remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ToIpcc_EverySector_IsFuelCombustion() =>
        Assert.All(Sectors.All, sector => Assert.True(IpccSector.Parse("1.A").Contains(sector.ToIpcc())));
}
