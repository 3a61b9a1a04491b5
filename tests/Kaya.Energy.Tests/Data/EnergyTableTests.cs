using System.Globalization;
using Kaya.Core;
using Kaya.Core.Tests;

namespace Kaya.Energy.Tests.Data;

/// <summary>Tables in other layouts than the provider's: each with made-up values, and the real ones with their known sums.</summary>
public sealed class EnergyTableTests : IDisposable
{
    private readonly ProviderFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static double Year(DailyTable<EnergySource> table, string region, int year, params EnergySource[] sources) =>
        Enumerable.Range(0, table.Count).Where(row => table.RegionOf(row) == region && table.DayOf(row).Year == year)
            .Sum(row => (sources.Length > 0 ? sources : [.. EnergySources.All]).Sum(source => table.Values(row)[(int)source])) / 1000;

    private DailyTable<EnergySource> Read(string name, string[] lines, params string[] columns) =>
        EnergyFiles.ReadGeneration(_files.Write(name, lines), new ReadOptions(Columns: TableMapping.Of(columns, "--columns")));

    // Wind 131.92, lignite 94.68, all sources 572.53 TWh: read from the file with a spreadsheet.
    [Fact]
    public void ReadGeneration_RealEmber_HasTheSumsOfGermany()
    {
        DailyTable<EnergySource> table = EnergyFiles.ReadGeneration(ProviderFiles.RealFile("other-layouts/EER_2022_generation.csv"),
            new ReadOptions(FaultyDays.LeaveOut));
        Assert.Equal(131.92, Year(table, "Germany", 2020, EnergySource.Wind), 1e-9);
        Assert.Equal(572.53, Year(table, "Germany", 2020), 1e-6);
        Assert.Contains(table.Record.Notes, note => note.Contains("Czechia is Czech Republic", StringComparison.Ordinal));
        Assert.Contains(table.Record.Notes, note => note.Contains("daily mean", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadGeneration_RealHoursOfCalifornia_AreSummedOverItsDays()
    {
        string path = ProviderFiles.RealFile("other-layouts/CISO_NG_&_avgCI.csv");
        Assert.Contains("region='California'", Assert.Throws<SchemaMismatchException>(() => EnergyFiles.ReadGeneration(path)).Fault.Remedy,
            StringComparison.Ordinal);
        Assert.Contains("zone=", Assert.Throws<DataFormatException>(() => EnergyFiles.ReadGeneration(path,
            new ReadOptions(Columns: TableMapping.Of(["region='California'"], "--columns")))).Fault.Remedy, StringComparison.Ordinal);
        DailyTable<EnergySource> table = EnergyFiles.ReadGeneration(path, new ReadOptions(
            FaultyDays.LeaveOut, Columns: TableMapping.Of(["region='California'", "zone=America/Los_Angeles"], "--columns")));
        // 2022-07-01 in California begins at 07:00 UTC; the sum of the 24 lines from there.
        double[] expected = [.. File.ReadLines(path).SkipWhile(line => !line.StartsWith("2022-07-01 07:",
            StringComparison.Ordinal)).Take(24)
            .Select(line => line.Split(',')).Select(fields => double.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(expected.Sum() / 1000, table.Values(table.RowOf("California", new DateOnly(2022, 7, 1)))[(int)EnergySource.Wind],
            1e-9);
    }

    [Fact]
    public void ReadGeneration_Ember_LeavesOutSumsAndOtherVariables()
    {
        DailyTable<EnergySource> table = Read("ember.csv",
        [
            "Area,ISO 3 code,Date,Category,Subcategory,Variable,Unit,Value",
            .. new[] { "2023-01-01", "2023-02-01" }.SelectMany(month => new[]
            {
                $"Austria,AUT,{month},Electricity generation,Fuel,Hydro,TWh,3.1", $"Austria,AUT,{month},Electricity"
                    + $" generation,Fuel,Hydro,%,60",
                $"Austria,AUT,{month},Electricity generation,Fuel,Gas,TWh,0.62", $"Austria,AUT,{month},Electricity"
                    + $" generation,Fuel,Bioenergy,TWh,0.31",
                $"Austria,AUT,{month},Electricity generation,Aggregate fuel,Clean,TWh,3.41",
                    $"Austria,AUT,{month},Capacity,Fuel,Hydro,GW,14",
            }),
        ]);
        Assert.Equal(59, table.Count);
        Assert.Equal(100, table.Values(0)[(int)EnergySource.Hydro], 1e-9);
        Assert.Equal(10, table.Values(0)[(int)EnergySource.Other], 1e-9);
        Assert.Contains("month", table.Record.DateForm, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadGeneration_OurWorldInData_TakesCountriesAndTerawattHours()
    {
        DailyTable<EnergySource> table = Read("owid.csv",
        [
            "country,year,iso_code,coal_electricity,gas_electricity,oil_electricity,nuclear_electricity,hydro_electricity,"
                + "solar_electricity,wind_electricity,other_renewable_electricity,coal_prod_change_twh",
            "Africa,2023,,200,300,50,10,150,20,25,5,1", "Morocco,2023,MAR,28.5,4,0.5,0,0.4,2,6.6,0.1,1",
        ]);
        Assert.Equal(["Morocco"], table.Regions);
        Assert.Equal(28.5, Year(table, "Morocco", 2023, EnergySource.Coal), 1e-9);
        Assert.Contains(table.Record.Notes, note => note.Contains("Africa", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Land;Datum;Braunkohle [MWh];Steinkohle [MWh];Erdgas [MWh];Wind [MWh];Wasserkraft [MWh]",
        "Deutschland;01.03.2024;200.000,5;100.000;300.000;400.000;50.000", null)]
    [InlineData("Region\tTag\tLignite\tHard coal\tGas\tWind\tHydro", "DEU\t2024-03-01\t200000.5\t100000\t300000\t400000\t50000",
        "unit=MWh")]
    [InlineData("code,day,lignite (GWh),hard coal (GWh),gas (GWh),wind (GWh),hydro (GWh)", "DE,2024-03-01,200.0005,100,300,400,50", null)]
    public void ReadGeneration_TableOfColumns_IsReadInAnyForm(string headings, string line, string? mapping)
    {
        DailyTable<EnergySource> table = Read("table.csv", [headings, line], mapping is null ? [] : [mapping]);
        Assert.Equal((1, "Germany", new DateOnly(2024, 3, 1)), (table.Count, table.RegionOf(0), table.DayOf(0)));
        Assert.Equal(300.0005, table.Values(0)[(int)EnergySource.Coal], 1e-9);
        Assert.Equal(1050.0005, Year(table, "Germany", 2024) * 1000, 1e-6);
        Assert.Contains(table.Record.Notes, note => note.Contains("is Germany", StringComparison.Ordinal));
        Assert.Contains(table.Record.Notes, note => note.Contains("nuclear", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadGeneration_Mapping_NamesTheColumns()
    {
        DailyTable<EnergySource> table = Read("own.csv", ["wo,wann,a,b,c", "Türkiye,2024-03-01,300,200,100"],
            "region=wo", "date=wann", "coal=a+b", "wind=c", "unit=GWh");
        Assert.Equal(("Turkey", 500.0), (table.RegionOf(0), table.Values(0)[(int)EnergySource.Coal]));
        Assert.Contains("'coal'", Assert.Throws<DataFormatException>(() => Read("own.csv", ["wo,wann,a", "France,2024-03-01,300"],
            "region=wo", "date=wann", "coall=a")).Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadGeneration_NoUnit_IsRefused() => Assert.Contains("unit", Assert.Throws<SchemaMismatchException>(() => Read("t.csv",
        ["country,date,coal,gas,wind", "France,2024-03-01,1,2,3"])).Fault.What, StringComparison.Ordinal);

    [Theory]
    [InlineData("wind [GWh]", "1,234")]
    [InlineData("wind [GWh]", "abc")]
    public void ReadGeneration_NumberOfTwoReadings_IsRefused(string heading, string number) => Assert.Throws<DataFormatException>(() =>
        Read("t.csv", [$"country,date,coal [GWh],gas [GWh],{heading}", $"Atlantis,2024-03-01,1,2,\"{number}\""]));

    [Fact]
    public void ReadGeneration_MegawattHoursAsGigawattHours_IsRefused()
    {
        Fault fault = Assert.Throws<DataFormatException>(() => Read("g.csv",
            ["country,date,sector,value", .. "Coal Gas Oil Nuclear Hydroelectricity Solar Wind".Split(' ').Append("Other sources")
                .Select(source => $"Estonia,2024-01-01,{source},2000")])).Fault;
        Assert.Contains("far too large", fault.What, StringComparison.Ordinal);
        Assert.Contains("GWh a day", fault.Expected, StringComparison.Ordinal);
    }

    // Random days of real countries (their generation of 2022 by Ember, times 0.75 to 1.3) in a unit that the heading does not say: coal,
    // gas, wind and, last, their sum by pandas.
    [Theory]
    [InlineData("Brazil", "GWh", 566.617, 434.751, 637.231, 1638.6)]
    [InlineData("Poland", "TWh", 0.147062, 0.302269, 0.122508, 0.57184)]
    [InlineData("Australia", "GW", 8.30516, 10.6124, 6.75128, 25.6688)]
    [InlineData("Germany", "MWh", 203330, 610019, 874067, 1.68742e+06)]
    [InlineData("Brazil", "GWh", 594.207, 903.279, 760.531, 2258.02)]
    [InlineData("Australia", "TWh", 0.211765, 0.215926, 0.141257, 0.568947)]
    [InlineData("India", "GW", 64.1254, 76.7542, 54.6473, 195.527)]
    [InlineData("Brazil", "MWh", 366634, 783405, 526212, 1.67625e+06)]
    [InlineData("Poland", "GWh", 37.6992, 292.178, 172.807, 502.685)]
    [InlineData("Italy", "TWh", 0.259891, 0.535422, 0.148877, 0.94419)]
    [InlineData("Australia", "GW", 11.1132, 6.46866, 11.3255, 28.9073)]
    [InlineData("Italy", "MWh", 285921, 333154, 175825, 794901)]
    public void ReadGeneration_RandomDayUnderAWrongUnit_IsRefusedOrNamedOrReadAsItIs(string country, string unit, double coal, double gas,
        double wind, double sum)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{country},2024-03-01,{coal},{gas},{wind}");
        DailyTable<EnergySource> Table() => Read("u.csv", ["country,date,coal [GWh],gas [GWh],wind [GWh]", line]);
        if (unit == "MWh")
        {
            Assert.Contains("far too large", Assert.Throws<DataFormatException>(Table).Fault.What, StringComparison.Ordinal);
            return;
        }

        DailyTable<EnergySource> table = Table();
        Assert.Equal(sum, 1000 * Year(table, country, 2024), 1e-4 * sum);
        string[] notes = [.. table.Record.Notes.Where(note => note.Contains("check the unit", StringComparison.Ordinal))];
        if (unit == "GWh") Assert.Empty(notes);
        else Assert.Contains($"it looks like {unit}", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEmissions_WideTableInTonnes_IsReadInMegatonnes()
    {
        DailyTable<Sector> table = EnergyFiles.ReadEmissions(_files.Write("e.csv",
            ["region;datum;Strom [t];Industrie [t];Verkehr [t];Gebäude [t]", "Österreich;2024-03-01;12000,5;60000;50000;20000"]));
        Assert.Equal(0.0120005, table.Values(0)[(int)Sector.Power], 1e-12);
        Assert.Equal("Austria", table.RegionOf(0));
    }

    [Fact]
    public void ReadGeneration_Workbook_IsReadLikeATable()
    {
        string path = _files.Write("g.xlsx", []);
        WriteWorkbook(path,
        [
            ["Stromerzeugung 2024"], ["Land", "Datum", "Kohle in GWh", "Erdgas in GWh", "Wind in GWh"], ["Polen", 45352.0, 250.5, 60.0,
                70.25],
            ["Polen", 45353.0, 240.0, 61.0, 80.0], ["Quelle: erfunden"],
        ]);
        DailyTable<EnergySource> table = EnergyFiles.ReadGeneration(path, new ReadOptions());
        // Day 45352 of Excel is 1 March 2024.
        Assert.Equal((2, "Poland", new DateOnly(2024, 3, 1)), (table.Count, table.RegionOf(0), table.DayOf(0)));
        Assert.Equal([250.5, 60, 0, 0, 0, 0, 70.25, 0], table.Values(0).ToArray());
    }

    private static void WriteWorkbook(string path, object[][] rows)
    {
        File.WriteAllBytes(path, WorkbookFile.Of($"<sheetData>{string.Concat(rows.Select((cells, row) =>
            FormattableString.Invariant($"<row r=\"{row + 1}\">") + string.Concat(cells.Select((cell, column) =>
                Cell(cell, $"{(char)('A' + column)}{row + 1}"))) + "</row>"))}</sheetData>"));

        static string Cell(object cell, string place) => cell is string text ? WorkbookFile.Cell(place, text)
            : FormattableString.Invariant($"<c r=\"{place}\" s=\"{((double)cell > 40000 ? 1 : 0)}\"><v>{cell}</v></c>");
    }
}
