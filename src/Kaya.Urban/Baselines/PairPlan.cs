using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Draws for each anchor the two cells that it is compared with.</summary>
internal sealed class PairPlan
{
    // To find similar cells, one is compared with no more than this many others.
    private const int MostCompared = 2000;

    private readonly PairedImageEstimator _options;
    private readonly UrbanDataset _data;
    private readonly int[] _usable;
    private readonly Dictionary<int, int[]> _beside, _similar = [];

    /// <param name="options">The method and its distances.</param>
    /// <param name="cells">Cells and their roles.</param>
    /// <param name="points">Scaled logarithms of counts of a cell.</param>
    /// <param name="random">Which cells are compared where there are many.</param>
    public PairPlan(PairedImageEstimator options, BaselineCells cells, Func<int, double[]> points, RandomSource random)
    {
        (_options, _data) = (options, cells.Data.Cells);
        bool IsUsable(int cell) => cells.MaySee(cell) && NeighbourCells.HasAll(_data, cell, options.Modalities);
        _usable = [.. Enumerable.Range(0, _data.Count).Where(IsUsable)];
        _beside = cells.Training.ToDictionary(cell => cell, cell => NeighbourCells.Around(_data, cell, 1, IsUsable).ToArray());
        if (options.Pairing != ImagePairing.PgSimClr) return;
        int[] compared = [.. _usable];
        random.Sequence().Shuffle<int>(compared);
        compared = compared[..Math.Min(MostCompared, compared.Length)];
        Dictionary<int, double[]> counts = compared.Concat(cells.Training).Distinct().ToDictionary(cell => cell, points);
        foreach (int cell in cells.Training)
            _similar[cell] = [.. compared.Where(other => other != cell).OrderBy(other => Squared(counts[cell], counts[other]))
                .ThenBy(other => other).Take(options.Similar)];
    }

    /// <summary>The cells of a triple: the anchor, one beside it, and a distant or a similar one.</summary>
    /// <remarks>An anchor without such a cell is compared with itself.</remarks>
    public (int Beside, int Third) Draw(int anchor, RandomSequence random)
    {
        int Any(int[] from) => from.Length == 0 ? anchor : from[random.NextInt32(from.Length)];
        return (Any(_beside[anchor]), _options.Pairing == ImagePairing.PgSimClr ? Any(_similar[anchor]) : Distant(anchor, random));
    }

    private int Distant(int anchor, RandomSequence random)
    {
        (int row, int column) = _data.PlaceOf(anchor);
        int farthest = anchor, most = -1;
        // In a small region there may be none: then the farthest of those that were drawn.
        for (int i = 0; i < 32; i++)
        {
            int other = _usable[random.NextInt32(_usable.Length)];
            (int r, int c) = _data.PlaceOf(other);
            int distance = Math.Max(Math.Abs(r - row), Math.Abs(c - column));
            if (distance > most) (most, farthest) = (distance, other);
            if (distance >= _options.Distance) break;
        }

        return farthest;
    }

    private static double Squared(double[] left, double[] right)
    {
        double sum = 0;
        for (int k = 0; k < left.Length; k++) sum += (left[k] - right[k]) * (left[k] - right[k]);
        return sum;
    }
}
