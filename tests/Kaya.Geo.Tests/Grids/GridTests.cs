using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests.Grids;

public sealed class GridTests
{
    // Surface of the WGS 84 ellipsoid: 510 065 621.724 km2 (Moritz 1980, Geodetic Reference System; NIMA TR8350.2 constants).
    private const double EarthSurface = 5.10065621724e14;

    [Fact]
    public void CellAreas_WholeEarthAtOneDegree_AreItsSurface()
    {
        double total = CellAreas.Of(Grid.InDegrees(-180, 90, 1, 180, 360)).Total;
        Assert.Equal(1, total / EarthSurface, 1e-11);
        Assert.Equal(1, total / 5.1006562e14, 1e-8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(-35.5)]
    [InlineData(90)]
    public void CellAreas_OneDegree_MatchesNumericalIntegration(double north)
    {
        Ellipsoid earth = Ellipsoid.Wgs84;
        double e2 = earth.Eccentricity * earth.Eccentricity;
        // Simpson's rule over the area element a2 (1-e2) cos / (1 - e2 sin2)^2, independent of the authalic closed form.
        double sum = 0;
        const int Steps = 2000;
        double from = (north - 1) * Math.PI / 180, width = Math.PI / 180 / Steps;
        for (int k = 0; k <= Steps; k++)
        {
            double latitude = from + (k * width), sine = Math.Sin(latitude);
            double value = Math.Cos(latitude) / Math.Pow(1 - (e2 * sine * sine), 2);
            sum += value * (k is 0 or Steps ? 1 : k % 2 == 1 ? 4 : 2);
        }

        double integral = sum * width / 3 * (1 - e2) * earth.SemiMajor * earth.SemiMajor * Math.PI / 180;
        double area = CellAreas.Of(Grid.InDegrees(0, north, 1, 1, 1)).At(0, 0);
        Assert.Equal(1, area / integral, 1e-12);
    }

    [Fact]
    public void CellAreas_SmallCellsAtThePole_AddUpToTheLargeOne()
    {
        CellAreas small = CellAreas.Of(Grid.InDegrees(0, 90, 1.0 / 1200, 1200, 1));
        Assert.Equal(1, small.Total * 1200 / CellAreas.Of(Grid.InDegrees(0, 90, 1, 1, 1)).At(0, 0), 1e-12);
        // Near the pole a cell is a thin triangle: the second row has three times the area of the first, but for the curvature.
        Assert.Equal(3, small.At(1, 0) / small.At(0, 0), 1e-7);
    }

    [Fact]
    public void CellAreas_SouthUpRows_AreTheSame()
    {
        Grid southUp = new(CoordinateSystem.LongitudeLatitude, new Affine(0, 1, 0, 30, 0, 1), 5, 2);
        Assert.Equal(CellAreas.Of(Grid.InDegrees(0, 35, 1, 5, 2)).Total, CellAreas.Of(southUp).Total, 1e-3);
    }

    [Fact]
    public void CellAreas_ProjectedWithoutTransformation_RefusedWithRemedy()
    {
        Grid utm = new(CoordinateSystem.Parse("EPSG:32650"), Affine.NorthUp(400000, 4500000, 1000, 1000), 2, 2);
        GridMismatchException failure = Assert.Throws<GridMismatchException>(() => CellAreas.Of(utm));
        Assert.NotNull(failure.Fault.Remedy);
    }

    [Fact]
    public void Grid_CentreAndCornerRegistration_DifferByHalfACell()
    {
        Affine steps = Affine.NorthUp(10, 50, 0.5, 0.5);
        Grid corner = new(CoordinateSystem.LongitudeLatitude, steps, 4, 6),
            centre = new(CoordinateSystem.LongitudeLatitude, steps, 4, 6, CellRegistration.Centre);
        Assert.Equal((10.25, 49.75), corner.CentreOf(0, 0));
        Assert.Equal((10.0, 50.0), centre.CentreOf(0, 0));
        Assert.NotEqual(corner, centre);
        Assert.Equal(
            corner, new Grid(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(10.25, 49.75, 0.5, 0.5), 4, 6, CellRegistration.Centre));
    }

    [Fact]
    public void Grid_CellAt_FindsPointsAndNothingOutside()
    {
        Grid grid = Grid.InDegrees(73, 54, 0.5, 10, 10);
        Assert.Equal((0, 0), grid.CellAt(73, 54));
        Assert.Equal((2, 3), grid.CellAt(74.6, 52.9));
        Assert.Null(grid.CellAt(78, 53));
        Assert.Null(grid.CellAt(72.99, 53));
    }

    [Fact]
    public void Grid_Summary_HasThreeLines() => Assert.Equal(3, Grid.InDegrees(0, 10, 1, 10, 10).ToString().Split('\n').Length);

    [Fact]
    public void Grid_RefineThenCoarsen_IsTheSame()
    {
        Grid grid = Grid.InDegrees(73, 54, 0.5, 10, 12);
        Assert.True(grid.Matches(grid.Refine(2).Coarsen(2), 1e-12));
        Assert.Equal(grid.CentreOf(3, 4), grid.Crop(new Window(2, 2, 5, 5)).CentreOf(1, 2));
    }

    [Fact]
    public void Affine_Inverse_BringsBack()
    {
        Affine turned = new(5, 2, 0.5, -3, 0.25, -4);
        (double x, double y) = turned.Apply(7.5, 11.25);
        (double column, double row) = turned.Inverse().Apply(x, y);
        Assert.Equal(7.5, column, 1e-12);
        Assert.Equal(11.25, row, 1e-12);
    }

    [Fact]
    public void Window_Tiles_CoverEveryCellOnce()
    {
        int[,] seen = new int[7, 11];
        foreach (Window tile in new Window(0, 0, 7, 11).Tiles(3, 4))
            for (int row = tile.Row; row < tile.EndRow; row++)
                for (int column = tile.Column; column < tile.EndColumn; column++) seen[row, column]++;
        Assert.All(seen.Cast<int>(), count => Assert.Equal(1, count));
    }
}
