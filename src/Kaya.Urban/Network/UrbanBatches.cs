using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>The batches of a training: targets of some blocks, and every tile of their windows once.</summary>
internal sealed class UrbanBatches : IBatchSource
{
    // Places of the arrays; those of the modalities follow: tiles, then windows.
    private const int Counts = 0, Scaled = 1, Present = 2, First = 3;

    private readonly TileInputs _inputs;
    private readonly BlockPlan _plan;
    private readonly WindowIndex _windows;
    private readonly EmissionScale _scale;
    private readonly ResidentTiles? _resident;
    private readonly bool _turns;
    private readonly ImmutableArray<UrbanModality> _modalities;

    internal UrbanBatches(TileInputs inputs, BlockPlan plan, WindowIndex windows, EmissionScale scale, OpenCarbonTrainingOptions options,
        ResidentTiles? resident)
    {
        (_inputs, _plan, _windows, _scale, _turns, _resident) = (inputs, plan, windows, scale, options.Turns, resident);
        _modalities = inputs.Shape.Modalities;
        int targets = 0;
        int[] tiles = new int[_modalities.Length];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
            foreach (int[] step in plan.Epoch(epoch))
            {
                targets = Math.Max(targets, step.Length);
                long[] places = new long[step.Length * windows.Places];
                for (int k = 0; k < tiles.Length; k++)
                    tiles[k] = Math.Max(tiles[k], windows.Tiles(_modalities[k], step, default, places).Count);
            }

        Arrays =
        [
            new BatchArray(TensorType.Int64, 2 + tiles.Length), new BatchArray(TensorType.Float32, targets),
            new BatchArray(TensorType.Float32, targets),
            .. _modalities.SelectMany((modality, k) => (BatchArray[])[ArrayOf(modality, Math.Max(2, tiles[k])),
                new BatchArray(TensorType.Int64, (long)targets * windows.Places)]),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Arrays { get; }

    /// <inheritdoc/>
    public void Fill(long number, RandomSource random, Batch batch)
    {
        int[] targets = _plan.Targets(number);
        Span<long> counts = batch.Values<long>(Counts);
        counts[0] = targets.Length;
        counts[1] = _turns ? random.Sequence().NextInt32(BlockTurn.Count) : 0;
        Span<float> scaled = batch.Values<float>(Scaled), present = batch.Values<float>(Present);
        for (int i = 0; i < targets.Length; i++)
        {
            double tonnes = _inputs.Data.Target(targets[i]);
            present[i] = tonnes > 0 ? 1 : 0;
            scaled[i] = tonnes > 0 ? (float)_scale.ToScaled(tonnes) : 0;
        }

        for (int k = 0; k < _modalities.Length; k++)
        {
            int place = First + (2 * k);
            List<int> tiles = _windows.Tiles(_modalities[k], targets, new BlockTurn((int)counts[1]), batch.Values<long>(place + 1));
            // Batch normalisation has no variance of one number: a single tile is there twice.
            if (tiles.Count == 1) AddAgain(tiles, batch.Values<long>(place + 1));
            counts[2 + k] = tiles.Count;
            if (_resident is null) _inputs.Fill(_modalities[k], tiles, batch, place);
            else FillRows(_resident, _modalities[k], tiles, batch.Values<long>(place));
        }
    }

    /// <summary>A batch as the network wants it.</summary>
    internal UrbanBatch Read(Batch batch)
    {
        ReadOnlySpan<long> counts = batch.Values<long>(Counts);
        long targets = counts[0];
        BlockTurn turn = new((int)counts[1]);
        List<(Tensor, Tensor)> inputs = [];
        for (int k = 0; k < _modalities.Length; k++)
        {
            Tensor tiles = batch[First + (2 * k)].Slice(0, 0, counts[2 + k]);
            if (_resident is not null) tiles = _resident.Take(_modalities[k], tiles);
            if (_inputs.Shape.IsPlane(_modalities[k])) tiles = turn.Apply(tiles, _modalities[k] == UrbanModality.Image ? 1 : 2);
            inputs.Add((tiles, batch[First + (2 * k) + 1].Slice(0, 0, targets * _windows.Places)));
        }

        return new UrbanBatch(targets, inputs, batch[Scaled].Slice(0, 0, targets), batch[Present].Slice(0, 0, targets));
    }

    private BatchArray ArrayOf(UrbanModality modality, long tiles) =>
        _resident is null ? _inputs.ArrayOf(modality, tiles) : new BatchArray(TensorType.Int64, tiles);

    private static void FillRows(ResidentTiles resident, UrbanModality modality, List<int> tiles, Span<long> rows)
    {
        for (int i = 0; i < tiles.Count; i++) rows[i] = resident.RowOf(modality, tiles[i]);
    }

    private static void AddAgain(List<int> tiles, Span<long> windows)
    {
        foreach (ref long window in windows)
            if (window == 1) window = 2;
        tiles.Add(tiles[0]);
    }
}

/// <summary>Targets and the tiles of their windows.</summary>
/// <param name="Targets">Number of targets.</param>
/// <param name="Inputs">Tiles and windows of each modality.</param>
/// <param name="Scaled">[targets] z; 0 where the emission is zero.</param>
/// <param name="Present">[targets] 1 where the emission is not zero, else 0.</param>
internal sealed record UrbanBatch(long Targets, IReadOnlyList<(Tensor Tiles, Tensor Windows)> Inputs, Tensor Scaled, Tensor Present);
