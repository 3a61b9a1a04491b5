using System.Runtime.InteropServices;

namespace Kaya.Core;

/// <summary>An immutable array as stored in a model file: element type, shape, and little-endian bytes in row-major order.</summary>
public sealed class StateArray
{
    private readonly long[] _shape;

    /// <summary>Wraps bytes that are in file order, without a copy.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Lengths of the axes, slowest first; empty for a scalar.</param>
    /// <param name="bytes">product(shape) elements; the caller must not change them later.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">The number of bytes does not match type and shape.</exception>
    /// <exception cref="OverflowException">The shape has more than 2^63 - 1 bytes.</exception>
    public StateArray(ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
    {
        long count = 1;
        foreach (long length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            count = checked(count * length);
        }

        if (checked(count * type.Size()) != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes do not match the shape, which needs {count} x {type.Size()}", nameof(bytes));
        (Type, _shape, Bytes) = (type, shape.ToArray(), bytes);
    }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }

    /// <summary>Lengths of the axes, slowest first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The elements as bytes: little-endian, row-major.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Copies 32-bit floats into a stored array.</summary>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes, slowest first; one axis if left out.</param>
    /// <returns>The stored array.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">The number of values does not match the shape.</exception>
    public static StateArray Of(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.F32, shape.IsEmpty ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies 64-bit floats into a stored array.</summary>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes, slowest first; one axis if left out.</param>
    /// <returns>The stored array.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">The number of values does not match the shape.</exception>
    public static StateArray Of(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.F64, shape.IsEmpty ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies 64-bit integers into a stored array.</summary>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes, slowest first; one axis if left out.</param>
    /// <returns>The stored array.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">The number of values does not match the shape.</exception>
    public static StateArray Of(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.I64, shape.IsEmpty ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies bytes into a stored array with one axis.</summary>
    /// <param name="values">Any bytes, such as the model file of another library.</param>
    /// <returns>The stored array.</returns>
    public static StateArray OfBytes(ReadOnlySpan<byte> values) => new(ElementType.U8, [values.Length], values.ToArray());

    /// <summary>The elements as numbers of their type, without a copy.</summary>
    /// <typeparam name="T">The C# type of <see cref="Type"/>.</typeparam>
    /// <returns>A view of the elements in row-major order.</returns>
    /// <exception cref="ArgumentException">T is not the C# type of the elements.</exception>
    public ReadOnlySpan<T> As<T>() where T : unmanaged
    {
        Type.Require<T>();
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }
}
