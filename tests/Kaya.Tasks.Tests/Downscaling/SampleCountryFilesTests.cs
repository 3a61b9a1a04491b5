using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Downscaling;

public sealed class SampleCountryFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-country-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_Country_ReadsBackAsItIs()
    {
        SampleCountry country = SampleCountry.Create();
        SampleCountryFiles files = SampleCountryFiles.Write(country, _folder);
        foreach (
            (SampleCountryYear year, SampleCountryYearFiles of) in new[] { (country.First, files.First), (country.Second, files.Second) })
        {
            FuelUse use = FuelUse.Read(of.Fuels);
            Assert.Equal(year.Fuels.Zones, use.Zones);
            Assert.All(FuelInventory.Of(use).Totals.Zip(year.Inventory.Totals),
                pair => Assert.Equal(pair.Second, pair.First, 1e-12 * pair.Second));
            foreach (
                (string path, Raster raster) in new (string, Raster)[] { (of.Lights, year.Lights), (of.Population, year.Population),
                (of.GrossDomesticProduct, year.GrossDomesticProduct), (of.LandCover, year.LandCover), (of.Emission, year.Emission),
                (of.EmissionByKilometre, year.EmissionByKilometre) })
            {
                using RasterFile file = RasterFile.Open(path);
                Assert.Equal((raster.Kind, true), (file.Bands[0].Kind, file.Bands[0].IsKindStated));
                if (raster is not CategoryRaster) Assert.Equal(raster.Unit, file.Bands[0].Unit);
                Assert.True(file.Grid.Matches(raster.Grid));
                Assert.Equal(PixelDigest.Of(raster), PixelDigest.Of(file.ReadAll()));
            }
        }

        ZoneSet zones = VectorFile.ReadZones(files.Provinces, new VectorReadOptions { CodeField = "code", NameField = "name" });
        Assert.Equal(country.Zones.Zones.Select(zone => (zone.Code, zone.Name, zone.Shape.Area)),
            zones.Zones.Select(zone => (zone.Code, zone.Name, zone.Shape.Area)));
        Assert.Equal(country.Zones.Crs, zones.Crs);
        Assert.Equal(17, Directory.GetFiles(_folder).Length);
    }
}
