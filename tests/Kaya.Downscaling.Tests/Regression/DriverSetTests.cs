using System.Collections.Immutable;

namespace Kaya.Downscaling.Tests;

public sealed class DriverSetTests
{
    // A point spread by a Gaussian keeps its sum and gets the variance of the Gaussian (cut off at 3 deviations, which takes 2.7 % of it).
    [Fact]
    public void Read_SmoothedPoint_KeepsItsSumAndHasTheVariance()
    {
        Grid grid = Plane.Grid(41, 41);
        double[] values = new double[41 * 41];
        values[(20 * 41) + 20] = 5;
        (FeatureTable cells, _) = Set(grid, 3, values).Read(grid.All, ZonalScale.Density);
        double sum = 0, alongRows = 0, alongColumns = 0;
        for (int cell = 0; cell < values.Length; cell++)
        {
            sum += cells[cell, 0];
            alongRows += cells[cell, 0] * Math.Pow((cell / 41) - 20, 2) / 5;
            alongColumns += cells[cell, 0] * Math.Pow((cell % 41) - 20, 2) / 5;
        }

        Assert.Equal(5, sum, 1e-12);
        Assert.Equal(9, alongRows, 0.03 * 9);
        Assert.Equal(alongRows, alongColumns, 1e-12);
    }

    // numpy: gaussian kernel of sigma 2 cells cut at 6; values over the kernel's sum over cells with data, spread by the kernel.
    [Fact]
    public void Read_SmoothedBesideNoData_LosesNothingToIt()
    {
        Grid grid = Plane.Grid(1, 8);
        double[] uneven = [1, 2, 6, double.NaN, double.NaN, 3, 5, 8];
        double[] expected = [2.2690380157260983, 3.0376873155550825, 3.5328777275047245, 5.162355968417955, 5.6568831138514115,
            5.341157858944728];
        ImmutableArray<double> found = Set(grid, 2, uneven).Read(grid.All, ZonalScale.Density).Cells.Column(0);
        for (int cell = 0; cell < expected.Length; cell++) Assert.Equal(expected[cell], found[cell], 1e-12);
        Assert.Equal(25, found.Sum(), 1e-12);
    }

    // A cell that a second driver lacks, such as the sea of a census, gives nothing to its neighbours: 8 stays out.
    [Fact]
    public void Read_SmoothedBesideACellThatAnotherDriverLacks_TakesNothingFromIt()
    {
        Grid grid = Plane.Grid(1, 3);
        Driver light = new("light", Plane.Densities(grid, 1, 2, 8)) { SmoothingKilometres = 2 };
        DriverSet set = new(CellAreas.Of(grid), light, new Driver("people", Plane.Densities(grid, 1, 1, double.NaN)));
        (FeatureTable cells, ReadOnlyMemory<int> positions) = set.Read(grid.All, ZonalScale.Density);
        Assert.Equal([0, 1], positions.ToArray());
        Assert.Equal(3, cells.Column(0).Sum(), 1e-12);
        Assert.Equal([1, 1], cells.Column(1));
    }

    [Fact]
    public void Read_SmoothedInWindows_IsTheSameAsInOne()
    {
        Grid grid = Grid.InDegrees(10, 60, 0.02, 30, 25);
        RandomSequence random = new RandomSource(3).Sequence();
        double[] values = [.. Enumerable.Range(0, 750).Select(cell => cell % 11 == 0 ? double.NaN : random.NextDouble())];
        DriverSet set = new(
            CellAreas.Of(grid), new Driver("light", IntensiveRaster.Of(grid, Unit.One, values)) { SmoothingKilometres = 2 });
        (FeatureTable whole, ReadOnlyMemory<int> positions) = set.Read(grid.All, ZonalScale.Density);
        Assert.Equal(values.Count(value => !double.IsNaN(value)), positions.Length);
        foreach (Window window in grid.All.Tiles(7, 9))
        {
            (FeatureTable part, ReadOnlyMemory<int> inside) = set.Read(window, ZonalScale.Density);
            for (int row = 0; row < inside.Length; row++)
            {
                int cell = ((window.Row + (inside.Span[row] / window.Columns)) * 25) + window.Column + (inside.Span[row] % window.Columns);
                Assert.Equal(whole[positions.Span.IndexOf(cell), 0], part[row, 0], 1e-14);
            }
        }
    }

    // At 60 degrees a degree of longitude is half as long as one of latitude: twice as many columns for the same spread.
    [Fact]
    public void Read_SmoothedAtSixtyDegrees_IsRoundOnTheGround()
    {
        Grid grid = Grid.InDegrees(0, 60.41, 0.02, 41, 81);
        double[] values = new double[41 * 81];
        values[(20 * 81) + 40] = 1;
        (FeatureTable cells, _) = Set(grid, 5, values).Read(grid.All, ZonalScale.Density);
        double down = 0, across = 0;
        for (int cell = 0; cell < values.Length; cell++)
        {
            down += cells[cell, 0] * Math.Pow((cell / 81) - 20, 2);
            across += cells[cell, 0] * Math.Pow((cell % 81) - 40, 2);
        }

        Assert.Equal(4, across / down, 0.1);
    }

    [Fact]
    public void Read_SmoothedFarBelowACell_ChangesNothing()
    {
        Grid grid = Plane.Grid(3, 3, kilometres: 9);
        double[] values = [0, 0, 0, 0, 7, 0, 0, 0, 0];
        Assert.Equal(values, Set(grid, 2, values).Read(grid.All, ZonalScale.Density).Cells.Column(0));
    }

    [Fact]
    public void Set_OtherGridOrCodes_IsRefused()
    {
        Grid grid = Plane.Grid(2, 2);
        Assert.Contains("light", Assert.Throws<GridMismatchException>(() =>
            new DriverSet(CellAreas.Of(grid), new Driver("light", Plane.Densities(Plane.Grid(2, 3), 1, 2, 3, 4, 5, 6)))).Message,
                StringComparison.Ordinal);
        Assert.Contains("cover", Assert.Throws<UnitMismatchException>(() =>
            new DriverSet(CellAreas.Of(grid), new Driver("cover", CategoryRaster.Of(grid, new double[4])))).Message,
                StringComparison.Ordinal);
    }

    private static DriverSet Set(Grid grid, double kilometres, double[] values) =>
        new(CellAreas.Of(grid), new Driver("light", IntensiveRaster.Of(grid, Unit.One, values)) { SmoothingKilometres = kilometres });
}
