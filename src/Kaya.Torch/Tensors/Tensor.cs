namespace Kaya.Torch;

/// <summary>An array of numbers in native memory, with the operators of libtorch and its differentiation.</summary>
/// <remarks>
/// A tensor belongs to the scope it was made in, or to a module; it is usable until that closes. Reading a module's
/// tensors from several threads is fine; changing them is not.
/// </remarks>
public sealed partial class Tensor : IDisposable
{
    private TensorSet _owner;
    private nint _pointer;
    private int _place;
    private long[]? _shape;
    private TensorType _type;
    private int _cudaIndex;

    internal Tensor(TensorSet owner, nint pointer) => (_owner, _pointer, _place) = (owner, pointer, owner.Add(pointer));

    /// <summary>Lengths of the axes, slowest first; empty for a single number.</summary>
    public ReadOnlySpan<long> Shape => ReadShape();

    /// <summary>Number of axes.</summary>
    public int Dimensions => ReadShape().Length;

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long length in ReadShape()) count *= length;
            return count;
        }
    }

    /// <summary>Element type.</summary>
    public TensorType Type
    {
        get
        {
            ReadShape();
            return _type;
        }
    }

    /// <summary>Where the elements live.</summary>
    public ComputeDevice Device
    {
        get
        {
            ReadShape();
            return _cudaIndex < 0 ? ComputeDevice.Cpu : new ComputeDevice(_cudaIndex);
        }
    }

    /// <summary>The native handle, as long as the owner is open.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    internal nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == 0 || _owner.IsClosed, this);
            return _pointer;
        }
    }

    /// <summary>Length of one axis.</summary>
    /// <param name="axis">From 0; negative counts from the end.</param>
    /// <returns>The length.</returns>
    public long Length(int axis) => ReadShape()[axis < 0 ? axis + Dimensions : axis];

    /// <summary>Lets the tensor out of its scope, into the one around it.</summary>
    /// <returns>This tensor; with no scope around, it lives on its own until it is disposed.</returns>
    /// <exception cref="InvalidOperationException">It does not belong to the innermost scope.</exception>
    public Tensor Keep()
    {
        nint pointer = Pointer;
        TensorScope scope = TensorScope.Current;
        if (scope.Tensors != _owner) throw new InvalidOperationException("the tensor does not belong to the innermost scope");
        MoveTo(scope.Outer?.Tensors ?? new TensorSet(), pointer);
        return this;
    }

    /// <summary>Frees the tensor before its scope does.</summary>
    public void Dispose()
    {
        if (_pointer == 0 || _owner.IsClosed) return;
        _owner.Remove(_place);
        NativeTorch.Free([_pointer]);
        _pointer = 0;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _pointer == 0 || _owner.IsClosed ? "closed tensor" : $"{Type} [{string.Join(", ", ReadShape())}] on {Device}";

    /// <summary>Gives the tensor to another owner, such as a module.</summary>
    internal void MoveTo(TensorSet owner) => MoveTo(owner, Pointer);

    private void MoveTo(TensorSet owner, nint pointer)
    {
        _owner.Remove(_place);
        (_owner, _place) = (owner, owner.Add(pointer));
    }

    private unsafe long[] ReadShape()
    {
        if (_shape is not null) return _shape;
        const int capacity = 16;
        long* sizes = stackalloc long[capacity];
        int dimensions, type, cudaIndex;
        NativeTorch.Check(NativeMethods.kaya_tensor_shape(Pointer, sizes, capacity, &dimensions, &type, &cudaIndex), "shape");
        (_type, _cudaIndex) = ((TensorType)type, cudaIndex);
        return _shape = new ReadOnlySpan<long>(sizes, dimensions).ToArray();
    }
}
