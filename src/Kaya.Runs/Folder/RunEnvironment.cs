using System.Globalization;
using System.Runtime.InteropServices;

namespace Kaya.Runs;

/// <summary>The machine and the software a run ran on. Contains neither host nor user name, so that a run can be shared.</summary>
/// <param name="System">Operating system.</param>
/// <param name="Architecture">Processor architecture of the process.</param>
/// <param name="Processor">Processor model, if known.</param>
/// <param name="Cores">Processors available to the process.</param>
/// <param name="MemoryBytes">Memory available to the process.</param>
/// <param name="DotNet">Version of the .NET runtime.</param>
/// <param name="Threads">Threads available to numeric kernels.</param>
/// <param name="Blas">The BLAS library for matrix products; null if none was loaded.</param>
/// <param name="NativeLibraries">Native libraries by name, with their versions; only those that were loaded.</param>
public sealed record RunEnvironment(
    string System, string Architecture, string? Processor, int Cores, long MemoryBytes, string DotNet, int Threads,
    string? Blas, IReadOnlyDictionary<string, string> NativeLibraries)
{
    /// <summary>Describes this machine.</summary>
    /// <param name="threads">Threads available to numeric kernels.</param>
    /// <param name="blas">The BLAS in use, as the native adapter reports it.</param>
    /// <param name="nativeLibraries">Loaded native libraries and versions, as their adapters report them.</param>
    /// <returns>The description.</returns>
    public static RunEnvironment Capture(
        int? threads = null, string? blas = null, IReadOnlyDictionary<string, string>? nativeLibraries = null) => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        ProcessorName(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Environment.Version.ToString(),
        threads ?? Environment.ProcessorCount,
        blas,
        new SortedDictionary<string, string>((nativeLibraries ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal));

    /// <summary>One line for a report.</summary>
    /// <returns>Such as <c>Debian GNU/Linux 12, 2 cores, 8 GB, .NET 10.0.1</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{System}, {Processor ?? Architecture}, {Cores} cores, {MemoryBytes / 1e9:0.#} GB, .NET {DotNet}");

    private static string? ProcessorName()
    {
        const string Source = "/proc/cpuinfo";
        if (!File.Exists(Source)) return null;
        return File.ReadLines(Source).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
            .Split(':', 2)[1].Trim();
    }
}
