using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace Kaya.Torch;

/// <summary>Chooses the kernels of OpenBLAS before it is loaded.</summary>
/// <remarks>
/// OpenBLAS identifies processors by model number, and uses kernels of 2004 for unknown, newer ones: matrix products are then
/// 3 to 40 times slower than possible. Suitable kernels are chosen from the instruction set of the processor and tested, in a
/// separate process, against products in double precision. The result is stored in the user's cache, for the same processor
/// and library.
/// </remarks>
internal static class BlasKernels
{
    /// <summary>The environment variable that OpenBLAS reads once, when it is loaded.</summary>
    internal const string Variable = "OPENBLAS_CORETYPE";

    private const string CapabilityVariable = "ATEN_CPU_CAPABILITY";
    private const int ProbeMilliseconds = 20_000;

    /// <summary>The instruction set of the processor.</summary>
    internal static KernelLevel Processor =>
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported && Avx512CD.IsSupported
            ? KernelLevel.Avx512
            : Avx2.IsSupported && Fma.IsSupported ? KernelLevel.Avx2
            : Avx.IsSupported ? KernelLevel.Avx : KernelLevel.Sse;

    /// <summary>The kernels to request.</summary>
    /// <returns>A value of <see cref="Variable"/>; null to leave the choice to OpenBLAS or to the user.</returns>
    internal static string? Choose()
    {
        if (!OperatingSystem.IsLinux() || !Sse.IsSupported || Environment.GetEnvironmentVariable(Variable) is not null) return null;
        string probe = Path.Combine(AppContext.BaseDirectory, "kaya_probe");
        if (!File.Exists(probe)) return null;
        string key = Key(probe), record = RecordPath();
        Dictionary<string, string> answers = ReadRecord(record);
        if (answers.TryGetValue(key, out string? known)) return known.Length == 0 ? null : known;
        bool isComplete = true;
        string chosen = Choose(Processor, core => Try(probe, core, ref isComplete)) ?? "";
        answers[key] = chosen;
        // A trial may run out of time because the machine is busy: it is repeated at the next start.
        if (isComplete) WriteRecord(record, answers);
        return chosen.Length == 0 ? null : chosen;
    }

    /// <summary>The kernels to request, based on trials.</summary>
    /// <param name="processor">The instruction set of the processor.</param>
    /// <param name="attempt">Tries the kernels of a name, or the default kernels if null; returns null if they are wrong or
    /// crash.</param>
    /// <returns>The best that are right; null where OpenBLAS itself takes as good ones, or where none are right.</returns>
    internal static string? Choose(KernelLevel processor, Func<string?, KernelTrial?> attempt)
    {
        KernelTrial? own = attempt(null);
        if (own is not null && LevelOf(own.Core) >= processor) return null;
        for (KernelLevel level = processor; level > KernelLevel.Sse; level--)
            if (attempt(CoreFor(level)) is { } trial && (own is null || trial.Speed > own.Speed))
                return CoreFor(level);
        return null;
    }

    /// <summary>The instruction set required by the kernels of a name.</summary>
    internal static KernelLevel LevelOf(string core) => core.ToUpperInvariant() switch
    {
        "SKYLAKEX" or "COOPERLAKE" or "SAPPHIRERAPIDS" => KernelLevel.Avx512,
        "HASWELL" or "ZEN" or "EXCAVATOR" => KernelLevel.Avx2,
        "SANDYBRIDGE" or "BULLDOZER" or "PILEDRIVER" or "STEAMROLLER" => KernelLevel.Avx,
        _ => KernelLevel.Sse,
    };

    private static string CoreFor(KernelLevel level) => level switch
    {
        KernelLevel.Avx512 => "SkylakeX",
        KernelLevel.Avx2 => "Haswell",
        KernelLevel.Avx => "Sandybridge",
        _ => "Prescott",
    };

