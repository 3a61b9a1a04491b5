using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using NetTopologySuite.IO;

namespace Kaya.Geo.Gdal.Tests.Vectors;

public sealed class VectorFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("zones.gpkg")]
    [InlineData("zones.geojson")]
    public void WriteZones_ThenRead_KeepsCodesNamesAndShapes(string name)
    {
        ZoneSet zones = Zones();
        VectorFile.WriteZones(_folder[name], zones);
        Assert.Contains("code", VectorFile.Fields(_folder[name]));
        ZoneSet read = VectorFile.ReadZones(_folder[name], new VectorReadOptions { CodeField = "code", NameField = "name" });
        Assert.Equal(zones.Crs, read.Crs);
        Assert.Equal(zones.Zones.Select(zone => (zone.Code, zone.Name)), read.Zones.Select(zone => (zone.Code, zone.Name)));
        Assert.All(zones.Zones.Zip(read.Zones), pair => Assert.True(pair.First.Shape.EqualsTopologically(pair.Second.Shape)));
    }

    [Fact]
    public void ReadZones_UnknownFieldLayerAndFormat_NamedWithRemedy()
    {
        VectorFile.WriteZones(_folder["zones.gpkg"], Zones());
        Assert.Contains(
            "code", Assert.Throws<DataFormatException>(
            () => VectorFile.ReadZones(_folder["zones.gpkg"], new VectorReadOptions { CodeField = "cod" })).Fault.Remedy,
            StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(
            () => VectorFile.ReadZones(_folder["zones.gpkg"], new VectorReadOptions { CodeField = "code", Layer = "zone" }));
        Assert.Throws<DataFormatException>(() => VectorFile.WriteZones(_folder["zones.kml"], Zones()));
        Assert.Throws<DataNotFoundException>(
            () => VectorFile.ReadZones(_folder["none.gpkg"], new VectorReadOptions { CodeField = "code" }));
        File.WriteAllText(_folder["broken.geojson"], "{\"type\": \"FeatureCollection\", \"features\": [");
        Assert.Throws<DataFormatException>(
            () => VectorFile.ReadZones(_folder["broken.geojson"], new VectorReadOptions { CodeField = "code" }));
    }

    /// <summary>A given system that is another than that of the file is refused; another name of the same is not. GeoJSON that names
    /// none may hold anything.</summary>
    [Fact]
    public void ReadZones_SystemAgainstThatOfTheFile_IsRefused()
    {
        VectorFile.WriteZones(_folder["zones.gpkg"], Zones());
        VectorReadOptions As(string code) => new() { CodeField = "code", Crs = GdalCoordinateSystems.Find(code) };
        Assert.Equal(2, VectorFile.ReadZones(_folder["zones.gpkg"], As("OGC:CRS84")).Zones.Length);
        foreach (string other in new[] { "EPSG:32650", "EPSG:4322" })
        {
            Fault fault = Assert.Throws<GridMismatchException>(() => VectorFile.ReadZones(_folder["zones.gpkg"], As(other))).Fault;
            Assert.Contains("WGS 84", fault.Expected, StringComparison.Ordinal);
        }

        File.WriteAllText(_folder["old.geojson"], """
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},
            "geometry":{"type":"Polygon","coordinates":[[[500000,0],[510000,0],[510000,10000],[500000,0]]]}}]}
            """);
        Assert.Equal("WGS 84 / UTM zone 50N", VectorFile.ReadZones(_folder["old.geojson"], As("EPSG:32650")).Crs.Name);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static ZoneSet Zones()
    {
        WKTReader reader = new();
        return new ZoneSet(CoordinateSystem.LongitudeLatitude,
        [
            new Zone(
                "CN-BJ", "北京",
                reader.Read("POLYGON((115 39, 117 39, 117 41, 115 41, 115 39), (115.5 39.5, 116 39.5, 116 40, 115.5 39.5))")),
            new Zone(
                "CN-HI", "Hainan", reader.Read("MULTIPOLYGON(((109 18, 111 18, 110 20, 109 18)), ((112 16, 112.5 16, 112 16.5, 112 16)))")),
        ]);
    }
}
