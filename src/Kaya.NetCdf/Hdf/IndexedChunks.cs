namespace Kaya.NetCdf;

/// <summary>Chunks by our own index, read and unpacked in parallel.</summary>
/// <remarks>The HDF5 library would look up and allocate each chunk, and unpack them sequentially.</remarks>
internal sealed class IndexedChunks(HdfFile file, ChunkIndex index, ChunkFilters filters, string name, (long[] Chunks, int ChunkBytes) form)
    : IChunkSource
{
    public ChunkBatch Fetch(long[] first, long[] count, bool isUsedUp)
    {
        long[] numbers = Numbers(first, count);
        Memory<byte>[] unpacked = new Memory<byte>[numbers.Length];
        ChunkBatch batch = new();
        HdfFaults.Of(file.Path, name, () =>
        {
            if (numbers.Length > 1 && !filters.IsNone) Parallel.For(0, numbers.Length, k =>
                unpacked[k] = Chunk(numbers[k], isUsedUp, batch));
            else
                for (int k = 0; k < numbers.Length; k++) unpacked[k] = Chunk(numbers[k], isUsedUp, batch);
            return true;
        });
        for (int k = 0; k < numbers.Length; k++) batch.Chunks.Add((numbers[k], unpacked[k]));
        return batch;
    }

    public bool TryRead(long chunk, Span<byte> destination)
    {
        if (!filters.IsNone || index.Find(chunk) is not { } place || place.Size != destination.Length) return false;
        ReadFully(place.Position, destination);
        return true;
    }

    private Memory<byte> Chunk(long number, bool isUsedUp, ChunkBatch batch)
    {
        if (index.Find(number) is not { } place) return default;
        if (file.Cache.Find(this, number) is { } held) return held;
        byte[] chunk = isUsedUp ? batch.Rent(ChunkFilters.Room(form.ChunkBytes)) : new byte[ChunkFilters.Room(form.ChunkBytes)];
        if (filters.IsNone)
        {
            if (place.Size != form.ChunkBytes) throw new HdfRefusal($"a chunk of {place.Size} bytes instead of {form.ChunkBytes}");
            ReadFully(place.Position, chunk.AsSpan(0, place.Size));
        }
        else
        {
            byte[] packed = batch.Rent(place.Size);
            ReadFully(place.Position, packed.AsSpan(0, place.Size));
            filters.Unpack(new ArraySegment<byte>(packed, 0, place.Size), place.SkippedFilters, chunk, form.ChunkBytes);
        }

        Memory<byte> bytes = chunk.AsMemory(0, form.ChunkBytes);
        if (!isUsedUp) file.Cache.Keep(this, number, bytes);
        return bytes;
    }

    private void ReadFully(long position, Span<byte> destination)
    {
        if (FileBytes.Read(file.Handle, position, destination) < destination.Length) throw new HdfRefusal("the file ends within a chunk");
    }

    private long[] Numbers(long[] first, long[] count)
    {
        long[] numbers = new long[Hyperslab.Product(count)], at = [.. first];
        for (int k = 0; k < numbers.Length; k++)
        {
            long number = 0;
            for (int dimension = 0; dimension < at.Length; dimension++) number = (number * form.Chunks[dimension]) + at[dimension];
            numbers[k] = number;
            for (int dimension = at.Length - 1; dimension >= 0
                && ++at[dimension] == first[dimension] + count[dimension]; dimension--) at[dimension] = first[dimension];
        }

        return numbers;
    }
}
