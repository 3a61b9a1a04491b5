using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>All tiles of a training on the device: images as bytes, points as counts. A batch then brings their numbers alone.</summary>
internal sealed class ResidentTiles : IDisposable
{
    // Of the memory of a device that has about five times as much at least.
    private const long MostBytes = 8L << 30;

    private const int TilesAtOnce = 1024;

    private readonly Tensor[] _tiles;
    private readonly int[][] _rows;
    private readonly UrbanModality[] _modalities;

    private ResidentTiles(UrbanModality[] modalities, Tensor[] tiles, int[][] rows) =>
        (_modalities, _tiles, _rows) = (modalities, tiles, rows);

    /// <summary>Brings tiles to a device.</summary>
    /// <param name="inputs">Reads them.</param>
    /// <param name="cells">Cells that some window holds.</param>
    /// <param name="device">The device.</param>
    /// <returns>The tiles; null where they are too many.</returns>
    internal static ResidentTiles? Of(TileInputs inputs, IReadOnlyList<int> cells, ComputeDevice device)
    {
        UrbanModality[] modalities = [.. inputs.Shape.Modalities];
        if (modalities.Sum(modality => inputs.BytesOf(modality) * cells.Count) > MostBytes) return null;
        Tensor[] tiles = new Tensor[modalities.Length];
        int[][] rows = new int[modalities.Length][];
        for (int k = 0; k < modalities.Length; k++)
        {
            int[] some = [.. cells.Where(cell => inputs.Data.Has(cell, modalities[k]))];
            rows[k] = new int[inputs.Data.Count];
            for (int i = 0; i < some.Length; i++) rows[k][some[i]] = i;
            using TensorScope scope = new(device);
            List<Tensor> parts = [.. some.Chunk(TilesAtOnce).Select(part => inputs.Read(modalities[k], part))];
            tiles[k] = (parts.Count == 1 ? parts[0] : Tensor.Cat(0, [.. parts])).Keep();
        }

        return new ResidentTiles(modalities, tiles, rows);
    }

    /// <summary>Row of a cell.</summary>
    internal int RowOf(UrbanModality modality, int cell) => _rows[Array.IndexOf(_modalities, modality)][cell];

    /// <summary>Tiles by their rows.</summary>
    /// <param name="modality">Which input.</param>
    /// <param name="rows">[tiles] of 64-bit integers.</param>
    internal Tensor Take(UrbanModality modality, Tensor rows) => _tiles[Array.IndexOf(_modalities, modality)].IndexSelect(0, rows);

    /// <summary>Tiles of cells.</summary>
    internal Tensor Read(UrbanModality modality, IReadOnlyList<int> cells) =>
        Take(modality, Tensor.From<long>([.. cells.Select(cell => (long)RowOf(modality, cell))]));

    public void Dispose()
    {
        foreach (Tensor tensor in _tiles) tensor.Dispose();
    }
}
