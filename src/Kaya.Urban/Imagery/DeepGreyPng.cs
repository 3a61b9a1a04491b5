using System.Buffers.Binary;

namespace Kaya.Urban;

/// <summary>PNG of grey numbers of 16 bits, of which the decoder gives only the upper 8.</summary>
internal static class DeepGreyPng
{
    private const int Header = 12, Bits = 24, Colours = 25, Check = 29, Length = 33;

    /// <summary>The same picture described as one of two numbers of 8 bits for each of 16: grey as grey and alpha, grey and alpha as red,
    /// green, blue and alpha. The bytes of a pixel, and so the filters of its rows, are the same.</summary>
    /// <param name="png">A picture of grey or grey and alpha, 16 bits.</param>
    internal static byte[] AsBytes(byte[] png)
    {
        byte[] changed = [.. png];
        if (changed.Length < Length) return changed;
        (changed[Bits], changed[Colours]) = (8, (byte)(png[Colours] == 0 ? 4 : 6));
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(Check), Crc(changed.AsSpan(Header..Check)));
        return changed;
    }

    // PNG specification, annex D.
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
