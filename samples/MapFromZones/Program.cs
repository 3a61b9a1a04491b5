// From the emission of zones to a map of finer and finer cells that adds up, as a library. The sample country stands in for real files:
// rasters are read by RasterFile.Open, polygons by VectorFile.ReadZones, fuel statistics by FuelUse.Read.
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Samples;

SampleCountry country = SampleCountry.Create();
SampleCountryYear year = country.Second;
Grid grid = year.Population.Grid;
FitContext context = new(new RandomSource(seed: 1));

// Weights of cells: drivers on one grid, their sums over zones, a regression.
DriverSet drivers = new(GdalCoordinateSystems.CellAreas(grid),
    new Driver("lights", Alignment.To(year.Lights, 0, grid, GdalTransformation.Between)), new Driver("population", year.Population));
ZoneCoverage zones = ZoneCoverage.Of(country.Zones, grid);
ZoneStatistics statistics = new(year.Inventory.Statistics, Unit.Parse("t"));
ZonalTable table = ZonalTable.Of(drivers, zones, statistics.Values, statistics.Unit);
SpatialModel model = SpatialModel.Fit(table, ZonalScale.Density, RegressionModel.Mixture, context);

// 1 km: every province is divided by the weights of its cells. 500 m: networks learn from that map how cells divide.
// Small networks, so that it takes seconds; new ZeroShotSuperResolution() alone is the real thing.
SpatialDownscaling downscaling = new();
(Apportionment coarse, _) = downscaling.Coarse(model.Weights(drivers), zones, statistics);
using SuperResolutionModel networks = new ZeroShotSuperResolution(new ZeroShotSuperResolutionOptions { Members = 1, Steps = 40, HiddenLayers = 4, Channels = 32 }).Train(SpatialDownscaling.Densities(coarse.Map, drivers.Areas), context);
Grid half = grid.Refine(2);
FineMap fine = downscaling.Fine(coarse.Map, drivers.Areas, networks, new FineZones(ZoneCoverage.Of(country.Zones, half), GdalCoordinateSystems.CellAreas(half), statistics), context);

string path = Path.Combine(Path.GetTempPath(), "kaya-map-from-zones.tif");
GeoTiff.Write(path, fine.Emission.Map, new GeoTiffOptions { Basis = MassBasis.CO2, Certificate = fine.Emission.Certificate });
using RasterFile file = RasterFile.Open(path);
Console.WriteLine($"{half.Rows} x {half.Columns} cells, {fine.Emission.Certificate.Zones.Count(zone => zone.Holds)} of {table.Codes.Length} provinces add up; read back: {(file.Certificate!.Check(file).Holds ? "as written" : "changed")}");
File.Delete(path);
