using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.Vectors;

/// <summary>A shapefile of one plant, its texts in GBK, without .cpg and .prj; written by GDAL 3.6.2 and Python.</summary>
public sealed class VectorPointsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Read_ShapefileThatSaysNothing_AsksForSystemAndEncoding()
    {
        Write("shp", "AAAnCgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQOgDAAABAAAAAAAAAAAgXUAAAAAAAABEQAAAAAAAIF1AAAAAAAAAREAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAKAQAAAAAAAAAAIF1AAAAAAAAAREA=");
        Write("shx", "AAAnCgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAANugDAAABAAAAAAAAAAAgXUAAAAAAAABEQAAAAAAAIF1AAAAAAAAAREAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAADIAAAAK");
        Write("dbf", "A3sHGgEAAABhABEAAAAAAAAAAAAAAAAAAAAAAAAAAABuYW1lAAAAAAAAAEMAAAAADAAAAAAAAAAAAAAAAAAAAGZ1ZWwAAAAAAAAAQwAAAAAEAAAA"
            + "AAAAAAAAAAAAAAAADSCxsb6pyMi157OnICDDuiAgGg==");
        string path = _folder["plant.shp"];
        Assert.Equal("crs", Assert.Throws<GridMismatchException>(() => VectorPoints.Read(path)).Fault.Option);
        Assert.Equal("encoding", Assert.Throws<DataFormatException>(() => VectorPoints.Read(path, null,
            CoordinateSystem.LongitudeLatitude)).Fault.Option);
        VectorPoints read = VectorPoints.Read(path, null, CoordinateSystem.LongitudeLatitude, "GBK");
        VectorPoint point = Assert.Single(read.Points);
        Assert.Equal((116.5, 40.0), (point.X, point.Y));
        Assert.Equal(["name", "fuel"], read.Fields);
        Assert.Equal(["北京热电厂", "煤"], point.Texts);
        PointFile.Read(path, null, CoordinateSystem.LongitudeLatitude, "GBK", _ => true,
            (_, fields) => Assert.Equal("北京热电厂", fields["name"]));
    }

    /// <summary>A point without a place, and collections of nothing.</summary>
    [Theory]
    [InlineData("""{"type":"MultiPoint","coordinates":[]}""")]
    [InlineData("""{"type":"Point","coordinates":[]}""")]
    [InlineData("""{"type":"GeometryCollection","geometries":[]}""")]
    public void Read_ShapeWithoutAPlace_RefusedAsDamaged(string geometry)
    {
        string path = _folder["places.geojson"];
        File.WriteAllText(path, $$"""
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{geometry}}}]}
            """);
        Assert.Throws<DataFormatException>(() => VectorPoints.Read(path));
        Assert.Throws<DataFormatException>(() => PointFile.Read(path, null, null, null, _ => true, (_, _) => { }));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string ending, string content) =>
        File.WriteAllBytes(_folder[$"plant.{ending}"], Convert.FromBase64String(content));
}
