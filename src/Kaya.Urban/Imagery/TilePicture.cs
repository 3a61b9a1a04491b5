using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>A web-mercator tile in a folder or container.</summary>
/// <param name="Name">File, or number in a container.</param>
/// <param name="Tile">The tile.</param>
/// <param name="Load">Gives so many of the first encoded bytes, or all if they are fewer; called by several threads.</param>
public sealed record TileSource(string Name, TileNumber Tile, Func<int, byte[]> Load);

/// <summary>A web-mercator tile as an encoded picture: PNG, JPEG or WebP.</summary>
/// <param name="source">Where it is.</param>
/// <param name="cache">Keeps decoded tiles that neighbouring cells share.</param>
/// <param name="range">Values that become black and white; null for all that its bits can say.</param>
public sealed class TilePicture(TileSource source, PictureCache cache, (double Black, double White)? range = null) : IPicture
{
    /// <summary>The tile.</summary>
    public TileNumber Tile => source.Tile;

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public CoordinateSystem Crs => MercatorTiles.Crs;

    /// <inheritdoc/>
    public Bounds Bounds { get; } = MercatorTiles.BoundsOf(source.Tile);

    /// <inheritdoc/>
    public PictureHeader? ReadHeader() => PictureHeaders.Read(source.Load(PictureHeaders.UsualLength))
        ?? PictureHeaders.Read(source.Load(int.MaxValue));

    /// <inheritdoc/>
    public IPicture AsStored() => range is null ? this : new TilePicture(source, cache);

    /// <inheritdoc/>
    public PictureBlock Read(Bounds area) => cache.Get(this, () =>
    {
        DecodedPicture picture = PictureDecoder.Decode(source.Load(int.MaxValue), Name, range);
        return new PictureBlock(Affine.NorthUp(Bounds.West, Bounds.North, (Bounds.East - Bounds.West) / picture.Columns,
            (Bounds.North - Bounds.South) / picture.Rows), picture.Rows, picture.Columns, picture.Colours);
    });
}

/// <summary>The pictures that were decoded last.</summary>
/// <param name="mostBytes">Bytes of pixels that are kept; the picture that was asked for last always is.</param>
public sealed class PictureCache(long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = [];
    private long _bytes;

    /// <summary>The pixels of a picture; several threads that ask for it at once wait for one decoding.</summary>
    /// <param name="key">The picture.</param>
    /// <param name="read">Decodes it.</param>
    /// <returns>The pixels.</returns>
    /// <exception cref="Kaya.Core.DataFormatException">It cannot be decoded; the exception is kept, too.</exception>
    public PictureBlock Get(object key, Func<PictureBlock> read)
    {
        LinkedListNode<Entry>? entry;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out entry)) _order.Remove(entry);
            else entry = _entries[key] = new LinkedListNode<Entry>(new Entry(key, new Lazy<PictureBlock>(read)));
            _order.AddFirst(entry);
        }

        PictureBlock block = entry.Value.Block.Value;
        lock (_gate)
        {
            // Its size is known now. Another thread may have counted it, or removed it again.
            if (entry.Value.Bytes == 0 && entry.List is not null) _bytes += entry.Value.Bytes = block.Colours.Length;
            while (_bytes > mostBytes && _order.Last is { } last && last != entry) Remove(last);
        }

        return block;
    }

    private void Remove(LinkedListNode<Entry> entry)
    {
        _bytes -= entry.Value.Bytes;
        _entries.Remove(entry.Value.Key);
        _order.Remove(entry);
    }

    private sealed class Entry(object key, Lazy<PictureBlock> block)
    {
        public object Key => key;

        public Lazy<PictureBlock> Block => block;

        public long Bytes { get; set; }
    }
}
