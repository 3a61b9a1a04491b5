using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>What a network says of any number of cells: each tile is encoded once in all, and only the vectors that windows still need are
/// kept. Where cells come row by row, memory does not grow with their number.</summary>
/// <param name="network">The network, in prediction mode, on the device of the context.</param>
/// <param name="inputs">Reads the tiles.</param>
/// <param name="neighbourhood">Cells of a side of a window.</param>
/// <param name="maySee">Whether a cell may be in a window of another one.</param>
/// <param name="resident">The tiles, where they lie on the device.</param>
internal sealed class OpenCarbonEvaluation(OpenCarbonNetwork network, TileInputs inputs, int neighbourhood, Func<int, bool> maySee,
    ResidentTiles? resident = null)
{
    // What is worked on at once: on a processor, more takes more memory (four images of 256 pixels some 0.2 GB) and saves no time.
    private const int CellsAtOnce = 1024, WindowsAtOnce = 256, MostTiles = 256, PixelsAtOnce = 1 << 18, PixelsAtOnceOnGpu = 1 << 20;

    private readonly WindowIndex _windows = new(inputs.Data, neighbourhood, maySee);

    /// <summary>Tiles that were encoded, each kind of input counted.</summary>
    internal long Encoded { get; private set; }

    /// <summary>Most vectors of one kind of input that were kept at once.</summary>
    internal int MostKept { get; private set; }

    private ImmutableArray<UrbanModality> Modalities => inputs.Shape.Modalities;

    /// <summary>Says it of cells.</summary>
    /// <param name="cells">With all modalities of the network.</param>
    /// <param name="context">Device, progress, cancellation.</param>
    internal CellAnswers Run(IReadOnlyList<int> cells, FitContext context)
    {
        CellAnswers all = new(Modalities.Length);
        Run(cells, context, (_, part) => all.Add(part));
        return all;
    }

    /// <summary>Says it of cells, part by part.</summary>
    /// <param name="cells">With all modalities of the network.</param>
    /// <param name="context">Device, progress, cancellation.</param>
    /// <param name="take">Takes the answers of some cells, in their order.</param>
    internal void Run(IReadOnlyList<int> cells, FitContext context, Action<int[], CellAnswers> take)
    {
        using TensorScope scope = new(context.Device);
        using NoGradient none = new();
        int[] firstRows = FirstRows(cells);
        TileVectors[] vectors = [.. Modalities.Select(_ => new TileVectors())];
        for (int start = 0; start < cells.Count; start += CellsAtOnce)
        {
            int[] some = [.. Enumerable.Range(start, Math.Min(CellsAtOnce, cells.Count - start)).Select(i => cells[i])];
            long[][] windows = [.. vectors.Select((held, k) => Windows(k, some, held, context))];
            CellAnswers answers = new(Modalities.Length);
            for (int first = 0; first < some.Length; first += WindowsAtOnce)
            {
                int count = Math.Min(WindowsAtOnce, some.Length - first);
                using TensorScope part = new();
                answers.Add(network.Forward([.. vectors.Select((held, k) => new WindowedVectors(held.All,
                    Tensor.From(windows[k].AsSpan(first * _windows.Places, count * _windows.Places))))], count));
            }

            take(some, answers);
            context.Progress?.Report(new WorkProgress("predict cells", start + some.Length, cells.Count));
            // Later windows reach up to these rows.
            int needed = start + some.Length < cells.Count ? firstRows[start + some.Length] - (neighbourhood / 2) : int.MaxValue;
            foreach (TileVectors held in vectors) held.Forget(tile => inputs.Data.PlaceOf(tile).Row < needed);
        }
    }

    // The windows of cells by the rows of the vectors, after the tiles that are new have been encoded.
    private long[] Windows(int modality, int[] cells, TileVectors held, FitContext context)
    {
        long[] windows = new long[cells.Length * _windows.Places];
        List<int> tiles = _windows.Tiles(Modalities[modality], cells, default, windows);
        foreach (int[] some in tiles.Where(tile => !held.Has(tile))
            .Chunk(TilesAtOnce(Modalities[modality] == UrbanModality.Image ? inputs.ImageSize : 1, context.Device)))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using TensorScope part = new();
            held.Add(some, network.Encode(Modalities[modality], resident?.Read(Modalities[modality], some)
                ?? inputs.Read(Modalities[modality], some)).Keep());
            Encoded += some.Length;
        }

        held.Join();
        MostKept = Math.Max(MostKept, held.Count);
        long[] rows = [.. tiles.Select(held.RowOf), held.Count];
        for (int i = 0; i < windows.Length; i++) windows[i] = rows[windows[i]];
        return windows;
    }

    // The first row of each cell and all that follow.
    private int[] FirstRows(IReadOnlyList<int> cells)
    {
        int[] rows = new int[cells.Count];
        for (int i = rows.Length - 1, first = int.MaxValue; i >= 0; i--)
            rows[i] = first = Math.Min(first, inputs.Data.PlaceOf(cells[i]).Row);
        return rows;
    }

    /// <summary>How many images of a size are encoded at once on a device.</summary>
    internal static int TilesAtOnce(int size, ComputeDevice? device) =>
        Math.Clamp((device?.CudaIndex is null ? PixelsAtOnce : PixelsAtOnceOnGpu) / (size * size), 1, MostTiles);
}

/// <summary>The vectors of tiles that windows need, in one tensor of the scope around.</summary>
internal sealed class TileVectors
{
    private readonly Dictionary<int, int> _rows = [];
    private readonly List<Tensor> _parts = [];

    internal int Count => _rows.Count;

    /// <summary>[tiles, width], after <see cref="Join"/>.</summary>
    internal Tensor All => _parts[0];

    internal bool Has(int tile) => _rows.ContainsKey(tile);

    internal long RowOf(int tile) => _rows[tile];

    internal void Add(int[] tiles, Tensor vectors)
    {
        foreach (int tile in tiles) _rows.Add(tile, _rows.Count);
        _parts.Add(vectors);
    }

    internal void Join()
    {
        if (_parts.Count > 1) Replace(Tensor.Cat(0, [.. _parts]));
    }

    /// <summary>Frees the vectors of tiles.</summary>
    internal void Forget(Func<int, bool> isOld)
    {
        int[] kept = [.. _rows.Where(pair => !isOld(pair.Key)).OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        if (kept.Length == _rows.Count) return;
        using TensorScope part = new();
        long[] rows = [.. kept.Select(RowOf)];
        Tensor? left = kept.Length == 0 ? null : All.IndexSelect(0, Tensor.From(rows, rows.Length)).Keep();
        _rows.Clear();
        foreach (int tile in kept) _rows.Add(tile, _rows.Count);
        Replace(left);
    }

    private void Replace(Tensor? vectors)
    {
        foreach (Tensor part in _parts) part.Dispose();
        _parts.Clear();
        if (vectors is { } all) _parts.Add(all);
    }
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

    internal void Add(CellAnswers others)
    {
        Scaled.AddRange(others.Scaled);
        Presence.AddRange(others.Presence);
        Representation.AddRange(others.Representation);
        CellWeights.AddRange(others.CellWeights);
        NeighbourhoodWeights.AddRange(others.NeighbourhoodWeights);
    }

    /// <summary>The weights of one modality.</summary>
    internal ImmutableArray<double> Column(List<float> weights, int modality) =>
        [.. Enumerable.Range(0, weights.Count / modalities).Select(i => (double)weights[(i * modalities) + modality])];
}
