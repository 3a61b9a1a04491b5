using System.Buffers;

namespace Kaya.NetCdf;

/// <summary>Gives the chunks of a variable, unpacked, as they are needed.</summary>
internal interface IChunkSource
{
    /// <summary>Gives the chunks of a box.</summary>
    /// <param name="first">First chunk along each dimension.</param>
    /// <param name="count">Number of chunks along each dimension.</param>
    /// <param name="isUsedUp">Whether all values of each are wanted now, so that none needs to be kept.</param>
    /// <returns>The chunks; dispose of them when they are used.</returns>
    ChunkBatch Fetch(long[] first, long[] count, bool isUsedUp);

    /// <summary>Reads a chunk that is stored as it is straight to where it is wanted.</summary>
    /// <param name="chunk">Its number.</param>
    /// <param name="destination">Room for all its values.</param>
    /// <returns>Whether it was read so.</returns>
    bool TryRead(long chunk, Span<byte> destination) => false;
}

/// <summary>Some chunks by number; a chunk without bytes was never written.</summary>
internal sealed class ChunkBatch : IDisposable
{
    private readonly List<byte[]> _rented = [];

    public List<(long Chunk, Memory<byte> Bytes)> Chunks { get; } = [];

    /// <summary>A buffer that goes back when the batch is disposed of.</summary>
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
