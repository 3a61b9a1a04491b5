using System.Buffers.Binary;

namespace Kaya.NetCdf;

/// <summary>Refuses links of an HDF5 group that lead to a path or to another file.</summary>
/// <remarks>
/// netCDF-4 has none. A link by path may lead to itself, which the HDF5 library would follow until the stack ends; a link to a file opens
/// that file.
/// Links stand in the header of a group, or one by one in a heap ("HDF5 File Format Specification" 3.0, sections IV.A and IV.A.2.g).
/// </remarks>
internal static class HdfLinks
{
    private const int LinkMessage = 6, ContinuationMessage = 16, MostBlocks = 64;

    /// <summary>Looks at what begins at a place of the file, before the library reads it.</summary>
    public static void RefuseAt(HdfStream file, long position)
    {
        ReadOnlySpan<byte> first = file.Peek(position, stackalloc byte[32]);
        if (first.StartsWith("OHDR"u8)) LookThroughVersion2(file, position, first);
        else if (first is [1, 0, ..]) LookThrough(file, position + 16, first.Length < 12 ? 0
            : BinaryPrimitives.ReadUInt32LittleEndian(first[8..]), new Form(8, 1));
        else if (IsIndirect(first)) throw Refusal();
    }

    private static void LookThroughVersion2(HdfStream file, long position, ReadOnlySpan<byte> first)
    {
        if (first.Length < 16) return;
        int flags = first[5], sizeBytes = 1 << (flags & 3), at = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        if (at + sizeBytes > first.Length) return;
        long size = 0;
        for (int k = sizeBytes - 1; k >= 0; k--) size = (size << 8) | first[at + k];
        LookThrough(file, position + at + sizeBytes, size, new Form((flags & 4) != 0 ? 6 : 4, 2));
    }

    private static void LookThrough(HdfStream file, long start, long length, Form form)
    {
        Span<byte> buffer = stackalloc byte[32];
        Queue<(long Start, long Length)> blocks = new([(start, length)]);
        for (int block = 0; blocks.Count > 0 && block < MostBlocks; block++)
        {
            (long at, long bytes) = blocks.Dequeue();
            long end = Math.Min(at + Math.Max(0, bytes), file.Length);
            while (at + form.HeadBytes <= end)
            {
                ReadOnlySpan<byte> head = file.Peek(at, buffer);
                if (head.Length < form.HeadBytes) return;
                (int type, int size) = form.Version == 1 ? (BinaryPrimitives.ReadUInt16LittleEndian(head),
                    BinaryPrimitives.ReadUInt16LittleEndian(head[2..]))
                    : (head[0], BinaryPrimitives.ReadUInt16LittleEndian(head[1..]));
                ReadOnlySpan<byte> body = head[form.HeadBytes..];
                if (type == LinkMessage && body is [_, byte flags, 1 or 64, ..] && (flags & 8) != 0) throw Refusal();
                if (type == ContinuationMessage && body.Length >= 16)
                {
                    // A continuation of version 2 begins with a signature and ends with a checksum.
                    long offset = BinaryPrimitives.ReadInt64LittleEndian(body), extent = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
                    if (offset > 0 && offset < file.Length) blocks.Enqueue(form.Version == 1 ? (offset, extent) : (offset + 4, extent - 8));
                }

                at += form.HeadBytes + size;
            }
        }
    }

    // Version 1, then flags of which bit 3 says that the kind of link follows: 1 is a path, 64 another file.
    // Reserved bits are asked for, too: this place may be something else than a link.
    private static bool IsIndirect(ReadOnlySpan<byte> link) => link is [1, byte flags, 1 or 64, ..] && (flags & 0xE8) == 8;

    private static HdfRefusal Refusal() => new("a link to a path or to another file", isDamage: false);

    private readonly record struct Form(int HeadBytes, int Version);
}
