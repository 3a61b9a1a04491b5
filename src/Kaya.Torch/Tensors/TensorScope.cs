namespace Kaya.Torch;

/// <summary>A stretch of work whose tensors are all freed at its end: <c>using TensorScope step = new();</c>.</summary>
/// <remarks>
/// Every operator puts its result into the innermost open scope of its thread. Scopes nest and close in reverse order, on
/// the thread that opened them. Only <see cref="Tensor.Keep"/> lets a tensor out.
/// </remarks>
public sealed class TensorScope : IDisposable
{
    private static readonly ThreadLocal<TensorScope?> Innermost = new();

    private readonly TensorSet _tensors = new();
    private readonly TensorScope? _outer;
    private bool _closed;

    /// <summary>Opens a scope inside the innermost one of this thread.</summary>
    /// <param name="device">Where tensors made from numbers in it live; the outer scope's device, or the CPU, when left out.</param>
    /// <exception cref="ResourceException">The device does not exist.</exception>
    public TensorScope(ComputeDevice? device = null)
    {
        if (device is not null) TorchRuntime.RequireDevice(device);
        _outer = Innermost.Value;
        Device = device ?? _outer?.Device ?? ComputeDevice.Cpu;
        Innermost.Value = this;
    }

    /// <summary>Where tensors made from numbers in this scope live.</summary>
    public ComputeDevice Device { get; }

    internal static TensorScope Current => Innermost.Value
        ?? throw new InvalidOperationException("no TensorScope is open on this thread: using TensorScope scope = new();");

    internal TensorSet Tensors => _tensors;

    internal TensorScope? Outer => _outer;

    /// <summary>Frees every tensor of this scope.</summary>
    /// <exception cref="InvalidOperationException">A scope opened later is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (_closed) return;
        if (Innermost.Value != this) throw new InvalidOperationException("scopes close on their own thread, the innermost first");
        _closed = true;
        Innermost.Value = _outer;
        _tensors.Dispose();
    }

    /// <summary>Puts a handle from the shim into the innermost scope.</summary>
    internal static Tensor Adopt(nint pointer) => new(Current._tensors, pointer);
}
