using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.RealData;

public sealed class CityTests
{
    [Theory]
    [InlineData("BJ")]
    [InlineData("SH")]
    public void DistrictTable_SumsOfFourBands_AreThoseOfTheRasters(string city)
    {
        string[][] rows = [.. File.ReadLines(Geo.Tests.RealData.File($"city-1km/{city}_districts.csv")).Skip(1)
            .Select(line => line.Split(','))];
        using RasterFile grid = RasterFile.Open(Geo.Tests.RealData.File($"city-1km/{city}_grid30s.tif"),
            new RasterReadOptions { Kind = QuantityKind.Extensive });
        using RasterFile numbers = RasterFile.Open(Geo.Tests.RealData.File($"city-1km/{city}_districts30s.tif"),
            new RasterReadOptions { Kind = QuantityKind.Category, NoData = 0 });
        ZoneCoverage zones = ZoneCoverage.Of(
            numbers, rows.ToDictionary(row => int.Parse(row[0], CultureInfo.InvariantCulture), row => row[1]));
        // The table came with the data: cells, carbon, lights, population and GDP of each district.
        for (int band = 0; band < 4; band++)
        {
            ZonalValues sums = Zonal.Sums(zones, grid, band);
            foreach (string[] row in rows) Assert.Equal(1, sums[row[1]] / double.Parse(row[3 + band], CultureInfo.InvariantCulture), 1e-6);
        }
    }
}
