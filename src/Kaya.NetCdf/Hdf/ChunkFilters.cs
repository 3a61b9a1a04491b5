using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kaya.NetCdf;

/// <summary>The filters applied to chunks on writing, in order; undone in reverse order.</summary>
/// <remarks>"HDF5 File Format Specification" 3.0, section IV.A.2.l.</remarks>
internal sealed class ChunkFilters
{
    private const int FilterMessage = 11, Deflate = 1, Shuffle = 2, Fletcher32 = 3, ChecksumBytes = 4;
    private readonly (int Id, int Parameter)[] _filters;

    private ChunkFilters((int, int)[] filters) => _filters = filters;

    /// <summary>Whether chunks are stored without filters.</summary>
    public bool IsNone => _filters.Length == 0;

    /// <summary>Reads the filters of a variable.</summary>
    /// <returns>The filters; null if there are others than deflate, shuffle and Fletcher32, which are left to the HDF5
    /// library.</returns>
    public static ChunkFilters? Read(HdfStream file, IReadOnlyList<HdfMessage> header)
    {
        HdfMessage[] messages = [.. header.Where(message => message.Type == FilterMessage)];
        if (messages.Length == 0) return new ChunkFilters([]);
        if (messages is not [{ IsShared: false } message]) return null;
        byte[] room = new byte[message.Size];
        ReadOnlySpan<byte> body = file.Peek(message.Position, room);
        if (body.Length < 2 || body[0] is not (1 or 2)) return null;
        (int Id, int Parameter)[] filters = new (int, int)[body[1]];
        int at = body[0] == 1 ? 8 : 2;
        for (int k = 0; k < filters.Length; k++)
        {
            if (at + 8 > body.Length) return null;
            int id = BinaryPrimitives.ReadUInt16LittleEndian(body[at..]);
            if (id is not (Deflate or Shuffle or Fletcher32)) return null;
            int name = body[0] == 1 ? (BinaryPrimitives.ReadUInt16LittleEndian(body[(at + 2)..]) + 7) & ~7 : 0;
            int values = BinaryPrimitives.ReadUInt16LittleEndian(body[(at + (body[0] == 1 ? 6 : 4))..]);
            at += (body[0] == 1 ? 8 : 6) + name;
            if (at + (4 * values) > body.Length) return null;
            filters[k] = (id, values > 0 ? BinaryPrimitives.ReadInt32LittleEndian(body[at..]) : 0);
            // Values are padded to eight bytes in version 1.
            at += 4 * (body[0] == 1 ? (values + 1) & ~1 : values);
        }

        return new ChunkFilters(filters);
    }

    /// <summary>Bytes that both buffers of <see cref="Unpack"/> need for a chunk.</summary>
    public static int Room(int chunkBytes) => checked(chunkBytes + ChecksumBytes + 1);

    /// <summary>Undoes the filters of a chunk.</summary>
    /// <param name="packed">The chunk as stored in the file.</param>
    /// <param name="skipped">A bit for each skipped filter.</param>
    /// <param name="chunk">Receives the values.</param>
    /// <param name="chunkBytes">Bytes of the values.</param>
    public void Unpack(ArraySegment<byte> packed, uint skipped, byte[] chunk, int chunkBytes)
    {
        byte[] other = ArrayPool<byte>.Shared.Rent(Room(chunkBytes));
        try
        {
            ArraySegment<byte> bytes = packed;
            for (int k = _filters.Length - 1; k >= 0; k--)
            {
                if (((skipped >> k) & 1) != 0) continue;
                byte[] target = ReferenceEquals(bytes.Array, chunk) ? other : chunk;
                bytes = _filters[k].Id switch
                {
                    Deflate => Inflate(bytes, target, chunkBytes),
                    Shuffle => Unshuffle(bytes, target, _filters[k].Parameter),
                    _ => Checked(bytes),
                };
            }

            if (bytes.Count != chunkBytes) throw new HdfRefusal($"a chunk of {bytes.Count} bytes instead of {chunkBytes}");
            if (!ReferenceEquals(bytes.Array, chunk)) bytes.AsSpan().CopyTo(chunk);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(other);
        }
    }

