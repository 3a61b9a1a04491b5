using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using NetTopologySuite.Geometries;

namespace Kaya.Geo.Gdal.Tests.Systems;

/// <summary>Rasters and zones across the seam of a grid or of a projection keep their totals and their place.</summary>
public sealed class SeamTests
{
    [Theory]
    [InlineData("EPSG:3832", -2.5e6, 5e5, 180)]
    [InlineData("EPSG:3832", -2.5e6, 5e5, 0)]
    [InlineData("EPSG:3031", -2e6, 1e6, -180)]
    public void Align_ProjectedAcrossTheAntimeridian_KeepsTotalAndArea(string code, double corner, double step, double origin)
    {
        // A square of 8 x 8 cells; in EPSG:3832 it is 127 to 163 degrees, so another one is moved across 180.
        double west = code == "EPSG:3832" ? 2.0e6 : corner;
        Grid from = new(GdalCoordinateSystems.Find(code), Affine.NorthUp(west, corner + (8 * step) - 1e6, step, step), 8, 8);
        RandomSequence random = new RandomSource(3).Derive(code).Sequence();
        ExtensiveRaster raster = ExtensiveRaster.Of(from, Unit.Parse("t"),
            Enumerable.Range(0, 64).Select(_ => random.NextDouble()).ToArray());
        Grid to = Grid.InDegrees(origin, 90, 0.5, 360, 720);
        Raster moved = Alignment.To(raster, 0, to, GdalTransformation.Between);
        double before = raster.Values().ToArray().Sum(), after = moved.Values().ToArray().Where(double.IsFinite).Sum();
        Assert.Equal(1, after / before, 1e-9);
        // The cells with data are those of the square: no cell is smeared around the Earth.
        int cells = moved.Values().ToArray().Count(double.IsFinite);
        using GdalTransformation back = new(from.Crs, CoordinateSystem.LongitudeLatitude);
        ZoneCoverage square = ZoneCoverage.Of(new ZoneSet(from.Crs, [new Zone("a", "a", new GeometryFactory().ToGeometry(
            new Envelope(from.Bounds.West, from.Bounds.East, from.Bounds.South, from.Bounds.North)))]).Transform(back), to);
        // Edges of cells of 500 km are chords here, but curves of the zone.
        Assert.InRange(cells, 0.8 * square.CellCounts()[0], (1.1 * square.CellCounts()[0]) + 1500);
    }

    [Theory]
    [InlineData("EPSG:3857", 0)]
    [InlineData("EPSG:3857", -180)]
    [InlineData("EPSG:3857", -179.5)]
    [InlineData("EPSG:3395", 20.25)]
    public void Align_WorldToAMercatorMap_CutsCellsAtItsSeam(string code, double origin)
    {
        Grid from = Grid.InDegrees(origin, 80, 1, 160, 360);
        ExtensiveRaster ones = ExtensiveRaster.Of(from, Unit.Parse("t"), Enumerable.Repeat(1.0, 160 * 360).ToArray());
        double half = Math.PI * 6378137;
        // One degree of longitude, and all latitudes at once.
        Grid to = new(GdalCoordinateSystems.Find(code), new Affine(-half, 2 * half / 360, 0, half, 0, -2 * half), 1, 360);
        double[] moved = Alignment.To(ones, 0, to, GdalTransformation.Between).Values().ToArray();
        Assert.All(moved, total => Assert.Equal(160, total, 1e-5));
        Assert.Equal(160.0 * 360, moved.Sum(), 1e-6);
    }

    [Fact]
    public void Coverage_ZonesOnAMercatorMap_LieOnBothSidesOfItsSeam()
    {
        double half = Math.PI * 6378137;
        Grid map = new(GdalCoordinateSystems.Find("EPSG:3857"), new Affine(-half, 2 * half / 360, 0, half, 0, -2 * half / 100), 100, 360);
        ZoneSet zones = new(CoordinateSystem.LongitudeLatitude, [new Zone("cross", "cross", new GeometryFactory().ToGeometry(
            new Envelope(177, 183, -20, -15))), new Zone("plain", "plain", new GeometryFactory().ToGeometry(
            new Envelope(17, 23, -20, -15)))]);
        using GdalTransformation forth = new(zones.Crs, map.Crs);
        ZoneCoverage coverage = ZoneCoverage.Of(zones.Transform(forth), map);
        Assert.Equal(coverage.CellCounts()[1], coverage.CellCounts()[0], 1e-6);
        Assert.Equal([0, 1, 2, 357, 358, 359], coverage.Runs.Where(run => run.Zone == 0)
            .SelectMany(run => Enumerable.Range(run.Column, run.Length)).Distinct().Order());
    }
}
