using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.NetCdf;

/// <summary>
/// Contiguous values in the file; the entries of the first dimension may have gaps, as records do.
/// </summary>
internal sealed class LinearStorage : IVariableStorage
{
    private readonly SafeFileHandle _file;
    private readonly SourceLocation _where;
    private readonly long _offset;
    private readonly int _size;

    // Bytes from one entry to the next, along each dimension.
    private readonly long[] _strides;

    public LinearStorage(SafeFileHandle file, SourceLocation where, long offset, int size, ReadOnlySpan<long> shape,
        long? recordStride = null)
    {
        (_file, _where, _offset, _size) = (file, where, offset, size);
        _strides = new long[shape.Length];
        long stride = size;
        for (int k = shape.Length - 1; k >= 0; k--)
        {
            _strides[k] = k == 0 && recordStride is { } record ? record : stride;
            stride = checked(stride * Math.Max(1, shape[k]));
        }
    }

    public required bool IsBigEndian { get; init; }

    public void Read(in Hyperslab slab, Span<byte> destination)
    {
        if (destination.IsEmpty) return;
        // Dimensions from here on have no gaps between entries.
        int rank = slab.Rank, whole = rank;
        long run = _size;
        while (whole > 0 && _strides[whole - 1] == run) run *= slab.Count[--whole];
        long at = _offset;
        for (int k = 0; k < rank; k++) at += slab.Start[k] * _strides[k];
        Span<long> index = stackalloc long[Math.Max(1, whole)];
        index.Clear();
        for (int done = 0; done < destination.Length; done += (int)run)
        {
            ReadRun(at, destination.Slice(done, (int)run));
            for (int k = whole - 1; k >= 0; k--)
            {
                at += _strides[k];
                if (++index[k] < slab.Count[k]) break;
                at -= index[k] * _strides[k];
                index[k] = 0;
            }
        }
    }

    private void ReadRun(long at, Span<byte> destination)
    {
        int read = FileBytes.Read(_file, at, destination);
        if (read < destination.Length)
            throw new DataFormatException(new Fault("The file ends in the middle of a variable.", _where,
                $"values up to byte {at + destination.Length}", $"{at + read} bytes", "Download or create the file again."));
    }
}
