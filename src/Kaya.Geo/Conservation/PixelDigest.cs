using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kaya.Geo;

/// <summary>The SHA-256 of the pixels of a band, independent of the file format.</summary>
public static class PixelDigest
{
    private const long CellsAtOnce = 1 << 20;

    /// <summary>Digest of the values row by row, as 64-bit floating point numbers, little-endian, with one bit pattern of NaN for
    /// no-data.</summary>
    /// <param name="source">The source.</param>
    /// <param name="band">Band from 0.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Of(IRasterSource source, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Each(source, band, (_, values) => Append(hash, values));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static void Append(IncrementalHash hash, Span<double> values)
    {
        Span<long> bits = MemoryMarshal.Cast<double, long>(values);
        for (int at = 0; at < values.Length; at++)
        {
            if (double.IsNaN(values[at])) bits[at] = 0x7FF8000000000000;
            if (!BitConverter.IsLittleEndian) bits[at] = BinaryPrimitives.ReverseEndianness(bits[at]);
        }

        hash.AppendData(MemoryMarshal.AsBytes(bits));
    }

    /// <summary>Reads a band from top to bottom; the values may be overwritten.</summary>
    internal static void Each(IRasterSource source, int band, Action<Window, Span<double>> see)
    {
        double[] buffer = [];
        foreach (Window window in source.Grid.All.RowBands(CellsAtOnce))
        {
            if (buffer.Length < window.CellCount) buffer = new double[window.CellCount];
            Span<double> values = buffer.AsSpan(0, (int)window.CellCount);
            source.Read(band, window, values);
            see(window, values);
        }
    }
}
