using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Tasks.Tests.Downscaling;

public sealed class PointInventoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-points-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 100 MW x 4293 h x 0.849494 t/MWh x 31/365 days of January 2019; 12 t of carbon are 44 t of CO2.
    [Fact]
    public void Read_TableOfCapacities_CountsFuelStateAndPeriod()
    {
        PointInventory read = Read("2019-01", "name,fuel,capacity_mw,commissioned,status,longitude,latitude", "A,Coal,100,2004,,116.5,40",
            "B,Natural Gas,100,2021,,116,40", "C,Coal,100,,Shutdown,116,40", "D,Landfill gas,9,,,116,40", "E,Coal,100,,Operational,,");
        Assert.Equal("A", Assert.Single(read.Sources).Name);
        Assert.Equal(30973.47, read.Sources[0].Emission, 0.5);
        Assert.Equal((116.5, 40.0, 0.5), (read.Sources[0].X, read.Sources[0].Y, read.Sources[0].LogDeviation));
        string notes = string.Join(' ', read.Notes);
        foreach (string part in new[] { "1 of 5", "shut: 1 (C)", "not yet at work: 1 (B)", "without fossil CO2: 1 (D)",
            "coordinates: 1 (E)" })
            Assert.Contains(part, notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ReportedCarbon_IsTakenAsItIs()
    {
        PointInventory read = Read(null, "name,emission [t],lon,lat", "A,12,-170,10");
        Assert.Equal(12, read.Sources[0].Emission);
        Assert.Equal(0, read.Sources[0].LogDeviation);
    }

    [Theory]
    [InlineData(null, "name,fuel,capacity_mw,lon,lat", "A,Coal,1,1,1", "--statistic.period")]
    [InlineData("2019", "name,fuel,capacity,lon,lat", "A,Coal,1,1,1", "capacity_mw")]
    [InlineData("2019", "name,fuel,capacity_mw,lon,lat", "A,Peet,1,1,1", "expected names")]
    [InlineData("2019", "name,emission,lon,lat", "A,1,1,1", "--point.unit")]
    [InlineData("2019", "name,emission [t],lon,lat", "A,1,1,91", "order of longitude and latitude")]
    [InlineData("2019", "name,emission [t],where", "A,1,1", "Rename")]
    public void Read_AmbiguousTable_IsRefusedWithTheRemedy(string? period, string heading, string row, string remedy)
    {
        KayaException refused = Assert.ThrowsAny<KayaException>(() => Read(period, heading, row));
        Assert.Contains(remedy, refused.Fault.Remedy, StringComparison.Ordinal);
    }

    private PointInventory Read(string? period, params string[] lines)
    {
        string path = Path.Combine(_folder, "points.csv");
        File.WriteAllLines(path, lines);
        return PointInventory.Read(new DownscaleRunOptions { Points = [path],
            Statistic = new StatisticReadingOptions { Period = period is null ? null : Period.Parse(period) } },
            CoordinateSystem.LongitudeLatitude);
    }
}
