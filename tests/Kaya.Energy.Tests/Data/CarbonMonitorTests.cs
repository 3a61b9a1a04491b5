using Kaya.Core;

namespace Kaya.Energy.Tests.Data;

public sealed class CarbonMonitorTests : IDisposable
{
    private static readonly DateOnly First = new(2023, 1, 30);
    private readonly ProviderFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ReadEmissions_AsTheSiteWritesIt_ReadsValuesAndFooters()
    {
        string path = _files.Write("e.csv", ProviderFiles.Emissions(["Brazil", "EU27 & UK"], First, 3));
        DailyTable<Sector> table = CarbonMonitor.ReadEmissions(path);
        Assert.Equal(["Brazil", "EU27&UK"], table.Regions);
        Assert.Equal(6, table.Count);
        Assert.Equal(36, table.Record.RowsRead);
        int row = table.RowOf("EU27&UK", new DateOnly(2023, 2, 1));
        // Written by ProviderFiles: Power is the 5th sector, Industry the 3rd, day number 2.
        Assert.Equal(25, table.Values(row)[(int)Sector.Power]);
        Assert.Equal(23, table.Values(row)[(int)Sector.Industry]);
        Assert.Equal(0, table.Values(row)[(int)Sector.InternationalAviation]);
        Assert.Equal(["", "carbonmonitor.org", "October 4th, 2025", "", ""], table.Record.Footers.Select(footer => footer.Text));
        Assert.Equal(38, table.Record.Footers[0].Line);
        Assert.Equal("dd/mm/yyyy", table.Record.DateForm);
    }

    [Theory]
    [InlineData("value (GWh)")]
    [InlineData("value")]
    public void ReadGeneration_EitherHeader_ReadsTheSame(string header)
    {
        List<string> lines = ProviderFiles.Generation(["Japan"], First, 2);
        lines[0] = $"country,date,sector,{header}";
        DailyTable<EnergySource> table = CarbonMonitor.ReadGeneration(_files.Write("g.csv", lines));
        Assert.Equal(15, table.Values(table.RowOf("Japan", First.AddDays(1)))[(int)EnergySource.Hydro]);
        Assert.Equal("yyyy-mm-dd", table.Record.DateForm);
    }

    [Fact]
    public void ReadEmissions_FullDownload_ReadsQuotedFieldsAndTheEmptyLastColumn()
    {
        // The provider's full download: header `country,date,sector,value,`, every field quoted, no footer, other regions too.
        string path = _files.Write("full.csv", ["country,date,sector,value,",
            .. ProviderFiles.SectorNames.Select(name => $"\"Austria\",\"01/01/2019\",\"{name}\",\"0.0000655401\",")]);
        DailyTable<Sector> table = CarbonMonitor.ReadEmissions(path);
        Assert.Equal(6.55401e-5, table.Values(0)[(int)Sector.Industry]);
        Assert.Contains("has no unit; its values are read as MtCO2 per day", table.Record.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ReadGeneration_OtherOrderOfLinesAndColumns_ReadsTheSame()
    {
        List<string> lines = ProviderFiles.Generation(["Japan", "France"], First, 2);
        List<string> turned = [.. lines.Select(line => string.Join(',', line.Split(',').Reverse()))];
        turned.Reverse(1, turned.Count - 1);
        DailyTable<EnergySource> straight = CarbonMonitor.ReadGeneration(_files.Write("a.csv", lines));
        DailyTable<EnergySource> other = CarbonMonitor.ReadGeneration(_files.Write("b.csv", turned));
        Assert.Equal(straight.Regions, other.Regions);
        for (int row = 0; row < straight.Count; row++) Assert.Equal(straight.Values(row).ToArray(), other.Values(row).ToArray());
    }

    [Fact]
    public void ReadGeneration_SmallNegative_BecomesZeroAndIsCounted()
    {
        List<string> lines = ProviderFiles.Generation(["Spain"], First, 2);
        lines[3] = "Spain,2023-01-30,Oil,-0.87";
        lines[11] = "Spain,2023-01-31,Oil,-0.3";
        DailyTable<EnergySource> table = CarbonMonitor.ReadGeneration(_files.Write("g.csv", lines));
        Assert.Equal(0, table.Values(0)[(int)EnergySource.Oil]);
        ClampedNegatives clamped = Assert.Single(table.Record.Clamped);
        Assert.Equal(("Spain", "oil", 2, -0.87), (clamped.Region, clamped.Category, clamped.Count, clamped.Minimum));
        // sqrt((0.87^2 + 0.3^2) / 2)
        Assert.Equal(0.65073, clamped.RootMeanSquare, 1e-5);
    }

    [Fact]
    public void ReadGeneration_LeaveOut_ListsDayReasonAndLine()
    {
        List<string> lines = ProviderFiles.Generation(["Spain"], First, 4);
        lines[3] = "Spain,2023-01-30,Oil,";
        lines[12] = "Spain,2023-01-31,Nuclear,-77.69";
        lines.RemoveAt(24);
        DailyTable<EnergySource> table = CarbonMonitor.ReadGeneration(_files.Write("g.csv", lines), new ReadOptions(FaultyDays.LeaveOut));
        Assert.Equal(1, table.Count);
        Assert.Equal(["oil: empty", "nuclear: -77.69", "no other"], table.Record.LeftOut.Select(left => left.Reason));
        Assert.Equal([4, 13, 24], table.Record.LeftOut.Select(left => left.Line));
    }

    [Fact]
    public void ReadGeneration_RealUncovered_LeavesOutTheFaultyDays()
    {
        EnergyData data = EnergyData.LoadGeneration(ProviderFiles.RealFile("carbon-monitor-power-uncovered-2024.csv"),
            new JoinOptions(FaultyDays: FaultyDays.LeaveOut));
        // Counted with pandas: 57 names, 166,856 lines, four days of Kosovo without hydro and wind, one of Argentina at -77.69 GWh.
        Assert.Equal(57, data.Dataset.Regions.Count);
        Assert.Equal(166856, data.Records[0].RowsRead);
        Assert.Equal(166856 / 8 - 5, data.Dataset.Count);
        Assert.Equal(["Argentina", "Kosovo", "Kosovo", "Kosovo", "Kosovo"], data.Records[0].LeftOut.Select(left => left.Region));
        Assert.Contains("Canada", data.Card.RepeatedMixes.Select(mix => mix.Region));
    }
}
