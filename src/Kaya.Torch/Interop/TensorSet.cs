using System.Runtime.InteropServices;

namespace Kaya.Torch;

/// <summary>The native tensors of a scope or module: the only safe handle of this assembly.</summary>
/// <remarks>
/// One finaliser per scope instead of one per tensor, since a training step creates hundreds. A reused slot has
/// a new version, so a tensor kept beyond its scope is refused and never confused with a later one.
/// </remarks>
internal sealed class TensorSet : SafeHandle
{
    private nint[] _pointers = new nint[16];
    private uint[] _versions = new uint[16];
    private TensorDescription[] _descriptions = new TensorDescription[16];
    private int _count;

    internal TensorSet() : base(0, ownsHandle: true) => SetHandle(1);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Takes ownership of a handle.</summary>
    /// <returns>Its place, and the version of that place.</returns>
    internal (int Place, uint Version) Add(nint pointer)
    {
        if (_count == _pointers.Length)
        {
            Array.Resize(ref _pointers, 2 * _count);
            Array.Resize(ref _versions, 2 * _count);
            Array.Resize(ref _descriptions, 2 * _count);
        }

        _pointers[_count] = pointer;
        return (_count, _versions[_count++]);
    }

    /// <summary>Whether a tensor still exists.</summary>
    internal bool Holds(int place, uint version) => !IsClosed && place < _count && _versions[place] == version && _pointers[place] != 0;

    /// <summary>The native handle of a tensor.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    internal nint Pointer(int place, uint version)
    {
        ObjectDisposedException.ThrowIf(!Holds(place, version), typeof(Tensor));
        return _pointers[place];
    }

    /// <summary>Shape, type and device of a tensor; asked of libtorch once.</summary>
    /// <exception cref="ObjectDisposedException">The tensor or its scope is closed.</exception>
    internal ref readonly TensorDescription Describe(int place, uint version)
    {
        nint pointer = Pointer(place, version);
        ref TensorDescription description = ref _descriptions[place];
        if (!description.IsKnown) description.Read(pointer);
        return ref description;
    }

    internal void ForgetShape(int place) => _descriptions[place].Forget();

    /// <summary>Releases a handle without freeing it.</summary>
    internal void Remove(int place)
    {
        Forget(place);
        while (_count > 0 && _pointers[_count - 1] == 0) _count--;
    }

    /// <summary>Frees all tensors; the set can be used again.</summary>
    internal void Clear()
    {
        NativeTorch.Free(_pointers.AsSpan(0, _count));
        for (int place = 0; place < _count; place++) Forget(place);
        _count = 0;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeTorch.Free(_pointers.AsSpan(0, _count));
        _count = 0;
        return true;
    }

    private void Forget(int place)
    {
        _pointers[place] = 0;
        _versions[place]++;
        _descriptions[place].Forget();
    }
}

/// <summary>Properties of a tensor from libtorch; the array is reused by the next tensor in the same slot.</summary>
internal struct TensorDescription
{
    private const int MostAxes = 16;

    private long[]? _sizes;

    internal bool IsKnown { get; private set; }

    internal int Dimensions { get; private set; }

    internal TensorType Type { get; private set; }

    internal int CudaIndex { get; private set; }

    internal readonly ReadOnlySpan<long> Shape => _sizes.AsSpan(0, Dimensions);

    internal void Forget() => IsKnown = false;

    internal unsafe void Read(nint pointer)
    {
        _sizes ??= new long[MostAxes];
        int dimensions, type, cudaIndex;
        fixed (long* sizes = _sizes)
            NativeTorch.Check(NativeMethods.kaya_tensor_shape(pointer, sizes, MostAxes, &dimensions, &type, &cudaIndex), "shape");
        (Dimensions, Type, CudaIndex, IsKnown) = (dimensions, (TensorType)type, cudaIndex, true);
    }
}
