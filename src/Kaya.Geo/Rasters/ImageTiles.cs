using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Fills one tile.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="tile">Tile from 0.</param>
/// <param name="values">Every value of the tile, to be written; contents are undefined before.</param>
public delegate void TileFill<T>(int tile, Span<T> values) where T : unmanaged;

/// <summary>Image tiles of equal shape in memory, each a separate block in its element type: a tile of bytes takes one byte per
/// value.</summary>
/// <typeparam name="T">Element type, such as byte.</typeparam>
public sealed class ImageTiles<T> where T : unmanaged
{
    private readonly T[][] _tiles;

    /// <summary>Creates the tiles and fills them one by one.</summary>
    /// <param name="count">Number of tiles.</param>
    /// <param name="shape">Lengths of the axes of a tile, slowest first: such as band x row x column.</param>
    /// <param name="fill">Writes each tile.</param>
    /// <exception cref="ArgumentException">T is not an element type, or an axis has length 0.</exception>
    public ImageTiles(int count, ReadOnlySpan<int> shape, TileFill<T> fill)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(fill);
        ElementType = ElementTypes.Of<T>();
        TileLength = 1;
        foreach (int length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(shape));
            TileLength = checked(TileLength * length);
        }

        Shape = shape.ToArray();
        _tiles = new T[count][];
        for (int tile = 0; tile < count; tile++)
        {
            _tiles[tile] = GC.AllocateUninitializedArray<T>(TileLength);
            fill(tile, _tiles[tile]);
        }
    }

    /// <summary>Element type of the values.</summary>
    public ElementType ElementType { get; }

    /// <summary>Number of tiles.</summary>
    public int Count => _tiles.Length;

    /// <summary>Lengths of the axes of a tile, slowest first.</summary>
    public ReadOnlyMemory<int> Shape { get; }

    /// <summary>Number of values of a tile.</summary>
    public int TileLength { get; }

    /// <summary>The values of a tile.</summary>
    /// <param name="tile">Tile from 0.</param>
    /// <returns>A view, without a copy.</returns>
    public ReadOnlySpan<T> this[int tile] => _tiles[tile];

    /// <summary>Copies tiles to a batch.</summary>
    /// <param name="tiles">Tiles from 0, in any order, any of them more than once.</param>
    /// <param name="batch">Receives the tiles: tile x shape.</param>
    /// <exception cref="ArgumentException">The destination has the wrong length.</exception>
    public void CopyTo(ReadOnlySpan<int> tiles, Span<T> batch)
    {
        if (batch.Length != (long)tiles.Length * TileLength)
            throw new ArgumentException($"The batch must have {tiles.Length} tiles of {TileLength} values.", nameof(batch));
        for (int at = 0; at < tiles.Length; at++) _tiles[tiles[at]].CopyTo(batch[(at * TileLength)..]);
    }
}
