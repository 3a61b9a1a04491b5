using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.Systems;

public sealed class TransformationTests
{
    [Fact]
    public void Transform_ToUtmAndMercator_KnownPoints()
    {
        using GdalTransformation utm = new(CoordinateSystem.LongitudeLatitude, CoordinateSystem.Parse("EPSG:32650"));
        double[] x = [117], y = [0];
        utm.Transform(x, y);
        // By definition of the zone: its central meridian is 117 E, at 500 000 m.
        Assert.Equal(500000, x[0], 1e-6);
        Assert.Equal(0, y[0], 1e-6);
        using GdalTransformation mercator = new(CoordinateSystem.LongitudeLatitude, CoordinateSystem.Parse("EPSG:3857"));
        (x[0], y[0]) = (180, 45);
        mercator.Transform(x, y);
        // a pi and a ln tan(pi/4 + phi/2).
        Assert.Equal(6378137 * Math.PI, x[0], 1e-6);
        Assert.Equal(6378137 * Math.Log(Math.Tan(Math.PI * 3 / 8)), y[0], 1e-6);
    }

    [Fact]
    public void Transform_BeyondTheProjection_IsNaN()
    {
        using GdalTransformation back = new(GdalCoordinateSystems.Find("ESRI:54009"), CoordinateSystem.LongitudeLatitude);
        double[] x = [0, 1e9], y = [0, 1e9];
        back.Transform(x, y);
        Assert.Equal(0, x[0], 1e-9);
        Assert.True(double.IsNaN(x[1]) && double.IsNaN(y[1]));
    }

    [Fact]
    public void CellAreas_EqualAreaProjection_AreTheSquaresOfItsCells()
    {
        CoordinateSystem equalArea = GdalCoordinateSystems.Find("EPSG:6933");
        Grid grid = new(equalArea, Affine.NorthUp(9_000_000, 5_000_000, 1000, 1000), 20, 20);
        using GdalTransformation back = new(equalArea, CoordinateSystem.LongitudeLatitude);
        CellAreas areas = CellAreas.Of(grid, back);
        // EASE-Grid 2.0 keeps areas: each cell is 1 km2.
        for (int row = 0; row < 20; row++) Assert.Equal(1e6, areas.At(row, 19 - row), 1);
    }

    [Fact]
    public void CellAreas_UtmCell_DiffersFromItsSquareByTheScaleFactor()
    {
        CoordinateSystem utm = CoordinateSystem.Parse("EPSG:32650");
        using GdalTransformation back = new(utm, CoordinateSystem.LongitudeLatitude);
        CellAreas areas = CellAreas.Of(new Grid(utm, Affine.NorthUp(499500, 4500500, 1000, 1000), 1, 1), back);
        // On the central meridian lengths are multiplied with 0.9996, so true areas are larger by its square.
        Assert.Equal(1e6 / (0.9996 * 0.9996), areas.At(0, 0), 1);
    }

    [Fact]
    public void Find_UnknownCode_RefusedWithRemedy()
    {
        Assert.NotNull(Assert.Throws<DataFormatException>(() => GdalCoordinateSystems.Find("EPSG:1")).Fault.Remedy);
        Assert.Throws<GridMismatchException>(() => new GdalTransformation(CoordinateSystem.Plane, CoordinateSystem.LongitudeLatitude));
        Assert.Equal(CoordinateSystem.Parse("EPSG:32650"), GdalCoordinateSystems.Find("EPSG:32650"));
        Assert.Equal(CoordinateSystem.LongitudeLatitude, GdalCoordinateSystems.Find("EPSG:4326"));
    }

    [Fact]
    public void Library_VersionAndLedger_AreThere() => Assert.StartsWith("3.", GdalLibrary.Version, StringComparison.Ordinal);
}
