using System.Runtime.InteropServices;

namespace Kaya.Torch;

/// <summary>The libtorch and BLAS of this process, recorded with a run.</summary>
/// <param name="Version">Version of libtorch.</param>
/// <param name="Blas">Path of the BLAS library in use; null if libtorch includes its own.</param>
/// <param name="Kernels">Kernels of the BLAS and of libtorch, which determine the last digits of results.</param>
/// <param name="Threads">Threads of one operator.</param>
/// <param name="CudaDevices">Number of CUDA devices libtorch sees.</param>
/// <param name="Warning">Why this setup is slow, with a remedy; null if it is not.</param>
public sealed record TorchInformation(string Version, string? Blas, string Kernels, int Threads, int CudaDevices, string? Warning);

/// <summary>Process-wide properties and settings of libtorch.</summary>
public static unsafe class TorchRuntime
{
    private const int ConfigurationText = 2, BlasCoreText = 3, TurnedOff = 2;

    /// <summary>Number of live native tensor handles. If it does not return to its initial value, something leaks.</summary>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static long LiveTensors
    {
        get
        {
            NativeTorch.Require();
            return NativeMethods.kaya_live();
        }
    }

    /// <summary>Describes libtorch and the BLAS it uses; loads them if they are not loaded.</summary>
    /// <returns>The description, with a warning when the BLAS is a slow one.</returns>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static TorchInformation Describe()
    {
        string version = NativeTorch.Text(0);
        int threads, devices = CudaDevices();
        NativeTorch.Check(NativeMethods.kaya_threads(0, &threads), "threads");
        string? blas = LoadedLibraries().FirstOrDefault(path => Path.GetFileName(path).StartsWith("libblas", StringComparison.Ordinal))
            ?? LoadedLibraries().FirstOrDefault(path => path.Contains("openblas", StringComparison.Ordinal));
        if (OneDnnIsOff)
            return new TorchInformation(version, blas, Kernels, threads, devices,
                $"The convolutions of the oneDNN library that libtorch {version} uses are wrong on this processor. They are computed "
                + "without oneDNN, which is slower. Set KAYA_LIBTORCH to another libtorch and build again, if there is one.");
        bool slow = blas is not null && !blas.Contains("openblas-openmp", StringComparison.Ordinal);
        return new TorchInformation(version, blas, Kernels, threads, devices, slow
            ? $"The BLAS in use is {blas}; matrix products are several times slower than with the OpenMP OpenBLAS. "
                + "Install libopenblas0-openmp and choose it with update-alternatives --config libblas.so.3-x86_64-linux-gnu."
            : BlasKernels.Warning(NativeTorch.Text(BlasCoreText), BlasKernels.Processor));
    }

    /// <summary>Kernels of the BLAS and of libtorch, such as <c>Haswell, AVX2</c>: results of other kernels differ in the last
    /// digits.</summary>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static string Kernels => BlasKernels.Describe(
        NativeTorch.Text(BlasCoreText) + (OneDnnIsOff ? ", oneDNN off" : ""), NativeTorch.Text(ConfigurationText));

    private static bool OneDnnIsOff
    {
        get
        {
            NativeTorch.Require();
            int state;
            NativeTorch.Check(NativeMethods.kaya_onednn(&state), "trying convolutions");
            return state == TurnedOff;
        }
    }

    /// <summary>Number of reads of tensor elements by the host; on a GPU each read waits for the device.</summary>
    internal static long HostReads
    {
        get
        {
            NativeTorch.Require();
            return NativeMethods.kaya_reads();
        }
    }

    /// <summary>How many threads one operator uses, for operators called from this thread.</summary>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static int Threads
    {
        get
        {
            NativeTorch.Require();
            int threads;
            NativeTorch.Check(NativeMethods.kaya_threads(0, &threads), "threads");
            return threads;
        }
    }

    /// <summary>Sets how many threads one operator uses, for operators called from this thread.</summary>
    /// <param name="count">At least 1. Results are identical for the same count only.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static void SetThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        NativeTorch.Require();
        int now;
        NativeTorch.Check(NativeMethods.kaya_threads(count, &now), "threads");
    }

    /// <summary>Refuses a device that this libtorch does not have.</summary>
    /// <param name="device">The requested device.</param>
    /// <exception cref="ResourceException">There is no such device.</exception>
    public static void RequireDevice(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.CudaIndex is not { } index) return;
        NativeTorch.Require();
        int count = CudaDevices();
        if (index >= count)
            throw new ResourceException(
                new Fault("The device does not exist.", Expected: count == 0 ? "cpu" : $"cpu, cuda:0 to cuda:{count - 1}",
                Found: device.ToString(),
                    Remedy: "Use --device cpu, or set KAYA_LIBTORCH to a libtorch with CUDA on a machine with a GPU."));
    }

    private static int CudaDevices()
    {
        int count;
        NativeTorch.Check(NativeMethods.kaya_cuda_count(&count), "CUDA devices");
        return count;
    }

    private static IEnumerable<string> LoadedLibraries()
    {
        if (!OperatingSystem.IsLinux()) yield break;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int start = line.IndexOf('/', StringComparison.Ordinal);
            if (start > 0 && line.Contains("r-xp", StringComparison.Ordinal)) yield return line[start..];
        }
    }
}
