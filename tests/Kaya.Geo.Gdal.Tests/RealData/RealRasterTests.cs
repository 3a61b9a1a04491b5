using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Geo.Tests;

namespace Kaya.Geo.Gdal.Tests.RealData;

public sealed class RealRasterTests
{
    [Theory]
    [InlineData("china-5min/lc_igbp_mcd12c1_2019_5min.tif")]
    [InlineData("china-5min/ntl_dmsp2008_5min.tif")]
    [InlineData("china-5min/pop_density_gpw2020_15min_on5.tif")]
    [InlineData("china-5min/pop_density_gpw2020_5min.tif")]
    [InlineData("china-5min/zones_province_5min.tif")]
    [InlineData("city-1km/BJ_grid30s.tif")]
    [InlineData("city-1km/BJ_districts30s.tif")]
    [InlineData("city-1km/SH_grid30s.tif")]
    [InlineData("city-1km/SH_districts30s.tif")]
    [InlineData("lesotho/gdp.tif")]
    [InlineData("lesotho/ghs.tif")]
    [InlineData("lesotho/ntl.tif")]
    public void Open_EveryRealRaster_ReadsWhole(string name)
    {
        using RasterFile file = RasterFile.Open(
            Geo.Tests.RealData.File(name), new RasterReadOptions { Crs = CoordinateSystemIfNone(name) });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {file.Driver}, {string.Join(", ", file.Bands.Select(band => $"{band.Name} [{band.Unit}]").Take(4))}\n{file.Grid}");
        for (int band = 0; band < file.Bands.Count; band++)
        {
            double[] values = new double[file.Grid.CellCount];
            file.Read(band, file.Grid.All, values);
            Assert.Contains(values, value => !double.IsNaN(value));
        }
    }

    private static CoordinateSystem? CoordinateSystemIfNone(string name) => name.Length == 0 ? CoordinateSystem.LongitudeLatitude : null;
}
