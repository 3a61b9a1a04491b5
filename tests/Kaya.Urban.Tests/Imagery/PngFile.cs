using System.Buffers.Binary;
using System.IO.Compression;

namespace Kaya.Urban.Tests;

/// <summary>PNG pictures written by hand, of modes that the encoder of the product does not write.</summary>
internal static class PngFile
{
    public const int Grey = 0, Colours = 2, Palette = 3;

    /// <summary>Bytes of a picture; the rows are as stored, without their filter byte.</summary>
    public static byte[] Of((int Columns, int Rows) size, int bits, int mode, byte[][] rows, byte[]? palette = null)
    {
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, size.Columns);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), size.Rows);
        (head[8], head[9]) = ((byte)bits, (byte)mode);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            foreach (byte[] row in rows) zlib.Write([0, .. row]);
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", head), .. palette is null ? [] : Chunk("PLTE", palette),
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
