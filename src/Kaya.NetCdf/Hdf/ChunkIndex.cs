using System.Buffers.Binary;

namespace Kaya.NetCdf;

/// <summary>The location of a chunk.</summary>
/// <param name="Position">First byte in the file.</param>
/// <param name="Size">Bytes in the file.</param>
/// <param name="SkippedFilters">A bit for each skipped filter of this chunk.</param>
internal readonly record struct ChunkPlace(long Position, int Size, uint SkippedFilters);

/// <summary>
/// The chunks of a variable by number, read from the tree that HDF5 keeps of them in files of the netCDF library: a B-tree of version 1
/// ("HDF5 File Format Specification" 3.0, sections III.A.1 and IV.A.2.i). Other kinds of index are left to the HDF5 library.
/// </summary>
internal sealed class ChunkIndex
{
    private const int LayoutMessage = 8, MostChunks = 8_000_000;
    private readonly HdfStream _file;
    private readonly long[] _chunk, _chunks;
    private readonly Dictionary<long, ChunkPlace> _places = [];
    private long _entriesLeft;

    private ChunkIndex(HdfStream file, long[] chunk, long[] chunks)
    {
        (_file, _chunk, _chunks) = (file, chunk, chunks);
        // Each entry has bytes of its own, in a file that is whole.
        _entriesLeft = file.Length / EntryBytes;
    }

    private int KeyBytes => 8 + (8 * (_chunk.Length + 1));

    private int EntryBytes => KeyBytes + 8;

    /// <summary>The location of a chunk; null if it was never written.</summary>
    public ChunkPlace? Find(long chunk) => _places.TryGetValue(chunk, out ChunkPlace place) ? place : null;

    /// <summary>Reads the index of a variable.</summary>
    /// <param name="file">The file; addresses count from its first byte.</param>
    /// <param name="header">The messages of the variable's header.</param>
    /// <param name="chunk">Entries of a chunk along each dimension.</param>
    /// <param name="chunks">Numbers of chunks along each dimension.</param>
    /// <param name="size">Bytes of a value.</param>
    /// <returns>The index; null if it is of another kind.</returns>
    public static ChunkIndex? Read(HdfStream file, IReadOnlyList<HdfMessage> header, long[] chunk, long[] chunks, int size)
    {
        int rank = chunk.Length;
        HdfMessage[] layouts = [.. header.Where(message => message.Type == LayoutMessage)];
        Span<byte> buffer = stackalloc byte[512];
        if (layouts is not [{ IsShared: false } layout] || rank > 32 || Hyperslab.Product(chunks) > MostChunks) return null;
        // Version 3, class 2 (chunks), number of dimensions and one more for the bytes of a value, address, lengths of 4 bytes.
        if (file.Peek(layout.Position, buffer[..Math.Min(buffer.Length, layout.Size)]) is not [3, 2, byte dimensions, .. { } body]
            || dimensions != rank + 1
            || body.Length < 8 + (4 * dimensions)) return null;
        for (int k = 0; k <= rank; k++)
            if (BinaryPrimitives.ReadUInt32LittleEndian(body[(8 + (4 * k))..]) != (k < rank ? chunk[k] : size)) return null;
        ChunkIndex index = new(file, chunk, chunks);
        long root = BinaryPrimitives.ReadInt64LittleEndian(body);
        if (root != -1) index.ReadNode(root, level: null, within: null);
        return index;
    }

    // HDF5 looks chunks up between the keys of every level, so a chunk that is not between them is not there for other readers.
    private void ReadNode(long position, int? level, (long[] Low, long[] High)? within)
    {
        Span<byte> buffer = stackalloc byte[24];
        ReadOnlySpan<byte> head = _file.Peek(position, buffer);
        if (head.Length < 24 || !head.StartsWith("TREE"u8) || head[4] != 1 || (level is { } expected && head[5] != expected))
            throw new HdfRefusal($"no index of chunks at byte {position}");
        int found = head[5], entries = BinaryPrimitives.ReadUInt16LittleEndian(head[6..]);
        _entriesLeft -= entries;
        if (_entriesLeft < 0) throw new HdfRefusal("an index of chunks with more entries than fit into the file");
        if (entries == 0) return;
        byte[] bytes = new byte[(entries * EntryBytes) + KeyBytes];
        if (_file.Peek(position + 24, bytes).Length < bytes.Length) throw new HdfRefusal("an index of chunks beyond the end of the file");
        long[] key = Key(bytes);
        for (int entry = 0; entry < entries; entry++)
        {
            ReadOnlySpan<byte> here = bytes.AsSpan(entry * EntryBytes, EntryBytes);
            long child = BinaryPrimitives.ReadInt64LittleEndian(here[KeyBytes..]);
            long[] next = Key(bytes.AsSpan((entry + 1) * EntryBytes));
            (long[] Low, long[] High) between = (Later(key, within?.Low), Earlier(next, within?.High));
            if (found > 0) ReadNode(child, found - 1, between);
            else Add(here, key, child, between);
            key = next;
        }
    }

    private void Add(ReadOnlySpan<byte> entry, long[] begin, long position, (long[] Low, long[] High) within)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        if (position < 0 || size > int.MaxValue
            || position > _file.Length - size) throw new HdfRefusal($"a chunk of {size} bytes at byte {position} of {_file.Length}");
        // The last number counts bytes of a value.
        if (begin[^1] != 0 || Compare(begin, within.Low) < 0 || Compare(begin, within.High) >= 0)
            throw new HdfRefusal($"a chunk at {string.Join(", ", begin)} outside of its keys in the index");
        long number = 0;
        for (int k = 0; k < _chunk.Length; k++)
        {
            long offset = begin[k], place = offset / _chunk[k];
            if (offset < 0 || offset % _chunk[k] != 0) throw new HdfRefusal($"a chunk that begins at entry {offset}");
            // Chunks that were removed when the variable was shortened.
            if (place >= _chunks[k]) return;
            number = (number * _chunks[k]) + place;
        }

        _places[number] = new ChunkPlace(position, (int)size, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
    }

    private long[] Key(ReadOnlySpan<byte> bytes)
    {
        long[] key = new long[_chunk.Length + 1];
        for (int k = 0; k < key.Length; k++) key[k] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 + (8 * k))..]);
        return key;
    }

    private static long[] Later(long[] key, long[]? other) => other is not null && Compare(other, key) > 0 ? other : key;

    private static long[] Earlier(long[] key, long[]? other) => other is not null && Compare(other, key) < 0 ? other : key;

    private static int Compare(long[] one, long[] other)
    {
        for (int k = 0; k < one.Length; k++)
            if (one[k] != other[k]) return ((ulong)one[k]).CompareTo((ulong)other[k]);
        return 0;
    }
}
