using System.Runtime.InteropServices;
using System.Text;

namespace Kaya.Torch;

/// <summary>Recomputes part of a differentiable calculation in the backward pass instead of storing its intermediate results.</summary>
/// <remarks>
/// Griewank and Walther (2000); Chen et al. (2016). A segment only stores its inputs and outputs. Segments can be nested. A simulation
/// of
/// n steps in segments of k stores n / k states and, one segment at a time, the intermediate results of k steps, at the cost of a second
/// forward pass.
/// Gradients are identical to the plain calculation if each parameter is used in one segment; otherwise their contributions are
/// added
/// up in another order.
/// </remarks>
public static unsafe class Segment
{
    private const int MostResults = 64;

    /// <summary>Runs a segment.</summary>
    /// <param name="body">
    /// The calculation, run now and again in the backward pass, on any thread: it must give the same result for the same
    /// inputs. Whatever
    /// requires gradients must be an input or belong to <paramref name="module"/>; the backward pass refuses anything else.
    /// </param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="module">The network that it uses; dropout is the same in both runs, and running means move in the first one
    /// only.</param>
    /// <returns>Its results, at most 64, in the innermost scope.</returns>
    /// <exception cref="NativeCallException">libtorch refused an operator; in the backward pass also where the calculation failed
    /// there.</exception>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> body, IReadOnlyList<Tensor> inputs, Module? module = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(inputs);
        TensorScope scope = TensorScope.Current;
        Call call = new(body, module, scope.Device);
        IReadOnlyList<Tensor> parameters = module?.Parameters() ?? [];
        nint[] handles = [.. inputs.Select(tensor => tensor.Pointer), .. parameters.Select(tensor => tensor.Pointer)];
        nint* results = stackalloc nint[MostResults];
        int written, status;
        // Released by the shim when no graph can run the segment again.
        GCHandle state = GCHandle.Alloc(call);
        fixed (nint* first = handles)
            status = NativeMethods.kaya_segment(&Enter, &Release, GCHandle.ToIntPtr(state), first, handles.Length, inputs.Count,
                results, MostResults, &written);
        GC.KeepAlive(inputs);
        GC.KeepAlive(parameters);
        call.ThrowIfFailed();
        NativeTorch.Check(status, "segment");
        Tensor[] tensors = new Tensor[written];
        for (int i = 0; i < written; i++) tensors[i] = new Tensor(scope.Tensors, results[i]);
        return tensors;
    }

    /// <summary>Runs the steps of a simulation in segments.</summary>
    /// <param name="steps">Number of steps.</param>
    /// <param name="length">Steps of one segment; about the square root of their number takes the least memory.</param>
    /// <param name="step">Given the number of the step and the state, gives the state after it. As the body of <see cref="Run"/>.</param>
    /// <param name="state">The state at the start. Shared tensors that need gradients can be part of it, passed on
    /// unchanged.</param>
    /// <param name="module">The network that the steps use.</param>
    /// <returns>The state at the end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no step, or a segment without steps.</exception>
    /// <exception cref="NativeCallException">libtorch refused an operator.</exception>
    public static Tensor[] RunSteps(
        int steps, int length, Func<int, Tensor[], Tensor[]> step, IReadOnlyList<Tensor> state, Module? module = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Tensor[] now = [.. state];
        for (int start = 0; start < steps; start += length)
        {
            (int first, int end) = (start, Math.Min(steps, start + length));
            now = Run(inner =>
            {
                for (int number = first; number < end; number++) inner = step(number, inner);
                return inner;
            }, now, module);
        }

        return now;
    }

    [UnmanagedCallersOnly]
    private static int Enter(nint state, nint* inputs, int count, int again, nint outputs, byte* message, int capacity)
    {
        Call call = (Call)GCHandle.FromIntPtr(state).Target!;
        try
        {
            call.Run(new ReadOnlySpan<nint>(inputs, count), again != 0, outputs);
            return 0;
        }
        catch (Exception failure)
        {
            if (again == 0) call.Failure = failure;
            byte[] text = Encoding.UTF8.GetBytes(failure.Message);
            int length = Math.Min(text.Length, capacity - 1);
            text.AsSpan(0, length).CopyTo(new Span<byte>(message, capacity));
            message[length] = 0;
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint state) => GCHandle.FromIntPtr(state).Free();

    /// <summary>What a segment is run with, now and again.</summary>
    private sealed class Call(Func<Tensor[], Tensor[]> body, Module? module, ComputeDevice device)
    {
        private readonly ModuleMoment? _moment = module?.Moment();

        internal Exception? Failure { private get; set; }

        internal void Run(ReadOnlySpan<nint> inputs, bool again, nint outputs)
        {
            using TensorScope scope = new(device);
            Tensor[] tensors = new Tensor[inputs.Length];
            for (int i = 0; i < inputs.Length; i++) tensors[i] = TensorScope.Adopt(inputs[i]);
            using IDisposable? replay = again ? _moment?.Replay() : null;
            foreach (Tensor result in body(tensors))
                NativeTorch.Check(NativeMethods.kaya_segment_result(outputs, result.Pointer), "segment");
        }

        internal void ThrowIfFailed()
        {
            if (Failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Failure);
        }
    }
}
