namespace Kaya.Torch;

/// <summary>Creates the batches of a training.</summary>
public interface IBatchSource
{
    /// <summary>The arrays of one batch.</summary>
    IReadOnlyList<BatchArray> Arrays { get; }

    /// <summary>Writes a batch. Called on a separate thread, in the order of batch numbers, while the device computes.</summary>
    /// <param name="number">Number of the batch, from 0; a resumed training starts later. The content depends only on this number and the
    /// random numbers of the
    /// batch.</param>
    /// <param name="random">Random numbers of this batch only.</param>
    /// <param name="batch">The destination, which still contains an earlier batch.</param>
    void Fill(long number, RandomSource random, Batch batch);
}

/// <summary>Element type and shape of one array of a batch.</summary>
public sealed class BatchArray
{
    private readonly long[] _shape;

    /// <summary>Describes an array.</summary>
    /// <param name="type">Element type; bytes stay bytes until the device converts them.</param>
    /// <param name="shape">Lengths of the axes, the rows of the batch first.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is shorter than 1.</exception>
    public BatchArray(TensorType type, params ReadOnlySpan<long> shape)
    {
        foreach (long length in shape) ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(shape));
        (Type, _shape) = (type, shape.ToArray());
    }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Lengths of the axes, the rows of the batch first.</summary>
    public ReadOnlySpan<long> Shape => _shape;
}

/// <summary>Arrays of one batch, in memory that is reused for later batches.</summary>
public sealed class Batch : IDisposable
{
    private readonly IReadOnlyList<BatchArray> _arrays;
    private readonly TensorSet _owned = new();
    private readonly Tensor[] _host, _device;
    private readonly nint[] _first;

    /// <summary>Allocates the memory.</summary>
    /// <param name="arrays">Element types and shapes.</param>
    /// <param name="device">Device of the tensors; for a GPU each array is also allocated there, and in page-locked host memory.</param>
    /// <exception cref="ResourceException">The device does not exist.</exception>
    public unsafe Batch(IReadOnlyList<BatchArray> arrays, ComputeDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        bool apart = device?.CudaIndex is not null;
        (_arrays, _host, _device, _first) = (arrays, new Tensor[arrays.Count], new Tensor[arrays.Count], new nint[arrays.Count]);
        using TensorScope scope = new(device);
        for (int i = 0; i < arrays.Count; i++)
        {
            nint buffer;
            void* first;
            fixed (long* sizes = arrays[i].Shape)
                NativeTorch.Check(NativeMethods.kaya_tensor_buffer(
                    sizes, arrays[i].Shape.Length, (int)arrays[i].Type, apart ? 1 : 0, &buffer, &first), "batch");
            (_host[i], _first[i]) = (new Tensor(_owned, buffer), (nint)first);
            _device[i] = apart ? _host[i].To(device!).MoveTo(_owned) : _host[i];
        }
    }

    /// <summary>The elements of one array, to be written.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="array">The array.</param>
    /// <returns>All elements, row-major; valid until the batch is disposed.</returns>
    /// <exception cref="ArgumentException">T is not the element type of the array.</exception>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public unsafe Span<T> Values<T>(int array) where T : unmanaged
    {
        if (Tensor.TypeOf<T>() != _arrays[array].Type)
            throw new ArgumentException($"array {array} has elements of type {_arrays[array].Type}, not {typeof(T).Name}", nameof(array));
        return new Span<T>((void*)Memory(array), checked((int)_host[array].Count));
    }

    /// <summary>Copies chosen rows of a block that lies in memory, such as tiles of a map.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="array">Which array; one index for each of its rows.</param>
    /// <param name="block">Rows one after the other, each as long as a row of the array.</param>
    /// <param name="rows">Which rows of the block, in order.</param>
    /// <exception cref="ArgumentException">The types differ, or there are not as many indices as rows in the array.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the block.</exception>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public void Gather<T>(int array, ReadOnlyMemory<T> block, ReadOnlySpan<long> rows) where T : unmanaged
    {
        Span<T> target = Values<T>(array);
        if (rows.Length != _arrays[array].Shape[0])
            throw new ArgumentException($"{rows.Length} indices for {_arrays[array].Shape[0]} rows of array {array}", nameof(rows));
        ReadOnlySpan<T> source = block.Span;
        int length = target.Length / rows.Length;
        int count = block.Length / length;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || rows[i] >= count)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"the block has rows 0 to {count - 1}");
            source.Slice((int)rows[i] * length, length).CopyTo(target.Slice(i * length, length));
        }
    }

    /// <summary>One array as a tensor of the innermost scope, on the device; it is valid until the end of the step.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public Tensor this[int array] => _device[array].Detach();

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _owned.Dispose();

    /// <summary>Copies the written data to the device; only the calling thread waits.</summary>
    internal void Send()
    {
        for (int i = 0; i < _host.Length; i++)
            if (_device[i] != _host[i]) _device[i].CopyFrom(_host[i]);
    }

    private nint Memory(int array)
    {
        ObjectDisposedException.ThrowIf(_owned.IsClosed, this);
        return _first[array];
    }
}
