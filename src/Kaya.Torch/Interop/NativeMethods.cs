using System.Runtime.InteropServices;

namespace Kaya.Torch;

/// <summary>One operator argument as the shim reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArgument
{
    public ArgumentTag Tag;
    public int Length;
    public long Payload;
}

/// <summary>Kinds of arguments, with the numbers of the shim.</summary>
internal enum ArgumentTag
{
    None = 0,
    Tensor = 1,
    Integer = 2,
    Number = 3,
    Flag = 4,
    Integers = 5,
    Numbers = 6,
    Tensors = 7,
    Text = 8,
    Device = 9,
}

/// <summary>Settings of one optimiser step as the shim reads them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeStep
{
    public double Rate, First, Second, Epsilon, Decay, FirstCorrection, SecondCorrection;
    public int Decoupled, Nesterov, Members, Count;
    public float* Scales;
}

/// <summary>The exports of the shim. Called only by <see cref="NativeTorch"/>, which checks every status.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "kaya_torch";

    [LibraryImport(Library)] internal static partial int kaya_abi();
    [LibraryImport(Library)] internal static partial long kaya_live();
    [LibraryImport(Library)] internal static partial void kaya_last_error(byte* buffer, int capacity);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int kaya_op_find(string name, string overload, nint* op);
    [LibraryImport(Library)]
    internal static partial int kaya_op_call(nint op, NativeArgument* arguments, int count, nint* results, int capacity, int* written);
    [LibraryImport(Library)]
    internal static partial int kaya_tensor_from(void* data, long* sizes, int dimensions, int dtype, byte* device, nint* result);
    [LibraryImport(Library)] internal static partial int kaya_tensor_read(nint tensor, void* destination, long bytes);
    [LibraryImport(Library)] internal static partial int kaya_tensor_write(nint tensor, void* source, long bytes);
    [LibraryImport(Library)] internal static partial int kaya_tensor_item(nint tensor, double* value);
    [LibraryImport(Library)]
    internal static partial int kaya_tensor_shape(nint tensor, long* sizes, int capacity, int* dimensions, int* dtype, int* cudaIndex);
    [LibraryImport(Library)] internal static partial int kaya_tensor_free(nint* tensors, long count);
    [LibraryImport(Library)] internal static partial int kaya_tensor_set_data(nint tensor, nint data);
    [LibraryImport(Library)] internal static partial int kaya_requires_grad(nint tensor, int set, int* current);
    [LibraryImport(Library)] internal static partial int kaya_backward(nint loss);
    [LibraryImport(Library)] internal static partial int kaya_grad_of(nint tensor, int clear, nint* result);
    [LibraryImport(Library)]
    internal static partial int kaya_grad(nint output, nint seed, nint* inputs, int count, int retain, int create, nint* results);
    [LibraryImport(Library)] internal static partial int kaya_grad_mode(int enabled, int* previous);
    [LibraryImport(Library)] internal static partial int kaya_threads(int set, int* current);
    [LibraryImport(Library)] internal static partial int kaya_text(int what, byte* buffer, int capacity);
    [LibraryImport(Library)] internal static partial int kaya_cuda_count(int* count);
    [LibraryImport(Library)]
    internal static partial int kaya_tensor_buffer(long* sizes, int dimensions, int dtype, int locked, nint* result, void** first);
    [LibraryImport(Library)] internal static partial long kaya_reads();
    [LibraryImport(Library)] internal static partial int kaya_precision(int set, int* previous);
    [LibraryImport(Library)] internal static partial int kaya_onednn(int* state);
    [LibraryImport(Library)]
    internal static partial int kaya_lstm(nint projected, nint weight, nint hidden, nint cell, nint* results);
    [LibraryImport(Library)] internal static partial int kaya_neighbours(nint values, nint weights, long axis, nint* result);
    [LibraryImport(Library)] internal static partial int kaya_slopes(nint values, long axis, nint* result);
    [LibraryImport(Library)] internal static partial int kaya_carry(nint* inputs, long steps, nint* next, nint* mean);
    [LibraryImport(Library)]
    internal static partial int kaya_segment(delegate* unmanaged<nint, nint*, int, int, nint, byte*, int, int> body,
        delegate* unmanaged<nint, void> release, nint state, nint* inputs, int count, int arguments, nint* results, int capacity,
            int* written);
    [LibraryImport(Library)] internal static partial int kaya_segment_result(nint outputs, nint tensor);
    [LibraryImport(Library)] internal static partial int kaya_memory_begin(nint* meter);
    [LibraryImport(Library)] internal static partial int kaya_memory_peak(nint meter, long* bytes);
    [LibraryImport(Library)] internal static partial int kaya_memory_end();
    [LibraryImport(Library)]
    internal static partial int kaya_linear(nint input, nint weight, nint bias, int transposed, int after, nint* result);
    [LibraryImport(Library)] internal static partial int kaya_mask(ulong seed, double drop, nint like, nint* result);
    [LibraryImport(Library)]
    internal static partial int kaya_adam(NativeStep* step, nint* parameters, nint* gradients, nint* means, nint* squares);
    [LibraryImport(Library)] internal static partial int kaya_sgd(NativeStep* step, nint* parameters, nint* gradients, nint* velocities);
    [LibraryImport(Library)] internal static partial int kaya_norms(nint* gradients, int count, int members, double* norms);
}
