using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests.Grids;

public sealed class CoordinateSystemTests
{
    private const string Wkt2 = """
        GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],
        PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north,ORDER[1]],
        AXIS["geodetic longitude (Lon)",east,ORDER[2]],ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",4326]]
        """;

    [Fact]
    public void Parse_BothWktVersions_AreEqual()
    {
        CoordinateSystem read = CoordinateSystem.Parse(Wkt2);
        Assert.Equal(CoordinateSystem.LongitudeLatitude, read);
        Assert.Equal("EPSG:4326", read.Authority);
        Assert.True(read.IsGeographic);
    }

    [Fact]
    public void Parse_NeighbouringUtmZones_AreDifferent()
    {
        Assert.NotEqual(CoordinateSystem.Parse("EPSG:32650"), CoordinateSystem.Parse("EPSG:32651"));
        Assert.NotEqual(CoordinateSystem.Parse("EPSG:32650"), CoordinateSystem.Parse("EPSG:32750"));
        Assert.Equal(1, CoordinateSystem.Parse("EPSG:32650").MetresPerUnit);
    }

    [Theory]
    [InlineData("EPSG:99999")]
    [InlineData("GEOGCS[\"broken\"")]
    [InlineData("VERT_CS[\"height\"]")]
    [InlineData("[]")]
    public void Parse_NoHorizontalSystem_RefusedWithRemedy(string text) =>
        Assert.NotNull(Assert.Throws<DataFormatException>(() => CoordinateSystem.Parse(text)).Fault.Remedy);

    [Fact]
    public void Parse_ProjectionWithoutName_IsAProjectionThatNobodyKnows() => Assert.Null(CoordinateSystem.Parse(
        "PROJCS[\"a\",GEOGCS[\"b\",UNIT[\"degree\",0.0174532925199433]],PROJECTION[],UNIT[\"metre\",1]]").ProjectionMethod);
}
