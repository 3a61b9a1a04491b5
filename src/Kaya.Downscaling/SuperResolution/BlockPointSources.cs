using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Coarse cells with much higher emissions than expected from their fine cells: the excess is placed on one fine cell.</summary>
/// <remarks>
/// A plant is in one cell of 500 m, not in all four within its 1 km cell; a proportional division would raise three cells a
/// hundredfold. If a coarse cell has more than <c>ratio</c> times the sum of its fine cells, these keep <c>ratio</c> times their
/// own values and the one with the highest weight receives the rest. Our method; the equivalent for zones is
/// <see cref="ZonalPointSources"/>.
/// </remarks>
/// <param name="Weights">Weights of fine cells, to be adjusted to block totals.</param>
/// <param name="Blocks">Number of coarse cells with a point source.</param>
public sealed record BlockPointSources(ExtensiveRaster Weights, int Blocks)
{
    /// <summary>Finds blocks with a point source and places its emissions on one cell.</summary>
    /// <param name="fine">Expected totals of fine cells, in the unit of the coarse map.</param>
    /// <param name="coarse">Totals of coarse cells.</param>
    /// <param name="factor">Fine cells along one side of a coarse cell.</param>
    /// <param name="ratio">Ratio to the expected total above which there is a point source, 1 or more.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="Kaya.Core.GridMismatchException">The fine grid is not the coarse one refined.</exception>
    public static BlockPointSources Of(ExtensiveRaster fine, ExtensiveRaster coarse, int factor, double ratio)
    {
        ArgumentNullException.ThrowIfNull(fine);
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentOutOfRangeException.ThrowIfLessThan(ratio, 1);
        coarse.Grid.Refine(factor).RequireMatch(fine.Grid, "Point sources of blocks");
        int blocks = 0;
        ExtensiveRaster weights = new(fine.Grid, coarse.Unit, [fine.Bands[0].Name], (_, cells) =>
        {
            fine.Values().CopyTo(cells);
            for (int row = 0; row < coarse.Grid.Rows; row++)
                for (int column = 0; column < coarse.Grid.Columns; column++)
                    if (Concentrate(cells, ((row * fine.Grid.Columns) + column) * factor, (factor, fine.Grid.Columns),
                        coarse[0, row, column], ratio)) blocks++;
        });
        return new BlockPointSources(weights, blocks);
    }

    private static bool Concentrate(Span<double> cells, int first, (int Factor, int Columns) shape, double total, double ratio)
    {
        (double sum, int heaviest) = (0, -1);
        for (int k = 0; k < shape.Factor * shape.Factor; k++)
        {
            int cell = Cell(first, k, shape);
            if (double.IsNaN(cells[cell])) continue;
            sum += cells[cell];
            if (heaviest < 0 || cells[cell] > cells[heaviest]) heaviest = cell;
        }

        if (!(sum > 0 && total > ratio * sum)) return false;
        for (int k = 0; k < shape.Factor * shape.Factor; k++) cells[Cell(first, k, shape)] *= ratio;
        cells[heaviest] += total - (ratio * sum);
        return true;
    }

    private static int Cell(int first, int k, (int Factor, int Columns) shape) =>
        first + (k / shape.Factor * shape.Columns) + (k % shape.Factor);
}
