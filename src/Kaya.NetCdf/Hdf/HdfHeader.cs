using System.Buffers.Binary;

namespace Kaya.NetCdf;

/// <summary>One message of the header of an HDF5 object.</summary>
/// <param name="Type">Message type: 6 link, 8 layout of values, 11 filters, 16 continuation of the header.</param>
/// <param name="IsShared">Whether it only points to another location.</param>
/// <param name="Position">Start of its body in the file.</param>
/// <param name="Size">Bytes of its body.</param>
internal readonly record struct HdfMessage(int Type, bool IsShared, long Position, int Size);

/// <summary>
/// Lists the messages of a header ("HDF5 File Format Specification" 3.0, section IV.A), for information that the HDF5 library does not
/// provide.
/// </summary>
internal static class HdfHeader
{
    private const int Continuation = 16, MostBlocks = 64, ChecksumBytes = 4;

    /// <summary>Whether an object header begins at a position.</summary>
    public static bool IsAt(ReadOnlySpan<byte> first) => first.StartsWith("OHDR"u8) || first is [1, 0, ..];

    /// <summary>The readable messages of the header at a position; none if no header begins there.</summary>
    public static List<HdfMessage> Messages(HdfStream file, long position) => Read(file, position, []);

    /// <summary>The blocks of a header that end with a checksum of their own: those of version 2.</summary>
    /// <returns>Start and length, with the checksum, as declared: they may exceed the file.</returns>
    public static List<(long Start, long Length)> Blocks(HdfStream file, long position)
    {
        List<(long Start, long Length)> blocks = [];
        Read(file, position, blocks);
        return blocks;
    }

    /// <summary>A number of up to 8 bytes, the least significant first.</summary>
    public static long Number(ReadOnlySpan<byte> bytes)
    {
        long number = 0;
        for (int k = bytes.Length - 1; k >= 0; k--) number = (number << 8) | bytes[k];
        return number;
    }

    private static List<HdfMessage> Read(HdfStream file, long position, List<(long Start, long Length)> withChecksum)
    {
        ReadOnlySpan<byte> first = file.Peek(position, stackalloc byte[32]);
        if (first.StartsWith("OHDR"u8)) return OfVersion2(file, position, first, withChecksum);
        return first is [1, 0, ..] && first.Length >= 12
            ? Read(file, position + 16, BinaryPrimitives.ReadUInt32LittleEndian(first[8..]), headBytes: 8, version: 1, withChecksum) : [];
    }

    private static List<HdfMessage> OfVersion2(HdfStream file, long position, ReadOnlySpan<byte> first,
        List<(long Start, long Length)> withChecksum)
    {
        if (first.Length < 16) return [];
        // Times and limits of attributes may precede the size, which has 1, 2, 4 or 8 bytes.
        int flags = first[5], sizeBytes = 1 << (flags & 3), at = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        if (at + sizeBytes > first.Length) return [];
        long size = Number(first.Slice(at, sizeBytes));
        withChecksum.Add((position, at + sizeBytes + size + ChecksumBytes));
        return Read(file, position + at + sizeBytes, size, headBytes: (flags & 4) != 0 ? 6 : 4, version: 2, withChecksum);
    }

    private static List<HdfMessage> Read(HdfStream file, long start, long length, int headBytes, int version,
        List<(long Start, long Length)> withChecksum)
    {
        List<HdfMessage> messages = [];
        Span<byte> buffer = stackalloc byte[32];
        Queue<(long Start, long Length)> blocks = new([(start, length)]);
        for (int block = 0; blocks.Count > 0 && block < MostBlocks; block++)
        {
            (long at, long bytes) = blocks.Dequeue();
            long end = Math.Min(at + Math.Max(0, bytes), file.Length);
            while (at + headBytes <= end)
            {
                ReadOnlySpan<byte> head = file.Peek(at, buffer);
                if (head.Length < headBytes) return messages;
                int type = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(head) : head[0];
                int size = BinaryPrimitives.ReadUInt16LittleEndian(head[(version == 1 ? 2 : 1)..]), flags = head[version == 1 ? 4 : 3];
                messages.Add(new HdfMessage(type, (flags & 2) != 0, at + headBytes, size));
                if (type == Continuation && head.Length >= headBytes + 16)
                {
                    long offset = BinaryPrimitives.ReadInt64LittleEndian(head[headBytes..]),
                        extent = BinaryPrimitives.ReadInt64LittleEndian(head[(headBytes + 8)..]);
                    // A continuation of version 2 begins with a signature and ends with a checksum.
                    if (version == 2) withChecksum.Add((offset, extent));
                    if (offset > 0 && offset < file.Length) blocks.Enqueue(version == 1 ? (offset, extent)
                        : (offset + 4, extent - 4 - ChecksumBytes));
                }

                at += headBytes + size;
            }
        }

        return messages;
    }
}
