using System.Runtime.InteropServices;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>Chunks found and unpacked by the HDF5 library, with any index and filters.</summary>
/// <remarks>One value of each chunk is requested; the chunk is kept when it passes through the library's cache.</remarks>
internal sealed class LibraryChunks(HdfFile file, NativeDataset dataset, string name, long[] chunk, int size) : IChunkSource
{
    private readonly long _chunkBytes = Hyperslab.Product(chunk) * size;

    public ChunkBatch Fetch(long[] first, long[] count, bool isUsedUp)
    {
        ulong[] start = [.. first.Select((number, k) => (ulong)(number * chunk[k]))], stride = [.. chunk.Select(entries => (ulong)entries)];
        HyperslabSelection oneOfEach = new(count.Length, start, stride, [.. count.Select(chunks => (ulong)chunks)],
            [.. count.Select(_ => 1UL)]);
        long chunks = Hyperslab.Product(count);
        byte[] values = new byte[chunks * size];
        return file.Use(name, HdfFile.ReadsFor(chunks), _ =>
        {
            ChunkBatch batch = new();
            dataset.Read<byte>(new H5DatasetAccess(ChunkCache: new Passing(file.Cache, this, isUsedUp, batch)), values.AsSpan(), oneOfEach);
            if (batch.Chunks.Find(passed => passed.Bytes.Length < _chunkBytes) is { Bytes: { IsEmpty: false } } torn)
                throw new HdfRefusal($"a chunk of {torn.Bytes.Length} bytes instead of {_chunkBytes}");
            return batch;
        });
    }

    private sealed class Passing(ChunkCache cache, object owner, bool isUsedUp, ChunkBatch batch) : IReadingChunkCache
    {
        public Memory<byte> GetChunk(ulong chunkIndex, Func<Memory<byte>> chunkReader)
        {
            Memory<byte> bytes = cache.Find(owner, (long)chunkIndex) ?? Own(chunkReader());
            if (!isUsedUp) cache.Keep(owner, (long)chunkIndex, bytes);
            batch.Chunks.Add(((long)chunkIndex, bytes));
            return bytes;
        }

        // After some filters the library gives a part of a buffer that it uses again.
        private static Memory<byte> Own(Memory<byte> bytes) =>
            MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array!.Length == bytes.Length ? bytes
                : bytes.ToArray();
    }
}
