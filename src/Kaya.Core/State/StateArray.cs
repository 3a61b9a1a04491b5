using System.Runtime.InteropServices;

namespace Kaya.Core;

/// <summary>An immutable array of numbers as it lies in a model file: element type, shape, little-endian bytes in row-major order.</summary>
public sealed class StateArray
{
    private readonly long[] _shape;

    /// <summary>Wraps bytes that are already in file order.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Lengths of the axes, slowest first; empty for a scalar.</param>
    /// <param name="bytes">Exactly product(shape) elements.</param>
    /// <exception cref="ArgumentException">The byte count does not fit the shape.</exception>
    public StateArray(ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
    {
        long count = 1;
        foreach (long length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            count = checked(count * length);
        }

        if (checked(count * type.Size()) != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes given, the shape asks for {count} x {type.Size()}", nameof(bytes));
        (Type, _shape, Bytes) = (type, shape.ToArray(), bytes);
    }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }

    /// <summary>Lengths of the axes, slowest first.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The elements, little-endian, row-major.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Copies 32-bit floats into a stored array.</summary>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes; one axis over all elements when left out.</param>
    /// <returns>The stored array.</returns>
    public static StateArray Of(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.F32, shape.IsEmpty ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies 64-bit floats into a stored array.</summary>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes; one axis over all elements when left out.</param>
    /// <returns>The stored array.</returns>
    public static StateArray Of(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.F64, shape.IsEmpty ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies 64-bit integers into a stored array.</summary>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes; one axis over all elements when left out.</param>
    /// <returns>The stored array.</returns>
    public static StateArray Of(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.I64, shape.IsEmpty ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies bytes into a stored array of one axis.</summary>
    /// <param name="values">Any bytes, such as another library's own model file.</param>
    /// <returns>The stored array.</returns>
    public static StateArray OfBytes(ReadOnlySpan<byte> values) => new(ElementType.U8, [values.Length], values.ToArray());

    /// <summary>The elements as numbers of their own type.</summary>
    /// <typeparam name="T">The C# type of the element type.</typeparam>
    /// <returns>A view, without a copy.</returns>
    /// <exception cref="ArgumentException">T is not the element type.</exception>
    public ReadOnlySpan<T> As<T>() where T : unmanaged
    {
        Type.Require<T>();
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }
}
