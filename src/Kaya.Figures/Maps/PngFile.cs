using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>Writes pictures of 8-bit red, green and blue as PNG (ISO/IEC 15948).</summary>
internal static class PngFile
{
    private static readonly uint[] s_crc = MakeTable();

    /// <summary>Writes a picture; appears whole or not at all.</summary>
    public static void Write(string path, int width, int height, byte[] rgb, string description) => AtomicFile.Write(path, stream =>
    {
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9], header[10], header[11], header[12]) = (8, 2, 0, 0, 0);
        Chunk(stream, "IHDR", header);
        Chunk(stream, "tEXt", Encoding.Latin1.GetBytes("Description\0" + description));
        Chunk(stream, "IDAT", Compress(width, height, rgb));
        Chunk(stream, "IEND", []);
    });

    private static byte[] Compress(int width, int height, byte[] rgb)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] line = new byte[(3 * width) + 1];
            for (int row = 0; row < height; row++)
            {
                // Filter 1: differences to the pixel on the left, which flat areas compress to almost nothing.
                line[0] = 1;
                ReadOnlySpan<byte> pixels = rgb.AsSpan(3 * width * row, 3 * width);
                for (int k = 0; k < pixels.Length; k++) line[k + 1] = (byte)(pixels[k] - (k >= 3 ? pixels[k - 3] : 0));
                zlib.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        byte[] name = Encoding.ASCII.GetBytes(type);
        stream.Write(name);
        stream.Write(data);
        uint crc = Crc(Crc(uint.MaxValue, name), data) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(word, crc);
        stream.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data) crc = s_crc[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
