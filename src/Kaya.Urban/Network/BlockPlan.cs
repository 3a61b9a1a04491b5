using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Which training cells are the targets of which step: in each epoch every cell once, in blocks that lie elsewhere.</summary>
/// <remarks>A step depends on its number and the random numbers alone.</remarks>
internal sealed class BlockPlan
{
    private readonly UrbanDataset _data;
    private readonly int[] _cells;
    private readonly OpenCarbonTrainingOptions _options;
    private readonly RandomSource _random;
    private int _epoch = -1;
    private int[][] _steps = [];

    internal BlockPlan(UrbanDataset data, IReadOnlyList<int> cells, OpenCarbonTrainingOptions options, RandomSource random)
    {
        (_data, _cells, _options, _random) = (data, [.. cells], options, random);
        // No block has more targets than a step should have, so no step stays empty.
        StepsPerEpoch = Math.Max(1, _cells.Length / Math.Max(options.BatchSize, options.BlockRows * options.BlockColumns));
    }

    internal int StepsPerEpoch { get; }

    /// <summary>The targets of a step. For use by one thread.</summary>
    internal int[] Targets(long step)
    {
        int epoch = (int)(step / StepsPerEpoch);
        if (_epoch != epoch) (_steps, _epoch) = (Epoch(epoch), epoch);
        return _steps[step % StepsPerEpoch];
    }

    internal int[][] Epoch(int epoch)
    {
        RandomSequence random = _random.Derive($"epoch{epoch}").Sequence();
        int top = random.NextInt32(_options.BlockRows), left = random.NextInt32(_options.BlockColumns);
        int[][] blocks = [.. _cells.GroupBy(cell =>
        {
            (int row, int column) = _data.PlaceOf(cell);
            return ((row + top) / _options.BlockRows, (column + left) / _options.BlockColumns);
        }).OrderBy(block => block.Key).Select(block => block.ToArray())];
        random.Shuffle<int[]>(blocks);
        int[][] steps = new int[StepsPerEpoch][];
        int next = 0, taken = 0;
        for (int step = 0; step < steps.Length; step++)
        {
            List<int> targets = [];
            long end = (step + 1L) * _cells.Length / steps.Length;
            while (taken < end)
            {
                targets.AddRange(blocks[next]);
                taken += blocks[next++].Length;
            }

            steps[step] = [.. targets];
        }

        return steps;
    }
}
