using System.Text;

namespace Kaya.Torch;

// Numbers in and out.
public readonly unsafe partial struct Tensor
{
    /// <summary>Copies numbers into a tensor on the scope's device.</summary>
    /// <typeparam name="T">float, double, long, int, byte or bool.</typeparam>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Lengths of the axes; default: one axis over all elements.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The number of elements does not match the shape, or T is not an element type.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        if (shape.IsEmpty) shape = [values.Length];
        long count = 1;
        foreach (long length in shape) count *= length;
        if (count != values.Length)
            throw new ArgumentException($"{values.Length} values do not fit a shape of {count} elements", nameof(values));
        fixed (T* first = values) return Create(first, shape, TypeOf<T>(), TensorScope.Current.Device);
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        From((ReadOnlySpan<T>)values, shape);

    /// <summary>Copies a stored array into a tensor on the scope's device.</summary>
    /// <param name="array">The array.</param>
    /// <returns>The tensor, of the same shape and type.</returns>
    /// <exception cref="NotSupportedException">There are no tensors of its element type.</exception>
    public static Tensor From(StateArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        fixed (byte* first = array.Bytes.Span) return Create(first, array.Shape, TypeOf(array.Type), TensorScope.Current.Device);
    }

    /// <summary>A tensor of one repeated number on the scope's device.</summary>
    /// <param name="value">The number.</param>
    /// <param name="shape">Lengths of the axes.</param>
    /// <returns>The tensor, of 32-bit floats.</returns>
    public static Tensor Full(double value, params ReadOnlySpan<long> shape)
    {
        Tensor tensor = Create(null, shape, TensorType.Float32, TensorScope.Current.Device);
        tensor.Fill(value);
        return tensor;
    }

    /// <summary>A tensor of zeros on the scope's device.</summary>
    /// <param name="shape">Lengths of the axes.</param>
    /// <returns>The tensor, of 32-bit floats.</returns>
    public static Tensor Zeros(params ReadOnlySpan<long> shape) => Full(0, shape);

    /// <summary>A tensor of ones on the scope's device.</summary>
    /// <param name="shape">Lengths of the axes.</param>
    /// <returns>The tensor, of 32-bit floats.</returns>
    public static Tensor Ones(params ReadOnlySpan<long> shape) => Full(1, shape);

    /// <summary>The one element of a tensor, as a double.</summary>
    /// <returns>Its value.</returns>
    /// <exception cref="NativeCallException">There is more than one element.</exception>
    public double Item()
    {
        double value;
        NativeTorch.Check(NativeMethods.kaya_tensor_item(Pointer, &value), "item", Owner);
        return value;
    }

    /// <summary>Copies all elements out, row-major.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <returns>A new array.</returns>
    public T[] ToArray<T>() where T : unmanaged
    {
        T[] values = new T[Count];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies all elements out, row-major.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="destination">Receives the elements.</param>
    /// <exception cref="ArgumentException">The type or the length does not fit.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        if (TypeOf<T>() != Type || destination.Length != Count)
            throw new ArgumentException($"{destination.Length} {typeof(T).Name} do not fit {this}", nameof(destination));
        fixed (T* first = destination)
            NativeTorch.Check(NativeMethods.kaya_tensor_read(Pointer, first, (long)destination.Length * sizeof(T)), "read", Owner);
    }

    /// <summary>Copies the tensor into a stored array.</summary>
    /// <returns>The array, of the same shape and type.</returns>
    /// <exception cref="NotSupportedException">Truth values are not stored.</exception>
    public StateArray ToState()
    {
        ElementType type = Type switch
        {
            TensorType.Float32 => ElementType.F32,
            TensorType.Float64 => ElementType.F64,
            TensorType.Int64 => ElementType.I64,
            TensorType.Int32 => ElementType.I32,
            TensorType.UInt8 => ElementType.U8,
            _ => throw new NotSupportedException($"{Type} is not stored"),
        };
        byte[] bytes = new byte[Count * type.Size()];
        fixed (byte* first = bytes) NativeTorch.Check(NativeMethods.kaya_tensor_read(Pointer, first, bytes.Length), "read", Owner);
        return new StateArray(type, Shape, bytes);
    }

    /// <summary>Overwrites the elements, without recording for differentiation.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The type or the length does not fit.</exception>
    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (TypeOf<T>() != Type || values.Length != Count)
            throw new ArgumentException($"{values.Length} {typeof(T).Name} do not fit {this}", nameof(values));
        fixed (T* first = values)
            NativeTorch.Check(NativeMethods.kaya_tensor_write(Pointer, first, (long)values.Length * sizeof(T)), "write", Owner);
    }

    /// <summary>Overwrites the elements with those of a stored array of the same shape and type.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentException">The shape or the type differs.</exception>
    /// <exception cref="NotSupportedException">There are no tensors of its element type.</exception>
    public void Write(StateArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (TypeOf(array.Type) != Type || !array.Shape.SequenceEqual(Shape))
            throw new ArgumentException($"{array.Type} [{string.Join(", ", array.Shape.ToArray())}] does not fit {this}", nameof(array));
        fixed (byte* first = array.Bytes.Span) NativeTorch.Check(NativeMethods.kaya_tensor_write(Pointer, first, array.Bytes.Length),
            "write", Owner);
    }

    /// <summary>Overwrites every element with one number, without a record for differentiation.</summary>
    /// <param name="value">The number.</param>
    public void Fill(double value)
    {
        using NoGradient none = new();
        Operators.Fill.Run(this, value);
    }

    /// <summary>Overwrites the elements with those of another tensor, without a record for differentiation.</summary>
    /// <param name="source">A tensor of a shape that broadcasts to this one.</param>
    public void CopyFrom(Tensor source)
    {
        using NoGradient none = new();
        Operators.Copy.Run(this, source);
    }

    /// <summary>Makes this tensor refer to other elements, keeping its identity as a parameter.</summary>
    internal void SetData(Tensor data)
    {
        NativeTorch.Check(NativeMethods.kaya_tensor_set_data(Pointer, data.Pointer), "set_data", Owner, data.Owner);
        ForgetShape();
    }

    internal static TensorType TypeOf(ElementType type) => type switch
    {
        ElementType.F32 => TensorType.Float32,
        ElementType.F64 => TensorType.Float64,
        ElementType.I64 => TensorType.Int64,
        ElementType.I32 => TensorType.Int32,
        ElementType.U8 => TensorType.UInt8,
        _ => throw new NotSupportedException($"There are no tensors of {type}."),
    };

    internal static TensorType TypeOf<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? TensorType.Float32
        : typeof(T) == typeof(double) ? TensorType.Float64
        : typeof(T) == typeof(long) ? TensorType.Int64
        : typeof(T) == typeof(int) ? TensorType.Int32
        : typeof(T) == typeof(byte) ? TensorType.UInt8
        : typeof(T) == typeof(bool) ? TensorType.Bool
        : throw new ArgumentException($"{typeof(T).Name} is not an element type of tensors");

    private static Tensor Create(void* data, ReadOnlySpan<long> shape, TensorType type, ComputeDevice device)
    {
        NativeTorch.Require();
        TensorScope scope = TensorScope.Current;
        Span<byte> name = stackalloc byte[16];
        Encoding.ASCII.GetBytes(device.ToString(), name);
        nint result;
        fixed (long* sizes = shape)
        fixed (byte* where = name)
            NativeTorch.Check(NativeMethods.kaya_tensor_from(data, sizes, shape.Length, (int)type, where, &result), "from");
        return new Tensor(scope.Tensors, result);
    }
}
