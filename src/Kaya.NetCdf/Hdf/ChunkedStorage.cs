using System.Runtime.InteropServices;
using Kaya.Core;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>Values that lie in chunks, packed or not.</summary>
/// <remarks>
/// One value of each chunk is asked of the HDF5 library; the chunk is kept as it passes through the library's cache, and copied from. So
/// the
/// library finds and unpacks chunks, each once, and never walks over single values.
/// </remarks>
internal sealed class ChunkedStorage : IVariableStorage
{
    // Deflate packs at most 1032 bytes into one.
    private const long MostPacked = 1032, MostChunkBytes = 1L << 30, BytesAtOnce = 16L << 20, MostHeldBytes = 48L << 20;
    private readonly HdfFile _file;
    private readonly NativeDataset _dataset;
    private readonly string _name;
    private readonly int _size;
    private readonly long[] _extents, _chunk, _chunks;
    private readonly byte[] _fill;
    private readonly long _chunkBytes;

    public ChunkedStorage(HdfFile file, NativeDataset dataset, string name, int size, byte[] fill)
    {
        (_file, _dataset, _name, _size, _fill) = (file, dataset, name, size, fill);
        _extents = [.. dataset.Space.Dimensions.Select(HdfContents.Length)];
        _chunk = [.. dataset.Layout.Chunks.Select(HdfContents.Length)];
        if (_chunk.Length != _extents.Length
            || _chunk.Any(entries => entries <= 0)) throw new HdfRefusal($"chunks of {string.Join(" x ", _chunk)}");
        _chunks = [.. _extents.Select((extent, k) => ((extent - 1) / _chunk[k]) + 1)];
        _chunkBytes = RequireFits();
    }

    public required bool IsBigEndian { get; init; }

    public void Read(in Hyperslab slab, Span<byte> destination)
    {
        if (destination.IsEmpty) return;
        int rank = _chunk.Length;
        long[] first = new long[rank], count = new long[rank];
        bool isWithin = true, isEmpty = false;
        for (int k = 0; k < rank; k++)
        {
            long end = Math.Min(slab.Start[k] + slab.Count[k], _extents[k]);
            isWithin &= end == slab.Start[k] + slab.Count[k];
            isEmpty |= end <= slab.Start[k];
            first[k] = slab.Start[k] / _chunk[k];
            count[k] = isEmpty ? 0 : ((end - 1) / _chunk[k]) - first[k] + 1;
        }

        // Records that were never written are what the fill value says.
        if (!isWithin) FillStorage.Fill(destination, _fill);
        if (isEmpty) return;
        _file.Cache.Need(Math.Min(MostHeldBytes, _chunkBytes * Math.Max(_chunks[^1], RowOfChunks())));
        foreach ((long[] begin, long[] many) in Batches(first, count))
            foreach ((ulong chunk, Memory<byte> bytes) in Fetch(slab, begin, many)) CopyFrom(chunk, bytes.Span, slab, destination);
    }

    // Chunks under one row of values across the last two dimensions.
    private long RowOfChunks() => _chunks.Length < 2 ? _chunks[^1] : _chunks[^1] * _chunks[^2];

    // Chunks that are unpacked together, at least one: all of the last dimensions, one entry of the first.
    private IEnumerable<(long[] First, long[] Count)> Batches(long[] first, long[] count)
    {
        int whole = count.Length;
        long bytes = _chunkBytes;
        while (whole > 0 && bytes * count[whole - 1] <= BytesAtOnce) bytes *= count[--whole];
        long[] begin = [.. first], many = [.. count.Select((chunks, k) => k < whole ? 1 : chunks)];
        while (true)
        {
            yield return (begin, many);
            int k = whole - 1;
            while (k >= 0 && ++begin[k] == first[k] + count[k]) begin[k] = first[k--];
            if (k < 0) yield break;
        }
    }

