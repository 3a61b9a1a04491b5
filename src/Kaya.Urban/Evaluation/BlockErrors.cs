using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Errors of cells that were not trained on, block by block, for intervals of sums: errors of neighbours go together, so the errors of
/// a sum do not cancel as those of single cells would.</summary>
/// <remarks>
/// The sum over an area is drawn many times: each of its blocks takes the errors of one block of the calibration. An error that a whole
/// region shares and no block of the calibration has is not in it.
/// </remarks>
public sealed class BlockErrors
{
    private const int Draws = 2000;
    private readonly ImmutableArray<double> _errors;
    private readonly ImmutableArray<int> _blocks;

    private BlockErrors(int size, ImmutableArray<double> errors, ImmutableArray<int> blocks) =>
        (Size, _errors, _blocks) = (size, errors, blocks);

    /// <summary>Rows and columns of a block.</summary>
    public int Size { get; }

    /// <summary>Number of blocks.</summary>
    public int Count => _blocks.Distinct().Count();

    /// <summary>The errors of predictions of cells that were not trained on.</summary>
    /// <param name="data">Cells with targets.</param>
    /// <param name="prediction">Predictions; cells whose emission is zero are left out.</param>
    /// <param name="size">Rows and columns of a block.</param>
    /// <returns>The errors.</returns>
    public static BlockErrors Of(UrbanDataset data, UrbanPrediction prediction, int size)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(prediction);
        int[] used = [.. Enumerable.Range(0, prediction.Cells.Length).Where(i => data.Target(prediction.Cells[i]) > 0)];
        return new BlockErrors(size,
            [.. used.Select(i => Math.Log(data.Target(prediction.Cells[i])) - prediction.LogEmission[i])],
            [.. used.Select(i => UrbanSplit.BlockOf(data, prediction.Cells[i], size))]);
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
        // With m = the mean of exp(error), a cell whose expectation is E is drawn as E exp(error) / m.
        double[][] known = [.. Enumerable.Range(0, _errors.Length).GroupBy(i => _blocks[i], i => Math.Exp(_errors[i]))
            .OrderBy(group => group.Key).Select(group => group.ToArray())];
        double mean = known.SelectMany(one => one).Average();
        int[][] blocks = [.. Enumerable.Range(0, prediction.Cells.Length).GroupBy(i => UrbanSplit.BlockOf(data, prediction.Cells[i], Size))
            .OrderBy(group => group.Key).Select(group => group.ToArray())];
        RandomSequence draws = random.Sequence();
        double[] sums = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
            foreach (int[] block in blocks)
            {
                double[] errors = known[draws.NextInt32(known.Length)];
                foreach (int i in block) sums[draw] += prediction.Emission[i] * errors[draws.NextInt32(errors.Length)] / mean;
            }

        Array.Sort(sums);
        return (sums[(int)((1 - level) / 2 * Draws)], sums[Math.Min(Draws - 1, (int)((1 + level) / 2 * Draws))]);
    }

    internal Dictionary<string, StateArray> ToArrays() => new()
    {
        ["errors"] = StateArray.Of(_errors.AsSpan(), _errors.Length),
        ["blocks"] = StateArray.Of([.. _blocks.Select(block => (long)block)], _blocks.Length),
        ["size"] = StateArray.Of([(long)Size], 1),
    };

    internal static BlockErrors FromArrays(Func<string, StateArray> array) => new((int)array("size").As<long>()[0],
        [.. array("errors").As<double>()], [.. array("blocks").As<long>().ToArray().Select(block => (int)block)]);
}
