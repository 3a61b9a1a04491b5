using Kaya.Geo.Gdal;

namespace Kaya.Inventory.Tests;

public sealed class ChineseProvincesTests
{
    [Theory]
    [InlineData("CN-NM", "CN-NM")]
    [InlineData("InnerMongolia", "CN-NM")]
    [InlineData("Inner Mongolia", "CN-NM")]
    [InlineData("内蒙古自治区", "CN-NM")]
    [InlineData("150000", "CN-NM")]
    [InlineData("新疆维吾尔自治区", "CN-XJ")]
    [InlineData("广西壮族自治区", "CN-GX")]
    [InlineData("黑龙江省", "CN-HL")]
    [InlineData("上海市", "CN-SH")]
    [InlineData("香港特别行政区", "CN-HK")]
    [InlineData("Shanxi", "CN-SX")]
    [InlineData("Shaanxi Province", "CN-SN")]
    [InlineData("hong kong", "CN-HK")]
    public void Find_AnyName_IsOneCode(string name, string code) => Assert.Equal(code, ChineseProvinces.Parse(name).Code);

    [Fact]
    public void Canonical_NoProvince_StaysAsItIs() => Assert.Equal("Fenholt", ChineseProvinces.Canonical(" Fenholt "));

    [Fact]
    public void All_Provinces_HaveDistinctCodesAndNumbers()
    {
        Assert.Equal(34, ChineseProvinces.All.Count);
        Assert.Equal(34, ChineseProvinces.All.DistinctBy(province => province.Code).Count());
        Assert.Equal(34, ChineseProvinces.All.DistinctBy(province => province.ChineseName).Count());
        Assert.Equal(ChineseProvinces.All.OrderBy(province => province.Number), ChineseProvinces.All);
    }

    [Fact]
    public void Canonical_RealZoneTableAndMap_AreTheSameCodes()
    {
        string[] codes = [.. File.ReadLines(RealData.File("china-5min/zones_province.csv")).Skip(1).Select(line => line.Split(',')[1])];
        Assert.Equal(codes, codes.Select(ChineseProvinces.Canonical));
        Assert.All(codes, code => Assert.NotNull(ChineseProvinces.Find(code)));
        VectorReadOptions options = new() { CodeField = "NAME", Encoding = "GBK", LeaveOutFeaturesWithoutCode = true, JoinFeatures = true,
            Crs = CoordinateSystem.LongitudeLatitude };
        string[] map = [
            .. VectorFile.ReadZones(RealData.File("china-5min/provinces.shp"), options).Zones.Select(
            zone => ChineseProvinces.Parse(zone.Code).Code)];
        // The map has Taiwan and Hong Kong too; the table has not.
        Assert.Equal(["CN-HK", "CN-TW"], map.Except(codes).Order());
        Assert.Empty(codes.Except(map));
    }
}
