using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>What a network says of any number of cells: each tile is encoded once in all, and only its vectors are kept.</summary>
/// <param name="network">The network, in prediction mode, on the device of the context.</param>
/// <param name="inputs">Reads the tiles.</param>
/// <param name="neighbourhood">Cells of a side of a window.</param>
/// <param name="maySee">Whether a cell may be in a window of another one.</param>
/// <param name="resident">The tiles, where they lie on the device.</param>
internal sealed class OpenCarbonEvaluation(OpenCarbonNetwork network, TileInputs inputs, int neighbourhood, Func<int, bool> maySee,
    ResidentTiles? resident = null)
{
    // What is worked on at once: on a processor, more takes more memory (four images of 256 pixels some 0.2 GB) and saves no time.
    private const int WindowsAtOnce = 256, MostTiles = 256, PixelsAtOnce = 1 << 18, PixelsAtOnceOnGpu = 1 << 20;

    private readonly WindowIndex _windows = new(inputs.Data, neighbourhood, maySee);

    /// <summary>Says it of cells.</summary>
    /// <param name="cells">With all modalities of the network.</param>
    /// <param name="context">Device, progress, cancellation.</param>
    internal CellAnswers Run(IReadOnlyList<int> cells, FitContext context)
    {
        using TensorScope scope = new(context.Device);
        using NoGradient none = new();
        ImmutableArray<UrbanModality> modalities = inputs.Shape.Modalities;
        long[][] windows = [.. modalities.Select(_ => new long[(long)cells.Count * _windows.Places])];
        List<int>[] tiles = [.. modalities.Select((modality, k) => _windows.Tiles(modality, cells, default, windows[k]))];
        long all = tiles.Sum(some => (long)some.Count), done = 0;
        List<Tensor> vectors = [];
        for (int k = 0; k < modalities.Length; k++)
        {
            List<Tensor> parts = [];
            foreach (int[] some in tiles[k].Chunk(TilesAtOnce(modalities[k] == UrbanModality.Image ? inputs.ImageSize : 1, context.Device)))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using TensorScope part = new();
                parts.Add(network.Encode(modalities[k], resident?.Read(modalities[k], some) ?? inputs.Read(modalities[k], some)).Keep());
                context.Progress?.Report(new WorkProgress("encode tiles", done += some.Length, all));
            }

            vectors.Add(parts.Count == 1 ? parts[0] : Tensor.Cat(0, [.. parts]));
        }

        CellAnswers answers = new(modalities.Length);
        for (int start = 0; start < cells.Count; start += WindowsAtOnce)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(WindowsAtOnce, cells.Count - start);
            using TensorScope part = new();
            answers.Add(network.Forward([.. vectors.Select((some, k) => new WindowedVectors(some,
                Tensor.From(windows[k].AsSpan(start * _windows.Places, count * _windows.Places))))], count));
        }

        return answers;
    }

    /// <summary>How many images of a size are encoded at once on a device.</summary>
    internal static int TilesAtOnce(int size, ComputeDevice? device) =>
        Math.Clamp((device?.CudaIndex is null ? PixelsAtOnce : PixelsAtOnceOnGpu) / (size * size), 1, MostTiles);
}

/// <summary>Answers for cells, in their order.</summary>
internal sealed class CellAnswers(int modalities)
{
    /// <summary>z of each cell.</summary>
    internal List<float> Scaled { get; } = [];

    /// <summary>Logit of an emission that is not zero; empty where the network does not say.</summary>
    internal List<float> Presence { get; } = [];

    /// <summary>Vector of each cell, equation 5.</summary>
    internal List<float> Representation { get; } = [];

    /// <summary>Weights of the modalities of each cell.</summary>
    internal List<float> CellWeights { get; } = [];

    /// <summary>Weights of the modalities of each neighbourhood; empty without one.</summary>
    internal List<float> NeighbourhoodWeights { get; } = [];

    internal void Add(OpenCarbonOutput output)
    {
        Scaled.AddRange(output.Scaled.ToArray<float>());
        if (output.Presence is { } presence) Presence.AddRange(presence.ToArray<float>());
        Representation.AddRange(output.Representation.ToArray<float>());
        CellWeights.AddRange(output.CellWeights.ToArray<float>());
        if (output.NeighbourhoodWeights is { } weights) NeighbourhoodWeights.AddRange(weights.ToArray<float>());
    }

    /// <summary>The weights of one modality.</summary>
    internal ImmutableArray<double> Column(List<float> weights, int modality) =>
        [.. Enumerable.Range(0, weights.Count / modalities).Select(i => (double)weights[(i * modalities) + modality])];
}
