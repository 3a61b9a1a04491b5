using Kaya.Core;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.RealData;

public sealed class ChinaTests
{
    private static readonly VectorReadOptions s_options = new()
    {
        CodeField = "NAME", Crs = CoordinateSystem.LongitudeLatitude, Encoding = "GBK", LeaveOutFeaturesWithoutCode = true,
        JoinFeatures = true,
    };

    [Fact]
    public void Provinces_WithoutSystemOrEncoding_SayWhatToDo()
    {
        string path = Provinces();
        Assert.Contains("EPSG:4326", Assert.Throws<GridMismatchException>(() => VectorFile.ReadZones(path, s_options with { Crs = null }))
            .Fault.Remedy, StringComparison.Ordinal);
        Assert.Contains("GBK", Assert.Throws<DataFormatException>(() => VectorFile.ReadZones(path, s_options with { Encoding = null }))
            .Fault.Remedy, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => VectorFile.ReadZones(path, s_options with { Encoding = "klingon" }));
    }

    [Fact]
    public void Provinces_ReadAsGbk_HaveTheirNamesAndAreas()
    {
        ZoneSet zones = VectorFile.ReadZones(Provinces(), s_options);
        Assert.Contains("北京市", zones.Zones.Select(zone => zone.Code));
        Assert.Contains("新疆维吾尔自治区", zones.Zones.Select(zone => zone.Code));
        Grid grid = Grid.InDegrees(73, 54, 1.0 / 12, 432, 756);
        ZonalValues areas = Zonal.Areas(ZoneCoverage.Of(zones, grid), CellAreas.Of(grid));
        // Areas of the provinces, 10^4 km2: 16.41 (Beijing 1.641), 166 (Xinjiang), National Bureau of Statistics of China, yearbook.
        Assert.Equal(1, areas["北京市"] / 1.641e10, 0.02);
        Assert.Equal(1, areas["新疆维吾尔自治区"] / 1.66e12, 0.02);
    }

    [Fact]
    public void Sums_FromPolygonsAndFromTheZoneRaster_Agree()
    {
        string path = Provinces();
        Dictionary<int, string> codes = File.ReadLines(Geo.Tests.RealData.File("china-5min/zones_province.csv")).Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(fields => int.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture), fields => fields[1]);
        using RasterFile lights = RasterFile.Open(Geo.Tests.RealData.File("china-5min/ntl_dmsp2008_5min.tif"),
            new RasterReadOptions { Kind = QuantityKind.Extensive });
        using RasterFile numbers = RasterFile.Open(Geo.Tests.RealData.File("china-5min/zones_province_5min.tif"),
            new RasterReadOptions { Kind = QuantityKind.Category, NoData = 0 });
        ZoneCoverage byNumber = ZoneCoverage.Of(numbers, codes),
            byPolygon = ZoneCoverage.Of(VectorFile.ReadZones(path, s_options), lights.Grid);
        ZonalValues fromRaster = Zonal.Sums(byNumber, lights), fromPolygons = Zonal.Sums(byPolygon, lights);
        foreach (
            (string name, string code) in new[] { ("北京市", "CN-BJ"), ("新疆维吾尔自治区", "CN-XJ"), ("四川省", "CN-SC"), ("海南省", "CN-HI"),
            ("上海市", "CN-SH"), ("内蒙古自治区", "CN-NM") })
        {
            // The raster gives each border cell whole to one province; the polygons share it. Coasts and small provinces differ most.
            double ratio = fromPolygons[name] / fromRaster[code];
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{code}: {fromRaster[code]:G6} by raster, {fromPolygons[name]:G6} by polygons");
            Assert.InRange(ratio, code == "CN-SH" || code == "CN-HI" ? 0.80 : 0.95, code == "CN-SH" || code == "CN-HI" ? 1.20 : 1.05);
        }
    }

    [Fact]
    public void ZoneTable_LightSums_AreThoseOfTheRasters()
    {
        string[][] rows = [.. File.ReadLines(Geo.Tests.RealData.File("china-5min/zones_province.csv")).Skip(1)
            .Select(line => line.Split(','))];
        using RasterFile lights = RasterFile.Open(Geo.Tests.RealData.File("china-5min/ntl_dmsp2008_5min.tif"),
            new RasterReadOptions { Kind = QuantityKind.Extensive });
        using RasterFile numbers = RasterFile.Open(Geo.Tests.RealData.File("china-5min/zones_province_5min.tif"),
            new RasterReadOptions { Kind = QuantityKind.Category, NoData = 0 });
        ZoneCoverage zones = ZoneCoverage.Of(
            numbers, rows.ToDictionary(row => int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture), row => row[1]));
        ZonalValues sums = Zonal.Sums(zones, lights);
        // The table came with the data: cells and sums of lights by zone.
        foreach ((string[] row, double cells) in rows.Zip(zones.CellCounts()))
        {
            Assert.Equal(double.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture), cells);
            Assert.Equal(1, sums[row[1]] / double.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture), 1e-6);
        }
    }

    [Fact]
    public void ToZones_ProvincesFromPolygons_CertificateHoldsInTheFile()
    {
        using TestFolder folder = new();
        using RasterFile lights = RasterFile.Open(Geo.Tests.RealData.File("china-5min/ntl_dmsp2008_5min.tif"),
            new RasterReadOptions { Kind = QuantityKind.Extensive });
        ZoneCoverage coverage = ZoneCoverage.Of(VectorFile.ReadZones(Provinces(), s_options), lights.Grid);
        RandomSequence random = new RandomSource(1).Sequence();
        Dictionary<string, double> statistics = coverage.Codes.ToDictionary(code => code, _ => 1e8 * random.NextDouble());
        Apportionment made = Conservation.ToZones((ExtensiveRaster)lights.ReadAll(), coverage, statistics, Unit.Parse("t"));
        GeoTiff.Write(folder["china.tif"], made.Map, new GeoTiffOptions { Certificate = made.Certificate });
        using RasterFile written = RasterFile.Open(folder["china.tif"]);
        written.Certificate!.Check(written).RequireHolds(written.Path);
        Assert.Equal(1, made.Map.Sum() / statistics.Values.Sum(), 1e-14);
        MapPicture.Write(folder["china.png"], written, 0, new MapOptions { Title = "A trial", Logarithmic = true });
        if (Environment.GetEnvironmentVariable("KAYA_KEEP_MAPS") is { } keep) File.Copy(
            folder["china.png"], Path.Combine(keep, "china.png"), overwrite: true);
    }

    private static string Provinces()
    {
        _ = Geo.Tests.RealData.File("china-5min/provinces.dbf");
        return Geo.Tests.RealData.File("china-5min/provinces.shp");
    }
}
