using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Agreement of a map of totals with a reference, by rank and in tonnes, at the cell and on blocks of cells.</summary>
/// <remarks>
/// The misplaced share is half the sum of absolute differences of the two maps, each divided by its total: the share of emissions that
/// would have to be moved to make one map the other. On blocks, a source that is one cell off is mostly no error. Blocks start in the
/// first row and column; those that the edge cuts are left out.
/// </remarks>
/// <param name="Cells">Cells with data in both maps.</param>
/// <param name="Spearman">Rank correlation of cells; null if one map is constant.</param>
/// <param name="RSquared">R2 of cells; null if the reference is constant.</param>
/// <param name="Misplaced">Misplaced share at the cell, 0 to 1; null if a total is 0.</param>
/// <param name="BlockRSquared">R2 of the sums of blocks that emit in the reference; null if these are constant or fewer than two.</param>
/// <param name="BlockMisplaced">Misplaced share of blocks, 0 to 1; null if a total is 0.</param>
public sealed record MapAgreement(
    int Cells, double? Spearman, double? RSquared, double? Misplaced, double? BlockRSquared, double? BlockMisplaced)
{
    /// <summary>Cells along one side of a block.</summary>
    public const int BlockSide = 5;

    /// <summary>Compares two maps.</summary>
    /// <param name="map">One total for each cell, row by row; NaN for no-data.</param>
    /// <param name="reference">The same for the reference.</param>
    /// <param name="grid">The grid of both.</param>
    /// <returns>The agreement over the cells with data in both.</returns>
    /// <exception cref="ArgumentException">Another number of cells, or none with data in both.</exception>
    public static MapAgreement Of(ReadOnlySpan<double> map, ReadOnlySpan<double> reference, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (map.Length != grid.CellCount || reference.Length != grid.CellCount) throw new ArgumentException("one value for each cell",
            nameof(map));
        List<double> ours = [], theirs = [];
        int across = grid.Columns / BlockSide, down = grid.Rows / BlockSide;
        double[] blocks = new double[across * down], others = new double[across * down];
        for (int cell = 0; cell < map.Length; cell++)
        {
            if (double.IsNaN(map[cell]) || double.IsNaN(reference[cell])) continue;
            ours.Add(map[cell]);
            theirs.Add(reference[cell]);
            (int row, int column) = (cell / grid.Columns / BlockSide, cell % grid.Columns / BlockSide);
            if (row >= down || column >= across) continue;
            blocks[(row * across) + column] += map[cell];
            others[(row * across) + column] += reference[cell];
        }

        if (ours.Count == 0) throw new ArgumentException("no cell has data in both maps", nameof(map));
        RegressionScore score = RegressionScore.Of([.. theirs], [.. ours]);
        int[] emitting = [.. Enumerable.Range(0, others.Length).Where(block => others[block] > 0)];
        double? blockScore = emitting.Length < 2 ? null
            : RegressionScore.Of([.. emitting.Select(block => others[block])], [.. emitting.Select(block => blocks[block])]).RSquared;
        return new MapAgreement(ours.Count, score.Spearman, score.RSquared, Share([.. ours], [.. theirs]), blockScore,
            Share(blocks, others));
    }

    private static double? Share(double[] map, double[] reference)
    {
        (double total, double other) = (map.Sum(), reference.Sum());
        return !(total > 0) || !(other > 0) ? null
            : map.Zip(reference, (one, two) => Math.Abs((one / total) - (two / other))).Sum() / 2;
    }
}
