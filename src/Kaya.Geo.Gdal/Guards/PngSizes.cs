using System.Buffers.Binary;

namespace Kaya.Geo.Gdal;

/// <summary>Sizes that a PNG picture declares (Portable Network Graphics, ISO/IEC 15948).</summary>
internal static class PngSizes
{
    private const int Deflate = 1032, ChunkFrame = 12, HeaderBytes = 13;

    /// <summary>Refuses chunks longer than the file, and pixels that the file cannot hold.</summary>
    public static void Require(GuardedFile file)
    {
        for (long at = 8; at + ChunkFrame <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file.Peek(at, 8 + HeaderBytes);
            long length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > file.Length - at - ChunkFrame)
                throw DeclaredSizes.Damaged(file, $"a chunk of {length} bytes at byte {at}", $"at most the {file.Length} bytes of the"
                    + $" file");
            if (chunk[4..8].SequenceEqual("IHDR"u8) && chunk.Length == 8 + HeaderBytes) RequirePixels(file, chunk[8..]);
            if (chunk[4..8].SequenceEqual("IEND"u8)) return;
            at += length + ChunkFrame;
        }
    }

    private static void RequirePixels(GuardedFile file, ReadOnlySpan<byte> header)
    {
        long columns = BinaryPrimitives.ReadUInt32BigEndian(header), rows = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        int channels = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        UInt128 row = (((UInt128)columns * (UInt128)(channels * header[8])) + 7) / 8;
        UInt128 all = row * (UInt128)rows;
        string what = $"{rows} x {columns} pixels of {channels} x {header[8]} bits";
        DeclaredSizes.Require(file, all > (UInt128)file.Length * Deflate ? all : row, Deflate, what);
        // An interlaced picture is decoded as a whole.
        if (header[12] != 0) DeclaredSizes.Require(file, all, Deflate, $"{what}, interlaced");
    }
}
