using System.Buffers.Binary;

namespace Kaya.Urban;

/// <summary>Reads the headers of PNG, JPEG and WebP: the decoder tells neither bits nor palette.</summary>
public static class PictureHeaders
{
    /// <summary>As many bytes of a file as nearly always hold its header.</summary>
    public const int UsualLength = 4096;

    /// <summary>Reads the header.</summary>
    /// <param name="bytes">The first bytes of an encoded picture, or all of them.</param>
    /// <returns>The header; null if the bytes do not hold it.</returns>
    public static PictureHeader? Read(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? Png(bytes)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Jpeg(bytes)
        : bytes.Length > 30 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? WebP(bytes) : null;

    // Portable Network Graphics 1.2, 11.2.2: width, height, bits, colour type.
    private static PictureHeader? Png(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 26 || !bytes[12..].StartsWith("IHDR"u8)) return null;
        PictureColours? colours = bytes[25] switch
        {
            0 or 4 => PictureColours.Grey, 2 or 6 => PictureColours.Rgb, 3 => PictureColours.Palette, _ => null,
        };
        return colours is not { } known ? null : new PictureHeader(new PictureMode(known, bytes[24], bytes[25] is 4 or 6),
            BinaryPrimitives.ReadInt32BigEndian(bytes[20..]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]));
    }

    // ITU T.81, B.2.2: the frame header follows any number of other segments.
    private static PictureHeader? Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (int at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            byte marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                PictureColours colours = bytes[at + 9] switch { 1 => PictureColours.Grey, 4 => PictureColours.Cmyk,
                    _ => PictureColours.Rgb };
                return new PictureHeader(new PictureMode(colours, bytes[at + 4], false),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }

    // WebP container specification; RFC 6386, 9.1; WebP lossless bitstream, 3.
    private static PictureHeader? WebP(ReadOnlySpan<byte> bytes)
    {
        static PictureHeader Of(int columns, int rows, bool hasAlpha) =>
            new(new PictureMode(PictureColours.Rgb, 8, hasAlpha), rows, columns);
        ReadOnlySpan<byte> chunk = bytes[12..];
        if (chunk.StartsWith("VP8X"u8))
            return Of(1 + (bytes[24] | (bytes[25] << 8) | (bytes[26] << 16)), 1 + (bytes[27] | (bytes[28] << 8) | (bytes[29] << 16)),
                (bytes[20] & 0x10) != 0);
        if (chunk.StartsWith("VP8L"u8) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]) is var packed)
            return Of(1 + (int)(packed & 0x3FFF), 1 + (int)((packed >> 14) & 0x3FFF), (packed & 0x10000000) != 0);
        return !chunk.StartsWith("VP8 "u8) ? null : Of(BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF, false);
    }
}