    private List<(ulong Chunk, Memory<byte> Bytes)> Fetch(in Hyperslab slab, long[] first, long[] count)
    {
        int rank = count.Length;
        ulong[] start = [.. first.Select((chunk, k) => (ulong)(chunk * _chunk[k]))], stride = [.. _chunk.Select(entries => (ulong)entries)];
        HyperslabSelection oneOfEach = new(rank, start, stride, [.. count.Select(chunks => (ulong)chunks)], [.. count.Select(_ => 1UL)]);
        bool isWhole = CoversWhole(slab, first, count);
        Passing passing = new(_file.Cache, this, isWhole);
        long chunks = Hyperslab.Product(count);
        byte[] values = new byte[chunks * _size];
        return _file.Use(_name, HdfFile.ReadsFor(chunks), _ =>
        {
            _dataset.Read<byte>(new H5DatasetAccess(ChunkCache: passing), values.AsSpan(), oneOfEach);
            return passing.Passed.TrueForAll(chunk => chunk.Bytes.Length >= _chunkBytes) ? passing.Passed
                : throw new HdfRefusal($"a chunk of {passing.Passed.Min(chunk => chunk.Bytes.Length)} bytes instead of {_chunkBytes}");
        });
    }

    // Chunks of which every value is wanted now are not kept.
    private bool CoversWhole(in Hyperslab slab, long[] first, long[] count)
    {
        for (int k = 0; k < count.Length; k++)
        {
            long end = Math.Min((first[k] + count[k]) * _chunk[k], _extents[k]);
            if (slab.Start[k] > first[k] * _chunk[k] || slab.Start[k] + slab.Count[k] < end) return false;
        }

        return true;
    }

    private void CopyFrom(ulong chunk, ReadOnlySpan<byte> bytes, in Hyperslab slab, Span<byte> destination)
    {
        int rank = _chunk.Length;
        Span<long> from = stackalloc long[rank], to = stackalloc long[rank], many = stackalloc long[rank], index = stackalloc long[rank];
        long left = (long)chunk;
        for (int k = rank - 1; k >= 0; k--)
        {
            long origin = left % _chunks[k] * _chunk[k], low = Math.Max(origin, slab.Start[k]);
            left /= _chunks[k];
            long high = Math.Min(Math.Min(origin + _chunk[k], _extents[k]), slab.Start[k] + slab.Count[k]);
            (from[k], to[k], many[k]) = (low - origin, low - slab.Start[k], high - low);
            if (many[k] <= 0) return;
        }

        index.Clear();
        int run = (int)(many[^1] * _size);
        while (true)
        {
            long source = 0, target = 0;
            for (int k = 0; k < rank; k++)
            {
                source = (source * _chunk[k]) + from[k] + index[k];
                target = (target * slab.Count[k]) + to[k] + index[k];
            }

            bytes.Slice((int)(source * _size), run).CopyTo(destination[(int)(target * _size)..]);
            int next = rank - 2;
            while (next >= 0 && ++index[next] == many[next]) index[next--] = 0;
            if (next < 0) return;
        }
    }

    private long RequireFits()
    {
        long bytes = _size;
        foreach (long entries in _chunk) bytes = bytes <= MostChunkBytes / entries ? bytes * entries : MostChunkBytes + 1;
        long most = Math.Min(MostChunkBytes, MostPacked * _file.Length);
        if (bytes <= most) return bytes;
        throw new ResourceException(new Fault("A variable has chunks that are too large to be read.",
            new SourceLocation(_file.Path, Variable: _name),
            $"at most {most} bytes in a chunk", $"{string.Join(" x ", _chunk)} values of {_size} bytes",
            "If the file is whole, store it in smaller chunks, such as by `nccopy -c`."));
    }

    private sealed class Passing(ChunkCache cache, object owner, bool isUsedUp) : IReadingChunkCache
    {
        public List<(ulong Chunk, Memory<byte> Bytes)> Passed { get; } = [];

        public Memory<byte> GetChunk(ulong chunkIndex, Func<Memory<byte>> chunkReader)
        {
            Memory<byte> bytes = cache.Find(owner, chunkIndex) ?? Own(chunkReader());
            if (!isUsedUp) cache.Keep(owner, chunkIndex, bytes);
            Passed.Add((chunkIndex, bytes));
            return bytes;
        }

        // After some filters the library gives a part of a buffer that it uses again.
        private static Memory<byte> Own(Memory<byte> bytes) =>
            MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array!.Length == bytes.Length ? bytes
                : bytes.ToArray();
    }
}
