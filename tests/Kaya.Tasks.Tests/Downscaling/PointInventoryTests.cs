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

    /// <summary>A register with a row for each plant and year: the year of the statistics counts, and it is said.</summary>
    [Fact]
    public void Read_RowForEachYear_CountsThatOfTheStatistics()
    {
        string[] lines = ["name,year,emission [t],lon,lat", "A,2018,10,116,40", "A,2019,12,116,40", "B,2018,5,116,41", "B,2019,6,116,41"];
        PointInventory read = Read("2019", lines);
        Assert.Equal([12, 6], read.Sources.Select(source => source.Emission));
        Assert.Contains("2 rows of 2019 read, 2 of other years left out", string.Join(' ', read.Notes), StringComparison.Ordinal);
        foreach (string? period in new[] { null, "2020" })
            Assert.Contains("2018, 2019", Assert.Throws<DataFormatException>(() => Read(period, lines)).Fault.Expected,
                StringComparison.Ordinal);
        // One row for each plant: whatever the year is, nothing is counted twice.
        Assert.Equal(2, Read(null, lines[0], lines[1], lines[4]).Sources.Length);
        Assert.Contains("of 2018, 2019", string.Join(' ', Read("2019", lines[0], lines[1], lines[4]).Notes), StringComparison.Ordinal);
        // A plant that has no row of the year is named; the mass of a year is not that of a month.
        Assert.Contains("without a row of 2019: 1 (B)", string.Join(' ', Read("2019", lines[..4]).Notes), StringComparison.Ordinal);
        Assert.Contains("t a-1", Assert.Throws<DataFormatException>(() => Read("2019-06", lines)).Fault.Expected, StringComparison.Ordinal);
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

    [Fact]
    public void Read_DegreesInAPlane_AreRefused()
    {
        string path = Path.Combine(_folder, "points.csv");
        File.WriteAllLines(path, ["name,emission [t],lon,lat", "A,10,116,40"]);
        DownscaleRunOptions options = new() { Points = [path], Point = new PointReadingOptions { Crs = "EPSG:32650" } };
        Assert.Contains("--point.crs", Assert.Throws<GridMismatchException>(() => PointInventory.Read(options,
            CoordinateSystem.LongitudeLatitude)).Fault.Remedy, StringComparison.Ordinal);
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
