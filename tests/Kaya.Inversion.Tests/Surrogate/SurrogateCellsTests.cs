using Kaya.Core;

namespace Kaya.Inversion.Tests.Surrogate;

public sealed class SurrogateCellsTests
{
    [Fact]
    public void Require_OtherCellsOrLayers_IsRefusedAndMoreCellsAreNot()
    {
        TransportGrid small = Grid(4, 5, [60, 400, 1500]);
        SurrogateCells cells = SurrogateCells.Of(small);
        cells.Require(Grid(9, 7, [60, 400, 1500]));
        // Layers of other days differ a little where they come of the pressure.
        cells.Require(Grid(4, 5, [62, 410, 1480]));
        Assert.Throws<GridMismatchException>(() => cells.Require(Grid(4, 5, [60, 400])));
        Assert.Throws<GridMismatchException>(() => cells.Require(Grid(4, 5, [30, 400, 1500])));
        GridMismatchException error = Assert.Throws<GridMismatchException>(() =>
            (cells with { Width = 2 * cells.Width }).Require(small));
        Assert.Contains("surrogate train", error.Fault!.Remedy, StringComparison.Ordinal);
    }

    private static TransportGrid Grid(int rows, int columns, double[] tops) => new(Plane.Grid(rows, columns), [.. tops]);
}
