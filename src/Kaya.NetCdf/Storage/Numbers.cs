using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Kaya.NetCdf;

/// <summary>Turns stored bytes into numbers.</summary>
internal static class Numbers
{
    /// <summary>Turns the bytes of each value round where they are stored in the other order.</summary>
    public static void ToNative(Span<byte> values, int size, bool isBigEndian)
    {
        if (isBigEndian != BitConverter.IsLittleEndian || size < 2) return;
        switch (size)
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(values), MemoryMarshal.Cast<byte, short>(values));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(values), MemoryMarshal.Cast<byte, int>(values));
                break;
            default:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(values), MemoryMarshal.Cast<byte, long>(values));
                break;
        }
    }

    /// <summary>Values in the byte order of the processor as doubles.</summary>
    public static void ToDoubles(ReadOnlySpan<byte> values, NetCdfType type, Span<double> destination)
    {
        switch (type)
        {
            case NetCdfType.Byte or NetCdfType.Char: Widen(values, destination); break;
            case NetCdfType.SByte: Widen(MemoryMarshal.Cast<byte, sbyte>(values), destination); break;
            case NetCdfType.Int16: Widen(MemoryMarshal.Cast<byte, short>(values), destination); break;
            case NetCdfType.UInt16: Widen(MemoryMarshal.Cast<byte, ushort>(values), destination); break;
            case NetCdfType.Int32: Widen(MemoryMarshal.Cast<byte, int>(values), destination); break;
            case NetCdfType.UInt32: Widen(MemoryMarshal.Cast<byte, uint>(values), destination); break;
            case NetCdfType.Int64: Widen(MemoryMarshal.Cast<byte, long>(values), destination); break;
            case NetCdfType.UInt64: Widen(MemoryMarshal.Cast<byte, ulong>(values), destination); break;
            case NetCdfType.Float: Widen(MemoryMarshal.Cast<byte, float>(values), destination); break;
            default: MemoryMarshal.Cast<byte, double>(values).CopyTo(destination); break;
        }
    }

    /// <summary>Doubles as values in the byte order of the processor; integers are rounded to the nearest.</summary>
    public static void FromDoubles(ReadOnlySpan<double> values, NetCdfType type, Span<byte> destination)
    {
        switch (type)
        {
            case NetCdfType.Byte or NetCdfType.Char: Narrow(values, destination); break;
            case NetCdfType.SByte: Narrow(values, MemoryMarshal.Cast<byte, sbyte>(destination)); break;
            case NetCdfType.Int16: Narrow(values, MemoryMarshal.Cast<byte, short>(destination)); break;
            case NetCdfType.UInt16: Narrow(values, MemoryMarshal.Cast<byte, ushort>(destination)); break;
            case NetCdfType.Int32: Narrow(values, MemoryMarshal.Cast<byte, int>(destination)); break;
            case NetCdfType.UInt32: Narrow(values, MemoryMarshal.Cast<byte, uint>(destination)); break;
            case NetCdfType.Int64: Narrow(values, MemoryMarshal.Cast<byte, long>(destination)); break;
            case NetCdfType.UInt64: Narrow(values, MemoryMarshal.Cast<byte, ulong>(destination)); break;
            case NetCdfType.Float:
                Span<float> single = MemoryMarshal.Cast<byte, float>(destination);
                for (int k = 0; k < values.Length; k++) single[k] = (float)values[k];
                break;
            default: values.CopyTo(MemoryMarshal.Cast<byte, double>(destination)); break;
        }
    }

    /// <summary>Stored bytes as doubles; the bytes may be turned in place.</summary>
    public static ImmutableArray<double> Doubles(byte[] values, NetCdfType type, bool isBigEndian)
    {
        ToNative(values, type.Size(), isBigEndian);
        double[] numbers = new double[values.Length / type.Size()];
        ToDoubles(values, type, numbers);
        return [.. numbers];
    }

    private static void Narrow<T>(ReadOnlySpan<double> values, Span<T> destination)
        where T : struct, System.Numerics.INumberBase<T>
    {
        for (int k = 0; k < values.Length; k++) destination[k] = T.CreateSaturating(Math.Round(values[k]));
    }

    private static void Widen<T>(ReadOnlySpan<T> values, Span<double> destination)
        where T : struct, System.Numerics.INumberBase<T>
    {
        for (int k = 0; k < values.Length; k++) destination[k] = double.CreateTruncating(values[k]);
    }
}
