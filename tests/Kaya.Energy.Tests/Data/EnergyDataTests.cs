using Kaya.Core;

namespace Kaya.Energy.Tests.Data;

public sealed class EnergyDataTests : IDisposable
{
    private static readonly DateOnly First = new(2024, 2, 27);
    private readonly ProviderFiles _files = new();

    public void Dispose() => _files.Dispose();

    private EnergyData Load(string[] emissionRegions, string[] generationRegions, JoinOptions? options = null, int shift = 0) =>
        EnergyData.Load(
        _files.Write("e.csv", ProviderFiles.Emissions(emissionRegions, First.AddDays(shift), 5)),
        _files.Write("g.csv", ProviderFiles.Generation(generationRegions, First, 5)), options);

    [Fact]
    public void Load_NamesDiffer_RegionsMeet()
    {
        EnergyData data = Load(["EU27 & UK", "USA"], ["EU27&UK", "United States"], new JoinOptions(Regions: ["EU27 & UK"]));
        Assert.Equal(["EU27&UK"], data.Dataset.Regions);
    }

    [Fact]
    public void Load_AggregateBesideMembers_IsLeftOutWithReason()
    {
        EnergyData data = Load(["EU27 & UK", "France", "ROW"], ["EU27&UK", "France", "Japan"]);
        Assert.Equal(["France"], data.Dataset.Regions);
        Assert.Equal(["EU27&UK", "ROW", "Japan"], data.LeftOutRegions.Select(left => left.Region));
        Assert.Contains("contains France", data.LeftOutRegions[0].Reason, StringComparison.Ordinal);
        Assert.Contains("only in the generation file", data.LeftOutRegions[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AggregateAskedWithMember_MemberStays() => Assert.Equal(["France"],
        Load(["EU27 & UK", "France"], ["EU27&UK", "France"], new JoinOptions(Regions: ["EU27&UK", "France"])).Dataset.Regions);

    [Fact]
    public void Load_UnknownRegionAsked_Suggests()
    {
        Fault fault = ProviderFiles.FaultOf<DataFormatException>(() => Load(["France"], ["France"], new JoinOptions(Regions: ["Frnace"])));
        Assert.Contains("Did you mean 'France'?", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoCommonRegion_Refuses() => Assert.Contains("no common region",
        ProviderFiles.FaultOf<DataFormatException>(() => Load(["France"], ["Japan"])).What, StringComparison.Ordinal);

    [Fact]
    public void Load_NoCommonDay_Refuses() => Assert.Contains("no common day",
        ProviderFiles.FaultOf<DataFormatException>(() => Load(["France"], ["France"], shift: 30)).What, StringComparison.Ordinal);

    [Fact]
    public void Load_PartlyCommonDays_CountsTheOthers()
    {
        EnergyData data = Load(["France"], ["France"], shift: 2);
        Assert.Equal((3, 4), (data.Dataset.Count, data.UnmatchedDays));
        // Day 2 of the generation file (values 21..28) meets day 0 of the emission file (values 1, 2, 3, 0, 5, 6).
        Assert.Equal((196, 17), (data.Dataset.TotalGeneration[0], data.Dataset.TotalEmission[0]));
    }

    [Fact]
    public void Load_AbsentDay_IsAGapOfEveryRegion()
    {
        List<string> lines = ProviderFiles.Emissions(["France", "Japan"], First, 5);
        lines.RemoveAll(line => line.Contains("29/02/2024", StringComparison.Ordinal));
        EnergyData data = EnergyData.Load(
            _files.Write("e.csv", lines), _files.Write("g.csv", ProviderFiles.Generation(["France", "Japan"], First, 5)));
        DayGap gap = Assert.Single(data.Card.Gaps);
        Assert.Equal((new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29), true), (gap.First, gap.Last, gap.EveryRegion));
        Assert.Equal(["France", "Japan"], data.Card.ZeroSectors.Select(entry => entry.Region));
    }

    [Fact]
    public void Load_RealData_MatchesPandas()
    {
        EnergyData data = EnergyData.Load(ProviderFiles.RealFile("carbon-monitor-GLOBAL.csv"),
            ProviderFiles.RealFile("carbon-monitor-power.csv"));
        EnergyDataset set = data.Dataset;
        // Counted with pandas: 11 regions besides EU27&UK, 881 common days, 29 Feb 2024 absent, 450 negatives, least -0.87 GWh.
        Assert.Equal((11, 881, 11 * 881), (set.Regions.Count, set.Days.Count, set.Count));
        Assert.Equal(["EU27&UK", "ROW"], data.LeftOutRegions.Select(left => left.Region));
        Assert.Equal(12, data.UnmatchedDays + 1);
        DayGap gap = Assert.Single(data.Card.Gaps);
        Assert.Equal((new DateOnly(2024, 2, 29), true), (gap.First, gap.EveryRegion));
        Assert.Equal(450, data.Records[1].Clamped.Sum(item => item.Count));
        Assert.Equal(-0.87, data.Records[1].Clamped.Min(item => item.Minimum));
        Assert.Equal(5, data.Records[0].Footers.Count);
        Assert.Equal(set.Regions, data.Card.ZeroSectors.Select(entry => entry.Region));
        Assert.Equal("residential", Assert.Single(data.Card.MonthlySectors).Category);
        Assert.Equal([("China", "all sources"), ("Japan", "coal, gas and oil"), ("Russia", "coal, gas and oil")],
            data.Card.RepeatedMixes.Select(mix => (mix.Region, mix.Sources)));
        // First lines of the two files, by eye.
        RegionDay day = set[set.RowOf("Brazil", new DateOnly(2023, 1, 1))];
        Assert.Equal((41.44, 902.47), (day.Energy[EnergySource.Gas], day.Energy[EnergySource.Hydro]));
        Assert.Equal(0.284394, day.Emission![Sector.GroundTransport]);
    }

    [Fact]
    public void Lines_RealData_TellTheTraps()
    {
        EnergyData data = EnergyData.Load(ProviderFiles.RealFile("carbon-monitor-GLOBAL.csv"),
            ProviderFiles.RealFile("carbon-monitor-power.csv"));
        string text = string.Join('\n', data.Card.Lines());
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.Contains("absent: 2024-02-29 (every region)", text, StringComparison.Ordinal);
        Assert.Contains("carbonmonitor.org; October 4th, 2025", text, StringComparison.Ordinal);
        Assert.Contains("always zero: international aviation", text, StringComparison.Ordinal);
    }
}
