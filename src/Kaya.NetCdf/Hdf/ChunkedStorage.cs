using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>Chunked values, compressed or not.</summary>
internal sealed class ChunkedStorage : IVariableStorage
{
    // The maximum compression ratio of deflate is 1032.
    private const long MostPacked = 1032, MostChunkBytes = 1L << 30, BytesAtOnce = 8L << 20, MostHeldBytes = 48L << 20;
    private readonly HdfFile _file;
    private readonly string _name;
    private readonly int _size;
    private readonly long[] _extents, _chunk, _chunks;
    private readonly byte[] _fill;
    private readonly long _chunkBytes;
    private readonly IChunkSource _source;

    /// <summary>Finds the chunks of a variable.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="entry">The variable.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="size">Bytes of a value.</param>
    /// <param name="fill">The fill value.</param>
    /// <param name="stream">The file as the HDF5 library reads it.</param>
    public ChunkedStorage(HdfFile file, HdfEntry entry, string name, int size, byte[] fill, HdfStream stream)
    {
        (_file, _name, _size, _fill) = (file, name, size, fill);
        _extents = entry.Shape;
        _chunk = [.. entry.Dataset.Layout.Chunks.Select(HdfContents.Length)];
        if (_chunk.Length != _extents.Length
            || _chunk.Any(entries => entries <= 0)) throw new HdfRefusal($"chunks of {string.Join(" x ", _chunk)}");
        _chunks = [.. _extents.Select((extent, k) => ((extent - 1) / _chunk[k]) + 1)];
        _chunkBytes = RequireFits();
        List<HdfMessage> header = entry.HeaderAt is { } at ? HdfHeader.Messages(stream, at) : [];
        _source = file.AddressesCountFromStart && ChunkIndex.Read(stream, header, _chunk, _chunks, size) is { } index
            && ChunkFilters.Read(stream, header) is { } filters
            ? new IndexedChunks(file, index, filters, name, (_chunks, (int)_chunkBytes))
                : new LibraryChunks(file, entry.Dataset, name, _chunk, size);
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

        // Records that were never written have the fill value.
        if (!isWithin) FillStorage.Fill(destination, _fill);
        if (isEmpty) return;
        _file.Cache.Need(Math.Min(MostHeldBytes, _chunkBytes * Math.Max(_chunks[^1], RowOfChunks())));
        foreach ((long[] begin, long[] many) in Batches(first, count))
        {
            if (Straight(slab, begin, many, destination)) continue;
            using ChunkBatch batch = _source.Fetch(begin, many, CoversWhole(slab, begin, many));
            foreach ((long chunk, Memory<byte> bytes) in batch.Chunks) CopyFrom(chunk, bytes.Span, slab, destination);
        }
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

    // Chunks with the same layout as the window are read directly to the destination.
    private bool Straight(in Hyperslab slab, long[] first, long[] count, Span<byte> destination)
    {
        bool isRun = true;
        long chunk = 0, at = 0, chunks = Hyperslab.Product(count);
        for (int k = 0, wide = -1; k < _chunk.Length; k++)
        {
            // One entry, or as many as the window has, behind the first dimension with more than one.
            if (wide < 0 && _chunk[k] > 1) wide = k;
            long origin = first[k] * _chunk[k];
            isRun &= origin >= slab.Start[k] && origin + _chunk[k] <= Math.Min(_extents[k], slab.Start[k] + slab.Count[k]);
            isRun &= wide < 0 || k == wide || _chunk[k] == slab.Count[k];
            (chunk, at) = ((chunk * _chunks[k]) + first[k], (at * slab.Count[k]) + origin - slab.Start[k]);
        }

        return chunks == 1 && isRun && _source.TryRead(chunk, destination.Slice((int)(at * _size), (int)_chunkBytes));
    }

    // Chunks that are used completely are not cached.
    private bool CoversWhole(in Hyperslab slab, long[] first, long[] count)
    {
        for (int k = 0; k < count.Length; k++)
        {
            long end = Math.Min((first[k] + count[k]) * _chunk[k], _extents[k]);
            if (slab.Start[k] > first[k] * _chunk[k] || slab.Start[k] + slab.Count[k] < end) return false;
        }

        return true;
    }

    private void CopyFrom(long chunk, ReadOnlySpan<byte> bytes, in Hyperslab slab, Span<byte> destination)
    {
        int rank = _chunk.Length;
        Span<long> from = stackalloc long[rank], to = stackalloc long[rank], many = stackalloc long[rank], index = stackalloc long[rank];
        long left = chunk;
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

            Span<byte> row = destination.Slice((int)(target * _size), run);
            if (bytes.IsEmpty) FillStorage.Fill(row, _fill);
            else bytes.Slice((int)(source * _size), run).CopyTo(row);
            int next = rank - 2;
            while (next >= 0 && ++index[next] == many[next]) index[next--] = 0;
            if (next < 0) return;
        }
    }

    private long RequireFits()
    {
        long bytes = _size;
        foreach (long entries in _chunk) bytes = bytes <= MostChunkBytes / entries ? bytes * entries : MostChunkBytes + 1;
        long most = Math.Min(Math.Min(MostChunkBytes, ReadLimit.Bytes), MostPacked * _file.Length);
        if (bytes <= most) return bytes;
        throw new ResourceException(new Fault("The chunks of a variable are too large.",
            new SourceLocation(_file.Path, Variable: _name),
            $"at most {most} bytes in a chunk", $"{string.Join(" x ", _chunk)} values of {_size} bytes",
            "If the file is undamaged, rewrite it with smaller chunks, such as by `nccopy -c`."));
    }
}