    /// <summary>The kernels of the BLAS and of libtorch, which determine the last digits of products.</summary>
    internal static string Describe(string core, string configuration) =>
        $"{(core.Length == 0 ? "other BLAS" : core)}, {Capability(configuration)}";

    /// <summary>The environment variables that restore the kernels from <see cref="Describe"/>.</summary>
    internal static string VariablesFor(string kernels)
    {
        string[] parts = kernels.Split(", ");
        string capability = parts[^1].ToLowerInvariant();
        return $"{Variable}={parts[0]} and {CapabilityVariable}={capability}";
    }

    /// <summary>Why the current kernels are slow; null if they are not.</summary>
    internal static string? Warning(string core, KernelLevel processor) =>
        core.Length > 0 && LevelOf(core) < processor && LevelOf(core) < KernelLevel.Avx2
        ? $"OpenBLAS uses its {core} kernels, which are for older processors. Matrix products are several times slower than "
            + $"possible. Set {Variable}={CoreFor(processor)} before the command, or install a newer libopenblas0-openmp."
        : null;

    // The configuration of libtorch contains "CPU capability usage: AVX2".
    private static string Capability(string configuration)
    {
        const string label = "CPU capability usage: ";
        int start = configuration.IndexOf(label, StringComparison.Ordinal);
        if (start < 0) return "DEFAULT";
        string rest = configuration[(start + label.Length)..];
        int end = rest.IndexOfAny(['\n', '\r', ',']);
        return (end < 0 ? rest : rest[..end]).Trim().Replace("NO AVX", "DEFAULT", StringComparison.Ordinal);
    }

    private static KernelTrial? Try(string probe, string? core, ref bool isComplete)
    {
        ProcessStartInfo start = new(probe) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (core is not null) start.Environment[Variable] = core;
        start.Environment["OMP_NUM_THREADS"] = "1";
        try
        {
            using Process process = Process.Start(start)!;
            // Both are short; kernels are rejected if the process hangs.
            if (!process.WaitForExit(ProbeMilliseconds))
            {
                process.Kill();
                isComplete = false;
                return null;
            }

            string[] words = process.StandardOutput.ReadToEnd().Trim().Split(' ');
            return process.ExitCode == 0 ? new KernelTrial(words[0], double.Parse(words[1], CultureInfo.InvariantCulture)) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string RecordPath()
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "kaya", "kernels.json");
    }

    // The processor and the library of the result.
    private static string Key(string probe)
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?? "";
        string[] places = ["/usr/lib/x86_64-linux-gnu/libblas.so.3", "/usr/lib64/libblas.so.3", "/usr/lib/libblas.so.3"];
        FileSystemInfo? library = places.Where(File.Exists)
            .Select(place => File.ResolveLinkTarget(place, true) ?? new FileInfo(place)).FirstOrDefault();
        long changed = library?.LastWriteTimeUtc.Ticks ?? 0;
        string name = processor[(processor.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return FormattableString.Invariant($"{name} {Processor} {library?.FullName} {changed} {File.GetLastWriteTimeUtc(probe).Ticks}");
    }

    // One result for each processor and library, kept separately for several builds of Kaya.
    private static Dictionary<string, string> ReadRecord(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    // Without a cache the kernels are tried at every start: slower, not wrong.
    private static void WriteRecord(string path, Dictionary<string, string> answers)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string draft = $"{path}.{Environment.ProcessId}";
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(answers));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}

/// <summary>Vector instruction sets, each including the previous ones.</summary>
internal enum KernelLevel
{
    /// <summary>128 bits.</summary>
    Sse,

    /// <summary>256 bits.</summary>
    Avx,

    /// <summary>256 bits, with fused multiply-add.</summary>
    Avx2,

    /// <summary>512 bits.</summary>
    Avx512,
}

/// <summary>The result of a trial of kernels.</summary>
/// <param name="Core">Their name.</param>
/// <param name="Speed">Billions of operations per second in a product of 384 x 384 floats on one thread.</param>
internal sealed record KernelTrial(string Core, double Speed);
