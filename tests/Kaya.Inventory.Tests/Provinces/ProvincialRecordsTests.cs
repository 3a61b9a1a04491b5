
namespace Kaya.Inventory.Tests;

public sealed class ProvincialRecordsTests : IDisposable
{
    private const string Heading = "year,province,Scope 1 Total,Process,gdp_100M_CNY_current,population";

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-records-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_TwoYears_LeavesProcessesOutAndInterpolates()
    {
        ProvincialRecords records = ProvincialRecords.Read(
            Write("2005,Beijing,92,2,7000,15000000", "2010,Beijing,105,5,14000,18000000", "2010,Tibet,3,0,500,3000000"));
        Assert.Equal(new ProvincialRecord("CN-BJ", 2005, 90e6, 2e6, 7000, 15e6), records.All[0]);
        Assert.Equal([2005, 2010], records.Years);
        Assert.Equal(94e6, records.FuelEmission("CN-BJ", 2007)!.Value, 1e-3);
        Assert.Equal(100e6, records.FuelEmission("CN-BJ", 2010)!.Value, 1e-3);
        Assert.Null(records.FuelEmission("CN-BJ", 2011));
        Assert.Null(records.FuelEmission("CN-XZ", 2007));
    }

    [Theory]
    [InlineData("2005,Bejing,92,2,7000,15000000", "Did you mean 'Beijing'?")]
    [InlineData("2005,Beijing,92,,7000,15000000", "Fill in the cell")]
    [InlineData("2005,Beijing,92,93,7000,15000000", "Correct the table")]
    [InlineData("2005,Beijing,92,2,7000,-1", "Correct the cell")]
    public void Read_FaultyLine_SaysWhere(string line, string remedy)
    {
        string path = Write("2010,Beijing,105,5,14000,18000000", line);
        DataFormatException failure = Assert.Throws<DataFormatException>(() => ProvincialRecords.Read(path));
        Assert.Equal(3, failure.Fault.Where!.Line);
        Assert.Contains(remedy, failure.Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ProvinceTwice_Refuses() =>
        Assert.Contains(
            "CN-BJ 2005",
            Assert.Throws<DataFormatException>(() => ProvincialRecords.Read(Write("2005,Beijing,92,2,1,1", "2005,北京,92,2,1,1"))).Message,
            StringComparison.Ordinal);

    private string Write(params string[] lines)
    {
        string path = Path.Combine(_folder, "records.csv");
        File.WriteAllLines(path, [Heading, .. lines]);
        return path;
    }
}
