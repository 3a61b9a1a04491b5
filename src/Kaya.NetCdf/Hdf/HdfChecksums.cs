using System.Buffers.Binary;
using System.Numerics;
using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>
/// Compares the checksums of the structures of an HDF5 file with their bytes, which the library that reads them does not do: superblock,
/// headers of objects, and the heaps that hold many attributes or links ("HDF5 File Format Specification" 3.0, sections II.A, III.A.2,
/// III.G and IV.A.1.b). Without this a changed byte may give another attribute, coordinate system or dimension.
/// </summary>
/// <remarks>
/// Structures of the first versions have no checksum, nor have values that are stored without Fletcher32. Not compared: nodes of trees
/// below the first, packed heaps, indexes of chunks of the newest version, tables of shared messages.
/// </remarks>
internal sealed class HdfChecksums
{
    private const int ChecksumBytes = 4, HeapHeaderBytes = 146, TreeHeaderBytes = 38;
    private readonly HdfStream _file;
    private readonly HashSet<long> _compared = [];
    // Structures do not overlap in a valid file; those of a crafted one would take for ever.
    private long _bytesLeft;

    private HdfChecksums(HdfStream file) => (_file, _bytesLeft) = (file, 4 * file.Length);

    /// <summary>Compares the superblock, and returns what compares the rest.</summary>
    /// <param name="file">A file whose addresses have 8 bytes and count from its first byte.</param>
    /// <exception cref="HdfRefusal">The superblock has a wrong checksum.</exception>
    public static HdfChecksums Of(HdfStream file)
    {
        HdfChecksums checksums = new(file);
        Span<byte> buffer = stackalloc byte[9];
        if (file.Peek(0, buffer) is [.., 2 or 3]) checksums.Compare(0, 48, "superblock");
        return checksums;
    }

    /// <summary>Compares the structure that begins at a position, if one does; once.</summary>
    /// <exception cref="HdfRefusal">It has a wrong checksum, or exceeds the file.</exception>
    public void CompareAt(long position)
    {
        Span<byte> buffer = stackalloc byte[HeapHeaderBytes];
        ReadOnlySpan<byte> first = _file.Peek(position, buffer);
        if (first.Length < 4 || _compared.Contains(position)) return;
        if (first.StartsWith("OHDR"u8))
            foreach ((long start, long length) in HdfHeader.Blocks(_file, position)) Compare(start, length, "header of an object");
        else if (first.StartsWith("FRHP"u8)) Compare(position, HeapHeaderLength(first), "heap");
        else if (first.StartsWith("BTHD"u8)) CompareTree(position, first);
        else if (first.StartsWith("FHDB"u8)) CompareHeapBlock(position, first, isDirect: true);
        else if (first.StartsWith("FHIB"u8)) CompareHeapBlock(position, first, isDirect: false);
        else return;
        _compared.Add(position);
    }

    // Filters of a heap, if there are any, stand before the checksum.
    private static long HeapHeaderLength(ReadOnlySpan<byte> header)
    {
        int filters = header.Length < 9 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(header[7..]);
        return filters == 0 ? HeapHeaderBytes : HeapHeaderBytes + 12 + filters;
    }

    private void CompareTree(long position, ReadOnlySpan<byte> header)
    {
        Compare(position, TreeHeaderBytes, "tree");
        int recordBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            depth = BinaryPrimitives.ReadUInt16LittleEndian(header[12..]), records = BinaryPrimitives.ReadUInt16LittleEndian(header[24..]);
        long root = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (depth == 0 && root >= 0) Compare(root, 6 + (recordBytes * records) + ChecksumBytes, "tree");
    }

    // Signature, version, address of the heap, and the block's place in it; its size follows from that place.
    private void CompareHeapBlock(long position, ReadOnlySpan<byte> block, bool isDirect)
    {
        Span<byte> buffer = stackalloc byte[HeapHeaderBytes];
        if (block.Length < 22) throw Refusal("block of a heap");
        ReadOnlySpan<byte> heap = _file.Peek(BinaryPrimitives.ReadInt64LittleEndian(block[5..]), buffer);
        if (heap.Length < HeapHeaderBytes || !heap.StartsWith("FRHP"u8)) throw Refusal("block of a heap");
        bool isPacked = BinaryPrimitives.ReadUInt16LittleEndian(heap[7..]) > 0, hasChecksums = (heap[9] & 2) != 0;
        int width = BinaryPrimitives.ReadUInt16LittleEndian(heap[110..]),
            placeBytes = (BinaryPrimitives.ReadUInt16LittleEndian(heap[128..]) + 7) / 8;
        long start = BinaryPrimitives.ReadInt64LittleEndian(heap[112..]), largest = BinaryPrimitives.ReadInt64LittleEndian(heap[120..]);
        if (width < 1 || start < 1 || largest < start || placeBytes > 8) throw Refusal("heap");
        if (isPacked || (isDirect && !hasChecksums)) return;
        long place = HdfHeader.Number(block.Slice(13, placeBytes));
        // All blocks of a row have one size: the first two rows that at the start, each further one twice that before.
        int row = RowOf(place / start / width);
        long size = Shifted(start, Math.Max(0, row - 1));
        int head = 13 + placeBytes;
        if (isDirect)
        {
            // The checksum stands before the contents and counts as zero.
            Compare(position, size, "block of a heap", checksumAt: head);
            return;
        }

        bool isRoot = BinaryPrimitives.ReadInt64LittleEndian(heap[132..]) == position;
        int rows = isRoot ? BinaryPrimitives.ReadUInt16LittleEndian(heap[140..]) : RowOf(size / start / width);
        Compare(position, head + (8L * rows * width) + ChecksumBytes, "block of a heap");
    }

    // The row that begins at a multiple of the bytes of a row of smallest blocks.
    private static int RowOf(long rows) => rows <= 0 ? 0 : BitOperations.Log2((ulong)rows) + 1;

    private static long Shifted(long start, int bits) =>
        bits < BitOperations.LeadingZeroCount((ulong)start) - 1 ? start << bits : throw Refusal("heap");

    private void Compare(long start, long length, string what, int? checksumAt = null)
    {
        if (start < 0 || length <= ChecksumBytes || length > _file.Length - start || length > _bytesLeft || length > Array.MaxLength)
            throw Refusal(what);
        _bytesLeft -= length;
        byte[] bytes = new byte[length];
        _file.Peek(start, bytes);
        int at = checksumAt ?? bytes.Length - ChecksumBytes;
        if (at > bytes.Length - ChecksumBytes) throw Refusal(what);
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        if (checksumAt is not null) bytes.AsSpan(at, ChecksumBytes).Clear();
        if (Lookup3.Of(checksumAt is null ? bytes.AsSpan(0, at) : bytes) != stated) throw Refusal(what);
    }

    private static HdfRefusal Refusal(string what) => new($"a {what} whose checksum is wrong");
}
