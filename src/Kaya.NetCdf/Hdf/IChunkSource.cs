using System.Buffers;

namespace Kaya.NetCdf;

/// <summary>Provides the unpacked chunks of a variable on demand.</summary>
internal interface IChunkSource
{
    /// <summary>Returns the chunks of a box.</summary>
    /// <param name="first">First chunk along each dimension.</param>
    /// <param name="count">Number of chunks along each dimension.</param>
    /// <param name="isUsedUp">Whether each chunk is used completely, so that it need not be cached.</param>
    /// <returns>The chunks; dispose of them when they are used.</returns>
    ChunkBatch Fetch(long[] first, long[] count, bool isUsedUp);

    /// <summary>Reads an unfiltered chunk directly to the destination.</summary>
    /// <param name="chunk">Its number.</param>
    /// <param name="destination">Receives all its values.</param>
    /// <returns>Whether it was read this way.</returns>
    bool TryRead(long chunk, Span<byte> destination) => false;
}

/// <summary>Some chunks by number; a chunk without bytes was never written.</summary>
internal sealed class ChunkBatch : IDisposable
{
    private readonly List<byte[]> _rented = [];

    public List<(long Chunk, Memory<byte> Bytes)> Chunks { get; } = [];

    /// <summary>A buffer that is returned when the batch is disposed of.</summary>
    public byte[] Rent(int bytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes);
        lock (_rented) _rented.Add(buffer);
        return buffer;
    }

    public void Dispose()
    {
        foreach (byte[] buffer in _rented) ArrayPool<byte>.Shared.Return(buffer);
        _rented.Clear();
        Chunks.Clear();
    }
}
