using System.IO.Compression;
using System.Runtime.InteropServices;
using PureHDF.Filters;

namespace Kaya.NetCdf;

/// <summary>Filters that take the place of those of the HDF5 library.</summary>
internal static class HdfFilters
{
    // Registered once for the process; the library keeps them.
    private static readonly bool s_areRegistered = Register();

    /// <summary>Makes sure that they are used.</summary>
    public static bool Ensure() => s_areRegistered;

    private static bool Register()
    {
        H5Filter.Register(new Inflate());
        H5Filter.Register(new Unshuffle());
        return true;
    }

    /// <summary>Deflate, into one array of the size of a chunk: what a stream packs beyond that is refused, not unpacked.</summary>
    private sealed class Inflate : IH5Filter
    {
        // A checksum that was added before packing.
        private const int ChecksumBytes = 4;

        public ushort FilterId => DeflateFilter.Id;

        public string Name => "deflate";

        public Memory<byte> Filter(FilterInfo info)
        {
            if (!MemoryMarshal.TryGetArray(info.Buffer, out ArraySegment<byte> packed)) packed = info.Buffer.ToArray();
            using ZLibStream stream = new(new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false),
                CompressionMode.Decompress);
            byte[] chunk = GC.AllocateUninitializedArray<byte>(info.ChunkSize);
            int length = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            Span<byte> beyond = stackalloc byte[ChecksumBytes + 1];
            int more = length < chunk.Length ? 0 : stream.ReadAtLeast(beyond, beyond.Length, throwOnEndOfStream: false);
            if (more > ChecksumBytes) throw new HdfRefusal($"a chunk that unpacks to more than its {info.ChunkSize} bytes");
            return more == 0 ? chunk.AsMemory(0, length) : (byte[])[.. chunk, .. beyond[..more]];
        }

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            throw new NotSupportedException();
    }

    /// <summary>Puts the bytes of each value together again, which were sorted by their place in the value.</summary>
    private sealed class Unshuffle : IH5Filter
    {
        public ushort FilterId => ShuffleFilter.Id;

        public string Name => "shuffle";

        public Memory<byte> Filter(FilterInfo info)
        {
            // Values without a size of their own, such as texts, are stored as they are.
            int size = info.Parameters is [uint bytes, ..] && bytes <= (uint)info.Buffer.Length ? (int)bytes : 1;
            if (size < 2) return info.Buffer;
            byte[] values = GC.AllocateUninitializedArray<byte>(info.Buffer.Length);
            ReadOnlySpan<byte> sorted = info.Buffer.Span;
            int count = sorted.Length / size;
            if (size == 4) OfFour(sorted, MemoryMarshal.Cast<byte, uint>(values.AsSpan(0, 4 * count)));
            else
                for (int part = 0; part < size; part++)
                    for (int k = 0, at = part; k < count; k++, at += size) values[at] = sorted[(part * count) + k];
            sorted[(size * count)..].CopyTo(values.AsSpan(size * count));
            return values;
        }

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            throw new NotSupportedException();

        private static void OfFour(ReadOnlySpan<byte> sorted, Span<uint> values)
        {
            int count = values.Length;
            ReadOnlySpan<byte> first = sorted[..count], second = sorted.Slice(count, count), third = sorted.Slice(2 * count, count),
                last = sorted.Slice(3 * count, count);
            for (int k = 0; k < values.Length; k++)
                values[k] = first[k] | ((uint)second[k] << 8) | ((uint)third[k] << 16) | ((uint)last[k] << 24);
        }
    }
}
