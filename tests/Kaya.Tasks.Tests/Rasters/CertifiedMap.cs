using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks.Tests.Rasters;

/// <summary>A map of two zones that share a column of cells, with its certificate, as files of both formats.</summary>
internal static class CertifiedMap
{
    /// <summary>West and east meet in the middle of a column of cells, and leave a rim without data.</summary>
    public static Apportionment Make(int rows = 60, int columns = 80)
    {
        Grid grid = Grid.InDegrees(100, 40, 0.05, rows, columns);
        RandomSequence random = new RandomSource(9).Sequence();
        double[] weights = [.. Enumerable.Range(0, (int)grid.CellCount).Select(_ => random.NextDouble())];
        (double west, double middle, double east, double south, double north) = (
            100.1, 100 + (0.05 * ((columns / 2) + 0.5)), 100 + (0.05 * columns) - 0.1, 40 - (0.05 * rows) + 0.1, 39.9);
        NetTopologySuite.Geometries.GeometryFactory shapes = new();
        ZoneSet zones = new(grid.Crs,
        [
            new Zone("west", "West", shapes.ToGeometry(new NetTopologySuite.Geometries.Envelope(west, middle, south, north))),
            new Zone("east", "East", shapes.ToGeometry(new NetTopologySuite.Geometries.Envelope(middle, east, south, north))),
        ]);
        return Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, weights), ZoneCoverage.Of(zones, grid), new Dictionary<string,
            double> { ["west"] = 1.1e7, ["east"] = 3.3e9 }, Unit.Parse("t"));
    }

    /// <summary>Writes the map; netCDF gets an interval too.</summary>
    public static void Write(string path, Apportionment made)
    {
        if (path.EndsWith(".nc", StringComparison.Ordinal))
            NetCdfWriter.Write(
                path, [new NetCdfMap("emission", made.Map, "emission") { Certificate = made.Certificate, Basis = MassBasis.CO2,
                Lower = made.Map.Times(0.5), Upper = made.Map.Times(2) }]);
        else GeoTiff.Write(path, made.Map, new GeoTiffOptions { Certificate = made.Certificate, Basis = MassBasis.CO2 });
    }
}
