using System.Globalization;

namespace Kaya.Bench;

/// <summary>What the downscaling benchmark is run with.</summary>
internal sealed record DownscalingBenchmarkOptions(int Threads, int Pairs, IReadOnlyCollection<string> Parts, CountryOptions Country);

/// <summary>The kernels of downscaling beside Python, and a whole country.</summary>
internal static class DownscalingBenchmark
{
    /// <summary>Names of its parts.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["svr", "zonal", "regrid", "align", "extract", "step", "country"];

    public static BenchmarkReport Run(DownscalingBenchmarkOptions options, TextWriter progress)
    {
        BenchmarkParts parts = new(options.Parts,
            BenchmarkParts.Setting($".NET {Environment.Version}", options.Threads, options.Pairs));
        parts.Take("svr", () => VectorPredictionBenchmark.Run(options.Pairs, 1_000_000, 10_000_000, progress));
        parts.Take("zonal", () => ZonalBenchmark.Run(options.Pairs, progress));
        parts.Take("regrid", () => RegriddingBenchmark.Run(options.Pairs, progress));
        parts.Take("align", () => AlignBenchmark.Run(options.Pairs, progress));
        parts.Take("extract", () => ExtractBenchmark.Run(options.Pairs, progress));
        parts.Take("step", () => ZssrStepBenchmark.Run(options.Threads, options.Pairs, progress));
        parts.Take("country", () => CountryBenchmark.Run(options.Country, progress));
        return parts.Report("downscaling");
    }
}

/// <summary>What one part of a benchmark found.</summary>
internal sealed record PartFindings(string Setting, IReadOnlyList<BenchmarkPart> Parts, IReadOnlyList<BenchmarkFigure> Figures)
{
    public IReadOnlyList<BenchmarkStage> Stages { get; init; } = [];
}
