namespace Kaya.Torch;

/// <summary>An array of numbers in native memory, with the operators of libtorch and its differentiation.</summary>
/// <remarks>
/// A tensor belongs to the scope it was created in, or to a module. It is valid until the owner is closed; later use is refused.
/// It is a small value that refers to a slot of the scope, without managed allocation. Reading a module's
/// tensors from several threads is safe; changing them is not.
/// Every operator throws <see cref="NativeCallException"/> if shapes, types or devices do not match,
/// <see cref="ObjectDisposedException"/> if a tensor's scope is closed, and <see cref="InvalidOperationException"/> if no scope is
/// open for its result.
/// </remarks>
public readonly partial struct Tensor : IDisposable, IEquatable<Tensor>
{
    private readonly TensorSet? _owner;
    private readonly int _place;
    private readonly uint _version;

    internal Tensor(TensorSet owner, nint pointer)
    {
        _owner = owner;
        (_place, _version) = owner.Add(pointer);
    }

    /// <summary>Lengths of the axes, slowest first; empty for a single number.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public ReadOnlySpan<long> Shape => Description.Shape;

    /// <summary>Number of axes.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public int Dimensions => Description.Dimensions;

    /// <summary>Number of elements.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long length in Shape) count *= length;
            return count;
        }
    }

    /// <summary>Element type.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public TensorType Type => Description.Type;

    /// <summary>The device of the elements.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public ComputeDevice Device => Description.CudaIndex < 0 ? ComputeDevice.Cpu : new ComputeDevice(Description.CudaIndex);

    /// <summary>The native handle, as long as the owner is open.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    internal nint Pointer => Owner.Pointer(_place, _version);

    /// <summary>The owner of the tensor, kept alive during native calls.</summary>
    internal TensorSet Owner => _owner ?? throw new ObjectDisposedException(nameof(Tensor));

    private ref readonly TensorDescription Description => ref Owner.Describe(_place, _version);

    /// <summary>Length of one axis.</summary>
    /// <param name="axis">From 0; negative counts from the end.</param>
    /// <returns>The length.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public long Length(int axis) => Shape[axis < 0 ? axis + Dimensions : axis];

    /// <summary>Moves the tensor from its scope to the enclosing one.</summary>
    /// <returns>The tensor in its new place; this one is closed. With no scope around, it lives on its own until it is disposed.</returns>
    /// <exception cref="InvalidOperationException">It does not belong to the innermost scope.</exception>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    public Tensor Keep()
    {
        _ = Pointer;
        TensorScope scope = TensorScope.Current;
        if (scope.Tensors != _owner)
            throw new InvalidOperationException("the tensor does not belong to the innermost scope");
        return MoveTo(scope.Outer?.Tensors ?? new TensorSet());
    }

    /// <summary>Frees the tensor before the end of its scope; can be called repeatedly.</summary>
    public void Dispose()
    {
        if (_owner is null || !_owner.Holds(_place, _version)) return;
        nint pointer = Pointer;
        _owner.Remove(_place);
        NativeTorch.Free([pointer]);
    }

    /// <summary>Whether both refer to the same slot of the same owner; elements are not compared.</summary>
    /// <param name="other">Another tensor.</param>
    /// <returns>True for copies of one value.</returns>
    public bool Equals(Tensor other) => _owner == other._owner && _place == other._place && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_owner, _place, _version);

    /// <inheritdoc cref="Equals(Tensor)"/>
    public static bool operator ==(Tensor left, Tensor right) => left.Equals(right);

    /// <summary>The opposite of <see cref="Equals(Tensor)"/>.</summary>
    public static bool operator !=(Tensor left, Tensor right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => _owner is null || !_owner.Holds(_place, _version)
        ? "closed tensor"
        : $"{Type} [{string.Join(", ", Shape.ToArray())}] on {Device}";

    /// <summary>Moves the tensor to another owner, such as a module.</summary>
    internal Tensor MoveTo(TensorSet owner)
    {
        nint pointer = Pointer;
        Owner.Remove(_place);
        return new Tensor(owner, pointer);
    }

    /// <summary>Clears the cached shape after the elements were replaced.</summary>
    private void ForgetShape() => Owner.ForgetShape(_place);
}
