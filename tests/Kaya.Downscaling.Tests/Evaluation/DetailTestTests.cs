using Kaya.Downscaling.Tests.SuperResolution;

namespace Kaya.Downscaling.Tests.Evaluation;

public sealed class DetailTestTests
{
    private static readonly ZeroShotSuperResolution s_tiny = new() { Members = 1, Steps = 2, Channels = 8, HiddenLayers = 2 };

    // Cells of 1 km2 in blocks of 4, 0, 0, 0: every method that knows only the blocks says 1 everywhere.
    [Fact]
    public void Run_OneCellOfEveryBlockEmits_ErrorsAreThoseByHand()
    {
        DetailTest test = Run(16, 20, (row, column) => row % 2 == 0 && column % 2 == 1 ? 4 : 0);
        double emitting = Math.Log(5.0 / 2), empty = Math.Log(2);
        foreach (string method in new[] { "nearest cell", "bilinear", "bilinear, adding up", "bilinear of logarithms, adding up" })
        {
            DetailScore score = test.Scores.Single(score => score.Method == method);
            Assert.Equal(Math.Sqrt(((emitting * emitting) + (3 * empty * empty)) / 4), score.LogError, 1e-12);
            Assert.Equal(emitting, score.LogErrorWhereEmitting, 1e-12);
        }
    }

    [Fact]
    public void Run_BlocksOfOneValue_TheNearestCellIsRightAndAllButBilinearAddUp()
    {
        DetailTest test = Run(17, 21, (row, column) => 1 + (row / 2 * 3 % 7) + (column / 2 % 5));
        Assert.Equal((16, 20), (test.Truth.Grid.Rows, test.Truth.Grid.Columns));
        Assert.Equal(0, test.Scores.Single(score => score.Method == "nearest cell").LogError, 1e-12);
        Assert.True(test.Scores.Single(score => score.Method == "bilinear").LogError > 0.05);
        for (int row = 0; row < 16; row += 2)
            for (int column = 0; column < 20; column += 2)
                Assert.Equal(4 * test.Truth[0, row, column], test.Refined[0, row, column] + test.Refined[0, row, column + 1] + test.Refined[
                    0, row + 1, column] + test.Refined[0, row + 1, column + 1], 1e-9);
    }

    [Fact]
    public void Run_NegativeOrSmallMap_IsRefused()
    {
        Assert.Throws<DataFormatException>(() => Run(16, 16, (row, _) => row == 3 ? -100 : 1));
        Assert.Contains("too small", Assert.Throws<DataFormatException>(() => Run(14, 30, (_, _) => 1)).Fault.What,
            StringComparison.Ordinal);
    }

    private static DetailTest Run(int rows, int columns, Func<int, int, double> value)
    {
        Grid grid = Plane.Grid(rows, columns);
        ExtensiveRaster known = ExtensiveRaster.Of(
            grid, Plane.Tonne, Enumerable.Range(0, rows * columns).Select(cell => value(cell / columns, cell % columns)).ToArray());
        return DetailTest.Run(known, of => CellAreas.Of(of), s_tiny, new DownscalingOptions(), SyntheticTown.Context());
    }
}
