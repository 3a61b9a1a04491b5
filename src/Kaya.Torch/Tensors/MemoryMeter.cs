namespace Kaya.Torch;

/// <summary>Measures the memory of CPU tensors created on this thread and in its backward passes while it is
/// open.</summary>
public sealed unsafe class MemoryMeter : IDisposable
{
    private readonly nint _meter;
    private bool _closed;

    /// <summary>Starts measuring.</summary>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public MemoryMeter()
    {
        NativeTorch.Require();
        nint meter;
        NativeTorch.Check(NativeMethods.kaya_memory_begin(&meter), "memory meter");
        _meter = meter;
    }

    /// <summary>Peak memory so far, in bytes.</summary>
    /// <exception cref="ObjectDisposedException">The meter is closed.</exception>
    public long PeakBytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            long bytes;
            NativeTorch.Check(NativeMethods.kaya_memory_peak(_meter, &bytes), "memory meter");
            return bytes;
        }
    }

    /// <summary>Ends measuring, on the thread that started it.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        NativeTorch.Check(NativeMethods.kaya_memory_end(), "memory meter");
    }
}
