using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Kaya.Torch;

/// <summary>The only place that loads the shim and converts its status codes to exceptions.</summary>
internal static unsafe class NativeTorch
{
    private const int Abi = 2;

    // Loaded at first use: a program without training does not need libtorch.
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Ensures that the shim and libtorch are loaded.</summary>
    internal static void Require() => _ = Loaded.Value;

    /// <summary>Throws unless the status is success.</summary>
    /// <param name="status">What the call returned.</param>
    /// <param name="call">Its name.</param>
    /// <param name="owner">Owner of a tensor that was passed as a raw pointer: it is not collected before the call ends.</param>
    /// <param name="other">Another such owner.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int status, string call, object? owner = null, object? other = null)
    {
        GC.KeepAlive(owner);
        GC.KeepAlive(other);
        if (status != 0) Fail(call);
    }

    /// <summary>Copies a text of the library.</summary>
    internal static string Text(int what)
    {
        Require();
        byte* buffer = stackalloc byte[8192];
        Check(NativeMethods.kaya_text(what, buffer, 8192), "kaya_text");
        return Marshal.PtrToStringUTF8((nint)buffer)!;
    }

    /// <summary>Looks up an operator; it is valid for the lifetime of the process.</summary>
    internal static nint FindOperator(string name, string overload)
    {
        Require();
        nint handle;
        Check(NativeMethods.kaya_op_find(name, overload, &handle), $"{name}.{overload}");
        return handle;
    }

    /// <summary>Frees handles. A failure would be a bug in the shim; it is not reported, since a finaliser cannot throw.</summary>
    internal static void Free(ReadOnlySpan<nint> handles)
    {
        fixed (nint* first = handles) _ = NativeMethods.kaya_tensor_free(first, handles.Length);
    }

    private static void Fail(string call)
    {
        byte* buffer = stackalloc byte[4096];
        NativeMethods.kaya_last_error(buffer, 4096);
        string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer)).Trim();
        if (text.Contains("allocate memory", StringComparison.Ordinal) || text.Contains("bad_alloc", StringComparison.Ordinal))
            throw new ResourceException(new Fault("There is not enough memory for a tensor.", Found: text,
                Remedy: "Increase --max-memory, or reduce the size of the job."));
        throw new NativeCallException(new Fault($"libtorch refused {call}.", Expected: "arguments that fit each other",
            Found: text, Remedy: "Check the shapes, types and devices of the tensors."));
    }

    /// <summary>Lets waiting threads of a parallel operator sleep after some microseconds of spinning.</summary>
    /// <remarks>
    /// The OpenMP runtime reads this once, when it loads. By default its threads spin for milliseconds, which is good on an
    /// idle machine and makes every operator tens of times slower on a busy one. A setting of the user is kept.
    /// </remarks>
    private static void LimitSpinning()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) SetVariable("GOMP_SPINCOUNT", "1000");
    }

    /// <summary>Keeps UCX, which Debian 13's libtorch loads by way of MPI, from changing the process.</summary>
    /// <remarks>
    /// By default it handles signals of which the .NET runtime makes exceptions: a null reference would end the process. And it writes
    /// jumps over the first bytes of munmap and others, while other threads run them: now and then a process crashed when it loaded
    /// libtorch. UCX reads both settings once, when it loads; a setting of the user is kept.
    /// </remarks>
    private static void TameUcx()
    {
        SetVariable("UCX_ERROR_SIGNALS", "");
        SetVariable("UCX_MEM_EVENTS", "no");
    }

    // Environment.SetEnvironmentVariable does not reach native libraries. An existing variable is kept.
    private static void SetVariable(string name, string value)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint library)) return;
        if (!NativeLibrary.TryGetExport(library, "setenv", out nint export)) return;
        delegate* unmanaged<byte*, byte*, int, int> set = (delegate* unmanaged<byte*, byte*, int, int>)export;
        fixed (byte* key = Encoding.ASCII.GetBytes(name + '\0'), text = Encoding.ASCII.GetBytes(value + '\0')) _ = set(key, text, 0);
    }

    // By default libtorch counts physical cores, and finds only one on many virtual machines.
    private static bool UseEveryProcessor()
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not null) return true;
        int now;
        Check(NativeMethods.kaya_threads(Environment.ProcessorCount, &now), "threads");
        return true;
    }

    // Before anything is computed: the kernels stay the same for the whole process.
    private static bool TryConvolutions()
    {
        int state;
        Check(NativeMethods.kaya_onednn(&state), "trying convolutions");
        return true;
    }

    private static bool Load()
    {
        const string remedy = "Install the native packages: apt-get install libtorch-dev libopenblas0-openmp; "
            + "or set KAYA_LIBTORCH to a libtorch folder and build again.";
        try
        {
            LimitSpinning();
            TameUcx();
            if (BlasKernels.Choose() is { } core) SetVariable(BlasKernels.Variable, core);
            NativeLibrary.Load(NativeMethods.Library, typeof(NativeTorch).Assembly, DllImportSearchPath.AssemblyDirectory);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLoadException(new Fault("libtorch, or the shim that calls it, could not be loaded.",
                Expected: "libkaya_torch.so in the folder of the program, and the libtorch it was built against",
                Found: exception.Message, Remedy: remedy), exception);
        }

        int abi = NativeMethods.kaya_abi();
        if (abi == Abi) return UseEveryProcessor() && TryConvolutions();
        throw new NativeLoadException(new Fault("The libtorch shim is of another version than this library.",
                Expected: $"interface {Abi}", Found: $"interface {abi}", Remedy: "Build again: dotnet build src/Kaya.Torch."));
    }
}
