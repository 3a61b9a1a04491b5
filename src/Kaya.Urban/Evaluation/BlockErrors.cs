using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Sums of blocks of cells that were not trained on, for intervals of sums: errors of neighbours go together, so the errors of
/// a sum
/// do not cancel as those of single cells would.</summary>
/// <remarks>
/// The sum over an area is drawn many times: each of its blocks is multiplied by observed over predicted of a block of the calibration,
/// drawn with a probability in proportion to what is predicted there, as small blocks scatter more than large ones. An error that a whole
/// region shares and no block of the calibration has is not in it.
/// </remarks>
public sealed class BlockErrors
{
    private const int Draws = 2000;
    private readonly ImmutableArray<double> _observed, _predicted;

    private BlockErrors(int size, ImmutableArray<double> observed, ImmutableArray<double> predicted) =>
        (Size, _observed, _predicted) = (size, observed, predicted);

    /// <summary>Rows and columns of a block.</summary>
    public int Size { get; }

    /// <summary>Number of blocks.</summary>
    public int Count => _observed.Length;

    /// <summary>The blocks of predictions of cells that were not trained on.</summary>
    /// <param name="data">Cells with targets.</param>
    /// <param name="prediction">Predictions.</param>
    /// <param name="size">Rows and columns of a block.</param>
    /// <returns>The blocks.</returns>
    public static BlockErrors Of(UrbanDataset data, UrbanPrediction prediction, int size)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(prediction);
        int[][] blocks = Blocks(data, prediction, size);
        return new BlockErrors(size, [.. blocks.Select(block => block.Sum(i => data.Target(prediction.Cells[i])))],
            [.. blocks.Select(block => block.Sum(i => prediction.Emission[i]))]);
    }

    /// <summary>The interval of the sum of cells.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="prediction">Predictions of them.</param>
    /// <param name="level">Probability.</param>
    /// <param name="random">Decides the draws.</param>
    /// <returns>Lower and upper limit in t.</returns>
    public (double Lower, double Upper) SumInterval(UrbanDataset data, UrbanPrediction prediction, double level, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(random);
        double[] sums = [.. Blocks(data, prediction, Size).Select(block => block.Sum(i => prediction.Emission[i]))];
        double[] reached = new double[Count];
        for (int i = 0; i < Count; i++) reached[i] = _predicted[i] + (i == 0 ? 0 : reached[i - 1]);
        RandomSequence draws = random.Sequence();
        double[] totals = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
            foreach (double sum in sums)
            {
                int block = Array.BinarySearch(reached, draws.NextDouble() * reached[^1]);
                block = Math.Min(block < 0 ? ~block : block, Count - 1);
                totals[draw] += _predicted[block] > 0 ? sum * _observed[block] / _predicted[block] : sum;
            }

        Array.Sort(totals);
        return (totals[(int)((1 - level) / 2 * Draws)], totals[Math.Min(Draws - 1, (int)((1 + level) / 2 * Draws))]);
    }

    internal Dictionary<string, StateArray> ToArrays() => new()
    {
        ["observed"] = StateArray.Of(_observed.AsSpan(), Count),
        ["predicted"] = StateArray.Of(_predicted.AsSpan(), Count),
        ["size"] = StateArray.Of([(long)Size], 1),
    };

    internal static BlockErrors FromArrays(Func<string, StateArray> array) => new((int)array("size").As<long>()[0],
        [.. array("observed").As<double>()], [.. array("predicted").As<double>()]);

    private static int[][] Blocks(UrbanDataset data, UrbanPrediction prediction, int size) =>
        [.. Enumerable.Range(0, prediction.Cells.Length).GroupBy(i => UrbanSplit.BlockOf(data, prediction.Cells[i], size))
            .OrderBy(group => group.Key).Select(group => group.ToArray())];
}
