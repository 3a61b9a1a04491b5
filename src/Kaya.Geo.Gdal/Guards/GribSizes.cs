using System.Buffers.Binary;

namespace Kaya.Geo.Gdal;

/// <summary>Sizes that the first message of a GRIB file declares (WMO Manual on Codes, FM 92).</summary>
internal static class GribSizes
{
    private const int BytesOfCell = 8;

    /// <summary>Refuses a message longer than the file, and grids larger than the limit.</summary>
    public static void Require(GuardedFile file)
    {
        ReadOnlySpan<byte> head = file.Peek(0, 16);
        if (head.Length < 16) return;
        if (head[7] == 1) RequireFirstEdition(file, head);
        else if (head[7] == 2) RequireSecondEdition(file, BinaryPrimitives.ReadInt64BigEndian(head[8..]));
    }

    private static void RequireFirstEdition(GuardedFile file, ReadOnlySpan<byte> head)
    {
        RequireLength(file, Three(head[4..]));
        // The product section follows; if it says so (octet 8), the grid comes behind it.
        ReadOnlySpan<byte> product = file.Peek(8, 8);
        if (product.Length < 8 || (product[7] & 0x80) == 0) return;
        ReadOnlySpan<byte> grid = file.Peek(8 + Three(product), 10);
        if (grid.Length < 10) return;
        Cells(file, (UInt128)BinaryPrimitives.ReadUInt16BigEndian(grid[6..]) * BinaryPrimitives.ReadUInt16BigEndian(grid[8..]));
    }

    private static void RequireSecondEdition(GuardedFile file, long length)
    {
        RequireLength(file, length);
        for (long at = 16; at + 5 < file.Length;)
        {
            ReadOnlySpan<byte> section = file.Peek(at, 16);
            if (section.Length < 10 || section.StartsWith("7777"u8)) return;
            long bytes = BinaryPrimitives.ReadUInt32BigEndian(section);
            if (bytes < 5 || bytes > file.Length - at) throw DeclaredSizes.Damaged(file, $"a section of {bytes} bytes at byte {at}",
                $"5 to the {file.Length - at} bytes that follow");
            if (section[4] == 3) Cells(file, BinaryPrimitives.ReadUInt32BigEndian(section[6..]));
            at += bytes;
        }
    }

    // A constant field takes no bytes in the file, so only the limit applies.
    private static void Cells(GuardedFile file, UInt128 cells) =>
        DeclaredSizes.Require(file, cells * BytesOfCell, 0, $"a grid of {cells} cells");

    private static void RequireLength(GuardedFile file, long length)
    {
        if (length > file.Length || length < 0) throw DeclaredSizes.Damaged(file, $"a message of {length} bytes",
            $"at most the {file.Length} bytes of the file");
    }

    private static int Three(ReadOnlySpan<byte> at) => (at[0] << 16) | (at[1] << 8) | at[2];
}
