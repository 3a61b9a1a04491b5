// From the emissions of zones to a map of finer and finer cells that adds up, as a library. The sample country stands in for real files:
// rasters are read by RasterFile.Open, polygons by VectorFile.ReadZones, fuel statistics by FuelUse.Read.
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo.Gdal;
using Kaya.Samples;

SampleCountry country = SampleCountry.Create();
SampleCountryYear year = country.Second;

// 1 km: every province is divided by the weights of its cells, which a regression gives. 500 m: networks learn from that map how cells
// divide.
// Small networks, so that it takes seconds; without the line SuperResolution it is the real thing.
SpatialDownscaling downscaling = new(new DownscalingOptions
{
    Between = GdalTransformation.Between,
    SuperResolution = new ZeroShotSuperResolution { Members = 1, Steps = 40, HiddenLayers = 4, Channels = 32 },
});
DownscaledMap map = downscaling.Run(country.Zones, [new Driver("population", year.Population), new Driver("lights", year.Lights)],
    new ZoneStatistics(year.Inventory.Statistics, Unit.Parse("t")), new FitContext(new RandomSource(seed: 1)));

string path = Path.Combine(Path.GetTempPath(), "kaya-map-from-zones.tif");
GeoTiff.Write(path, map.Fine.Emission.Map, new GeoTiffOptions { Basis = MassBasis.CO2, Certificate = map.Fine.Emission.Certificate });
using RasterFile file = RasterFile.Open(path);
Console.WriteLine($"{file.Grid.Rows} x {file.Grid.Columns} cells, {map.Fine.Emission.Certificate.Zones.Count(zone => zone.Holds)} of "
    + $"{map.Smoothing.Table.Codes.Length} provinces add up; read back: "
        + $"{(file.Certificate!.Check(file).Holds ? "as written" : "changed")}");
File.Delete(path);