    /// <summary>Unpacks a stream of zlib: not more than a chunk, and a checksum that was added before packing.</summary>
    public static ArraySegment<byte> Inflate(ArraySegment<byte> packed, byte[] target, int chunkBytes)
    {
        using ZLibStream stream = new(new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false),
            CompressionMode.Decompress);
        int most = Room(chunkBytes), length = stream.ReadAtLeast(target.AsSpan(0, most), most, throwOnEndOfStream: false);
        return length < most ? new ArraySegment<byte>(target, 0, length)
            : throw new HdfRefusal($"a chunk that unpacks to more than its {chunkBytes} bytes");
    }

    /// <summary>Undoes the shuffle filter, which sorts the bytes of values by their position in the value.</summary>
    public static ArraySegment<byte> Unshuffle(ArraySegment<byte> sorted, byte[] target, int size)
    {
        // Values of variable size, such as text, are not shuffled.
        if (size < 2 || size > sorted.Count) return sorted;
        if (sorted.Count > target.Length) throw new HdfRefusal($"a chunk of {sorted.Count} bytes");
        int count = sorted.Count / size;
        if (size == 4) OfFour(sorted, MemoryMarshal.Cast<byte, uint>(target.AsSpan(0, 4 * count)));
        else
            for (int part = 0; part < size; part++) Spread(sorted.AsSpan(part * count, count), target.AsSpan(part), size);
        sorted.AsSpan(size * count).CopyTo(target.AsSpan(size * count));
        return new ArraySegment<byte>(target, 0, sorted.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(ReadOnlySpan<byte> part, Span<byte> target, int size)
    {
        for (int k = 0, at = 0; k < part.Length; k++, at += size) target[at] = part[k];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OfFour(ReadOnlySpan<byte> sorted, Span<uint> values)
    {
        int count = values.Length, k = 0;
        ReadOnlySpan<byte> first = sorted[..count], second = sorted.Slice(count, count);
        ReadOnlySpan<byte> third = sorted.Slice(2 * count, count), last = sorted.Slice(3 * count, count);
        for (; k + Vector128<byte>.Count <= count; k += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> lowEnd) = Vector128.Widen(Vector128.Create(first.Slice(k, 16)));
            (Vector128<ushort> two, Vector128<ushort> twoEnd) = Vector128.Widen(Vector128.Create(second.Slice(k, 16)));
            (Vector128<ushort> three, Vector128<ushort> threeEnd) = Vector128.Widen(Vector128.Create(third.Slice(k, 16)));
            (Vector128<ushort> high, Vector128<ushort> highEnd) = Vector128.Widen(Vector128.Create(last.Slice(k, 16)));
            Join(low | (two << 8), three | (high << 8), values[k..]);
            Join(lowEnd | (twoEnd << 8), threeEnd | (highEnd << 8), values[(k + 8)..]);
        }

        for (; k < count; k++) values[k] = first[k] | ((uint)second[k] << 8) | ((uint)third[k] << 16) | ((uint)last[k] << 24);
    }

    private static void Join(Vector128<ushort> lower, Vector128<ushort> upper, Span<uint> values)
    {
        (Vector128<uint> low, Vector128<uint> lowEnd) = Vector128.Widen(lower);
        (Vector128<uint> high, Vector128<uint> highEnd) = Vector128.Widen(upper);
        (low | (high << 16)).CopyTo(values);
        (lowEnd | (highEnd << 16)).CopyTo(values[4..]);
    }

    // The checksum of HDF5: pairs of bytes, most significant first, in Fletcher's two sums; it stands at the end.
    private static ArraySegment<byte> Checked(ArraySegment<byte> bytes)
    {
        if (bytes.Count < ChecksumBytes) throw new HdfRefusal($"a chunk of {bytes.Count} bytes with a checksum");
        ArraySegment<byte> values = bytes[..^ChecksumBytes];
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(values.Count)), first = 0, second = 0;
        for (int k = 0; k < values.Count; k += 2)
        {
            first = (first + ((uint)values[k] << 8) + (k + 1 < values.Count ? values[k + 1] : 0u)) % 65535;
            second = (second + first) % 65535;
        }

        return ((second << 16) | first) == stated ? values : throw new HdfRefusal("a chunk with a wrong checksum");
    }
}
