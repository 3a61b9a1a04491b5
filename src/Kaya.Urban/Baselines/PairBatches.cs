using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Batches of triples: images of anchors, of cells beside them, and of third cells; counts and z of the anchors.</summary>
internal sealed class PairBatches : IBatchSource
{
    internal const int Images = 0, Points = 1, Scaled = 2, Turn = 3;

    private readonly BaselineCells _cells;
    private readonly TileInputs _inputs;
    private readonly PairPlan _plan;
    private readonly BatchSampler _sampler;
    private readonly Func<int, double[]> _points;

    public PairBatches(BaselineCells cells, TileInputs inputs, PairPlan plan, BatchSampler sampler, Func<int, double[]> points)
    {
        (_cells, _inputs, _plan, _sampler, _points) = (cells, inputs, plan, sampler, points);
        Arrays = [inputs.ArrayOf(UrbanModality.Image, 3 * sampler.BatchSize),
            new BatchArray(TensorType.Float32, sampler.BatchSize, cells.Data.Cells.Tables.Categories.Length),
            new BatchArray(TensorType.Float32, sampler.BatchSize), new BatchArray(TensorType.Int64, 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Arrays { get; }

    /// <inheritdoc/>
    public void Fill(long number, RandomSource random, Batch batch)
    {
        RandomSequence sequence = random.Sequence();
        int[] anchors = [.. _sampler.Rows(number).ToArray().Select(row => _cells.Training[(int)row])];
        (int Beside, int Third)[] others = [.. anchors.Select(anchor => _plan.Draw(anchor, sequence))];
        int[] tiles = [.. anchors, .. others.Select(pair => pair.Beside), .. others.Select(pair => pair.Third)];
        _inputs.Fill(UrbanModality.Image, tiles, batch, Images);
        Span<float> points = batch.Values<float>(Points), scaled = batch.Values<float>(Scaled);
        for (int i = 0; i < anchors.Length; i++)
        {
            double[] counts = _points(anchors[i]);
            for (int k = 0; k < counts.Length; k++) points[(i * counts.Length) + k] = (float)counts[k];
            scaled[i] = (float)_cells.Scale.ToScaled(_cells.Data.Cells.Target(anchors[i]));
        }

        batch.Values<long>(Turn)[0] = sequence.NextInt32(BlockTurn.Count);
    }
}
