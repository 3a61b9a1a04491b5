using System.Globalization;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>What the benchmark of the inversion is run with.</summary>
internal sealed record InversionBenchmarkOptions(int Threads, int Pairs, IReadOnlyCollection<string> Parts)
{
    /// <summary>Rows and columns of a block of a training step of the networks.</summary>
    public int Cells { get; init; } = 64;

    /// <summary>Also a step of the networks on the whole grid of the paper.</summary>
    public bool WholeGrid { get; init; }
}

/// <summary>The parts of the inversion beside Python.</summary>
internal static class InversionBenchmark
{
    /// <summary>Names of its parts.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["transport", "adjoint", "networks"];

    public static BenchmarkReport Run(InversionBenchmarkOptions options, TextWriter progress)
    {
        TorchRuntime.SetThreads(options.Threads);
        BenchmarkParts parts = new(options.Parts,
            BenchmarkParts.Setting($".NET {Environment.Version}, {TorchRuntime.Describe()}", options.Threads, options.Pairs));
        parts.Take("transport", () => TransportBenchmark.Run(options.Pairs, progress));
        parts.Take("adjoint", () => TransportBenchmark.Adjoint(64, 64, 720, progress));
        // Two levels of checkpoints: the memory of a month hardly differs from that of two days.
        parts.Take("adjoint", () => TransportBenchmark.Adjoint(182, 232, 48, progress));
        parts.Take("networks", () => SurrogateBenchmark.Run(
            new SurrogateBenchmarkOptions(options.Threads, options.Pairs, options.Cells, options.WholeGrid), progress));
        return parts.Report("inversion");
    }
}
