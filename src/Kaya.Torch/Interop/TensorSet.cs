using System.Runtime.InteropServices;

namespace Kaya.Torch;

/// <summary>The native tensors that one scope or module owns: the one safe handle of this assembly.</summary>
/// <remarks>One finaliser for a whole scope instead of one for each of its tensors: a training step makes dozens.</remarks>
internal sealed class TensorSet : SafeHandle
{
    private nint[] _pointers = new nint[16];
    private int _count;

    internal TensorSet() : base(0, ownsHandle: true) => SetHandle(1);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a handle over.</summary>
    /// <returns>Its place.</returns>
    internal int Add(nint pointer)
    {
        if (_count == _pointers.Length) Array.Resize(ref _pointers, 2 * _count);
        _pointers[_count] = pointer;
        return _count++;
    }

    /// <summary>Gives a handle up without freeing it.</summary>
    internal void Remove(int place)
    {
        _pointers[place] = 0;
        while (_count > 0 && _pointers[_count - 1] == 0) _count--;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeTorch.Free(_pointers.AsSpan(0, _count));
        _count = 0;
        return true;
    }
}
