namespace Kaya.Downscaling.Tests.Evaluation;

public sealed class MapAgreementTests
{
    // Computed with numpy and scipy from the same formulas.
    [Fact]
    public void Of_TwoPatterns_AgreesWithNumpy()
    {
        Grid grid = Plane.Grid(10, 11);
        double[] map = [.. Enumerable.Range(0, 110).Select(cell => ((cell / 11 * 7) + (cell % 11 * 3)) % 11 + 1.0)];
        double[] reference = [.. Enumerable.Range(0, 110).Select(cell => ((cell / 11 * 5) + (cell % 11 * (cell % 11))) % 13 + 0.0)];
        MapAgreement agreement = MapAgreement.Of(map, reference, grid);
        Assert.Equal(0.16814325097588326, agreement.Spearman!.Value, 1e-9);
        Assert.Equal(0.310841332580463, agreement.Misplaced!.Value, 1e-12);
        Assert.Equal(0.021242351386151007, agreement.BlockMisplaced!.Value, 1e-12);
        Assert.Equal(0.17173699705593715, agreement.BlockRSquared!.Value, 1e-9);
    }

    [Fact]
    public void Of_SameMap_IsPerfectAndNoDataIsLeftOut()
    {
        double[] map = [1, 2, double.NaN, 4];
        MapAgreement agreement = MapAgreement.Of(map, [1, 2, 3, 4], Plane.Grid(2, 2));
        Assert.Equal((3, 1.0, 0.0), (agreement.Cells, agreement.Spearman, agreement.Misplaced));
        Assert.Null(agreement.BlockRSquared);
        Assert.Throws<ArgumentException>(() => MapAgreement.Of([double.NaN], [1.0], Plane.Grid(1, 1)));
    }
}
