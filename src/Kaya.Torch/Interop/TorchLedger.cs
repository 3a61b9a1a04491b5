namespace Kaya.Torch;

/// <summary>Counts the native tensors of fitted models, to distinguish them from leaks.</summary>
public static class TorchLedger
{
    private static readonly Lock s_lock = new();
    private static long s_copied;

    /// <summary>Live tensors except those of native copies of fitted networks. If it does not return to its initial value, something
    /// leaks.</summary>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static long LiveWithoutCopies
    {
        get
        {
            lock (s_lock) return TorchRuntime.LiveTensors - s_copied;
        }
    }

    internal static void Remember(long tensors)
    {
        lock (s_lock) s_copied += tensors;
    }

    internal static void Forget(long tensors, Action free)
    {
        lock (s_lock)
        {
            free();
            s_copied -= tensors;
        }
    }
}
