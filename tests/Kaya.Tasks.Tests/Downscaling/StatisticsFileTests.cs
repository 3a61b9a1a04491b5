using System.Text;
using Kaya.Core;
using Kaya.Downscaling;

namespace Kaya.Tasks.Tests.Downscaling;

public sealed class StatisticsFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("kaya-statistics-").FullName, "s.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    // 2 Mt are 2e6 t; a carbon atom of 12 becomes a molecule of 44.
    [Theory]
    [InlineData("zone,total [Mt]", null, "CO2", 2e6)]
    [InlineData("zone,Total (Mt)", null, "CO2", 2e6)]
    [InlineData("zone,total", "kt", "CO2", 2e3)]
    [InlineData("zone,total [Mt]", "t", "CO2", 2)]
    [InlineData("zone,total [t]", null, "C", 2 * 44 / 12.0)]
    [InlineData("zone,co2 [1e4 t]", null, "CO2", 2e4)]
    public void Read_AnyUnit_IsTonnesOfDioxide(string heading, string? unit, string basis, double expected)
    {
        ZoneStatistics read = Read(new StatisticReadingOptions { Unit = unit, Basis = MassBasis.Parse(basis) }, heading, "A,2", "B,");
        Assert.Equal((Unit.Parse("t"), 1), (read.Unit, read.Values.Count));
        Assert.Equal(expected, read.Values["A"], 1e-12 * expected);
    }

    [Fact]
    public void Read_Columns_FoundByUsualNamesOrAsNamed()
    {
        string[] lines = ["name,code,coal [t],total [t],total of all [t]", "Alpha,A,1,2,3"];
        Assert.Equal(2, Read(new(), lines).Values["A"]);
        Assert.Equal(1, Read(new() { Column = "coal" }, lines).Values["A"]);
        Assert.Equal(1, Read(new() { Column = "COAL [t]", Zone = "name" }, lines).Values["Alpha"]);
        Assert.Equal(7, Read(new(), "region,emission 2008 [t]", "A,7").Values["A"]);
    }

    [Fact]
    public void Read_ProvincesInAnySpelling_HaveOneCode()
    {
        File.WriteAllLines(_path, ["zone,total [t]", "北京市,1", "内蒙古自治区,2", "Shaanxi Province,3", "310000,4", "KY-01,5"]);
        Assert.Equal(1, StatisticsFile.Read(_path, new()).Values["北京市"]);
        ZoneStatistics read = StatisticsFile.Read(_path, new(), ZoneNames.ChineseProvinces);
        Assert.Equal([("CN-BJ", 1), ("CN-NM", 2), ("CN-SN", 3), ("CN-SH", 4), ("KY-01", 5)],
            read.Values.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Read_MarkAndCarriageReturnsOfSpreadsheets_AreNoText()
    {
        File.WriteAllBytes(_path, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("zone,total [t]\r\n\"A, the first\",\"1\"\r\n\r\n")]);
        Assert.Equal(1, StatisticsFile.Read(_path, new()).Values["A, the first"]);
    }

    [Theory]
    [InlineData("s.csv:1:2 (total)", "--statistic.unit", "zone,total|A,1")]
    [InlineData("s.csv:1:2 (total [t C])", "--statistic.unit t --statistic.basis C", "zone,total [t C]|A,1")]
    [InlineData("s.csv:1:2 (total [tonns])", "as CF does", "zone,total [tonns]|A,1")]
    [InlineData("s.csv:2:2 (total [t])", "Correct the cell", "zone,total [t]|A,-1")]
    [InlineData("s.csv:2:2 (total [t])", "Correct the cell", "zone,total [t]|A,1e999")]
    [InlineData("s.csv:2:2 (total [t])", "Correct the cell", "zone,total [t]|A,\"1,5,0\"")]
    [InlineData("s.csv:2:2 (total [t])", "--statistic.column", "zone,total [t]|A,|B,NA")]
    [InlineData("s.csv:3:1 (zone)", "Remove one", "zone,total [t]|A,1|A,2")]
    [InlineData("s.csv:2:1 (zone)", "--statistic.zone", "zone,total [t]|,1")]
    [InlineData("s.csv:1", "--statistic.column", "zone,total 2005 [t],total 2008 [t]|A,1,2")]
    [InlineData("s.csv:1", "--statistic.column", "zone,coal [t]|A,1")]
    [InlineData("s.csv:2", "quote fields", "zone,total [t]|A,1,2")]
    [InlineData("s.csv", "table with data", "zone,total [t]")]
    public void Read_Faulty_SaysWhereAndWhatToDo(string where, string remedy, string lines)
    {
        Fault fault = Assert.Throws<DataFormatException>(() => Read(new(), lines.Split('|'))).Fault;
        Assert.EndsWith(where, fault.Where!.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnitOfNoMass_IsAnotherMismatch()
    {
        Fault fault = Assert.Throws<UnitMismatchException>(() => Read(new(), "zone,total [km]", "A,1")).Fault;
        Assert.Equal(("a unit of mass, such as t", "km"), (fault.Expected, fault.Found));
        Assert.Throws<UnitMismatchException>(() => Read(new() { Unit = "GWh" }, "zone,total [t]", "A,1"));
        Assert.Throws<UnitMismatchException>(() => Read(new() { Basis = MassBasis.SO2 }, "zone,total [t]", "A,1"));
    }

    [Fact]
    public void Read_UnknownColumn_SuggestsOne()
    {
        Fault fault = Assert.Throws<DataFormatException>(() => Read(new() { Column = "totl [t]" }, "zone,total [t]", "A,1")).Fault;
        Assert.Equal("Did you mean 'total [t]'?", fault.Remedy);
        Assert.Equal("Did you mean 'zone'?", Assert.Throws<DataFormatException>(() => Read(new() { Zone = "zon" }, "zone,total [t]", "A,1"))
            .Fault.Remedy);
    }

    [Fact]
    public void Read_OtherEncoding_IsRefusedAndNotGarbled()
    {
        // 北京 as GBK has it.
        File.WriteAllBytes(
            _path, [.. Encoding.UTF8.GetBytes("zone,total [t]\n"), 0xB1, 0xB1, 0xBE, 0xA9, .. Encoding.UTF8.GetBytes(",1\n")]);
        Assert.Contains("UTF-8", Assert.Throws<DataFormatException>(() => StatisticsFile.Read(_path, new())).Fault.Remedy,
            StringComparison.Ordinal);
    }

    private ZoneStatistics Read(StatisticReadingOptions options, params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return StatisticsFile.Read(_path, options);
    }
}
