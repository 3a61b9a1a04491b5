namespace Kaya.Torch;

/// <summary>A scope that frees its tensors at its end: <c>using TensorScope step = new();</c>.</summary>
/// <remarks>
/// Every operator puts its result into the innermost open scope of its thread. Scopes nest and close in reverse order, on
/// the thread that opened them. Only <see cref="Tensor.Keep"/> moves a tensor out.
/// </remarks>
public sealed class TensorScope : IDisposable
{
    private static readonly ThreadLocal<ThreadScopes> Scopes = new(() => new ThreadScopes());

    private readonly ThreadScopes _thread;
    private readonly TensorScope? _outer;
    private bool _closed;

    /// <summary>Opens a scope inside the innermost one of this thread.</summary>
    /// <param name="device">Device of tensors created in it; default: the outer scope's device, or the CPU.</param>
    /// <exception cref="ResourceException">The device does not exist.</exception>
    public TensorScope(ComputeDevice? device = null)
    {
        if (device is not null) TorchRuntime.RequireDevice(device);
        _thread = Scopes.Value!;
        _outer = _thread.Innermost;
        Device = device ?? _outer?.Device ?? ComputeDevice.Cpu;
        Tensors = _thread.Take();
        _thread.Innermost = this;
    }

    /// <summary>Device of tensors created in this scope.</summary>
    public ComputeDevice Device { get; }

    internal static TensorScope Current => Scopes.Value!.Innermost
        ?? throw new InvalidOperationException("no TensorScope is open on this thread: using TensorScope scope = new();");

    internal TensorSet Tensors { get; }

    internal TensorScope? Outer => _outer;

    /// <summary>Frees every tensor of this scope.</summary>
    /// <exception cref="InvalidOperationException">A scope opened later is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (_closed) return;
        if (Scopes.Value!.Innermost != this)
            throw new InvalidOperationException("scopes close on their own thread, the innermost first");
        _closed = true;
        _thread.Innermost = _outer;
        Tensors.Clear();
        _thread.Return(Tensors);
    }

    /// <summary>Adds a handle from the shim to the innermost scope.</summary>
    internal static Tensor Adopt(nint pointer) => new(Current.Tensors, pointer);

    /// <summary>The scopes of one thread, and empty sets for reuse.</summary>
    private sealed class ThreadScopes
    {
        private const int MostSpare = 8;

        private readonly Stack<TensorSet> _spare = new();

        internal TensorScope? Innermost { get; set; }

        internal TensorSet Take() => _spare.TryPop(out TensorSet? set) ? set : new TensorSet();

        internal void Return(TensorSet set)
        {
            if (_spare.Count < MostSpare) _spare.Push(set);
            else set.Dispose();
        }
    }
}
