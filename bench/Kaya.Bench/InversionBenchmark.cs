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
        Dictionary<string, string> setting = new()
        {
            ["ours"] = $".NET {Environment.Version}, {TorchRuntime.Describe()}",
            ["threads"] = string.Create(CultureInfo.InvariantCulture, $"{options.Threads} of {Environment.ProcessorCount} processors"),
            ["pairs"] = string.Create(CultureInfo.InvariantCulture, $"{options.Pairs}, in turn, after one of each to warm up; medians"),
        };
        List<BenchmarkPart> parts = [];
        List<BenchmarkFigure> figures = [];
        List<BenchmarkStage> stages = [];
        void Take(string part, Func<PartFindings> run)
        {
            if (!options.Parts.Contains(part)) return;
            Work.ForgetPeak();
            PartFindings found = run();
            parts.AddRange(found.Parts);
            figures.AddRange(found.Figures);
            stages.AddRange(found.Stages);
            setting[part] = found.Setting;
        }

        Take("transport", () => TransportBenchmark.Run(options.Pairs, progress));
        Take("adjoint", () => TransportBenchmark.Adjoint(64, 64, 720, progress));
        // Two levels of checkpoints: the memory of a month hardly differs from that of two days.
        if (options.Parts.Contains("adjoint")) Take("adjoint", () => TransportBenchmark.Adjoint(182, 232, 48, progress));
        Take("networks", () => SurrogateBenchmark.Run(
            new SurrogateBenchmarkOptions(options.Threads, options.Pairs, options.Cells, options.WholeGrid), progress));
        return new BenchmarkReport("inversion", setting, parts, figures) { Stages = stages };
    }
}
