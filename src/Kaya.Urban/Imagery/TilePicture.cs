using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>A web-mercator tile as an encoded picture: PNG, JPEG or WebP.</summary>
/// <param name="name">File, or number in a container.</param>
/// <param name="tile">The tile.</param>
/// <param name="load">Gives the encoded bytes; called by several threads.</param>
/// <param name="cache">Keeps decoded tiles that neighbouring cells share.</param>
public sealed class TilePicture(string name, TileNumber tile, Func<byte[]> load, PictureCache cache) : IPicture
{
    /// <summary>The tile.</summary>
    public TileNumber Tile => tile;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public CoordinateSystem Crs => MercatorTiles.Crs;

    /// <inheritdoc/>
    public Bounds Bounds { get; } = MercatorTiles.BoundsOf(tile);

    /// <inheritdoc/>
    public PictureBlock Read(Bounds area) => cache.Get(this, () =>
    {
        DecodedPicture picture = PictureDecoder.Decode(load(), name);
        return new PictureBlock(Affine.NorthUp(Bounds.West, Bounds.North, (Bounds.East - Bounds.West) / picture.Columns,
            (Bounds.North - Bounds.South) / picture.Rows), picture.Rows, picture.Columns, picture.Colours);
    });
}

/// <summary>The pictures that were decoded last.</summary>
/// <param name="capacity">Number of pictures that are kept.</param>
public sealed class PictureCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, LinkedListNode<(object Key, Lazy<PictureBlock> Block)>> _entries = [];
    private readonly LinkedList<(object Key, Lazy<PictureBlock> Block)> _order = [];

    /// <summary>The pixels of a picture; several threads that ask for it at once wait for one decoding.</summary>
    /// <param name="key">The picture.</param>
    /// <param name="read">Decodes it.</param>
    /// <returns>The pixels.</returns>
    /// <exception cref="Kaya.Core.DataFormatException">It cannot be decoded; the exception is kept, too.</exception>
    public PictureBlock Get(object key, Func<PictureBlock> read)
    {
        Lazy<PictureBlock> block;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<(object Key, Lazy<PictureBlock> Block)>? known)) _order.Remove(known);
            else known = _entries[key] = new((key, new Lazy<PictureBlock>(read)));
            _order.AddFirst(known);
            block = known.Value.Block;
            while (_entries.Count > capacity)
            {
                _entries.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
        }

        return block.Value;
    }
}
