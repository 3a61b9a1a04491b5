using System.Globalization;

namespace Kaya.Bench;

/// <summary>What the downscaling benchmark is run with.</summary>
internal sealed record DownscalingBenchmarkOptions(int Threads, int Pairs, IReadOnlyCollection<string> Parts, CountryOptions Country);

/// <summary>The kernels of downscaling beside Python, and a whole country.</summary>
internal static class DownscalingBenchmark
{
    /// <summary>Names of its parts.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["svr", "zonal", "regrid", "align", "step", "country"];

    public static BenchmarkReport Run(DownscalingBenchmarkOptions options, TextWriter progress)
    {
        Dictionary<string, string> setting = new()
        {
            ["ours"] = $".NET {Environment.Version}",
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

        Take("svr", () => VectorPredictionBenchmark.Run(options.Pairs, 1_000_000, 10_000_000, progress));
        Take("zonal", () => ZonalBenchmark.Run(options.Pairs, progress));
        Take("regrid", () => RegriddingBenchmark.Run(options.Pairs, progress));
        Take("align", () => AlignBenchmark.Run(options.Pairs, progress));
        Take("step", () => ZssrStepBenchmark.Run(options.Threads, options.Pairs, progress));
        Take("country", () => CountryBenchmark.Run(options.Country, progress));
        return new BenchmarkReport("downscaling", setting, parts, figures) { Stages = stages };
    }
}

/// <summary>What one part of a benchmark found.</summary>
internal sealed record PartFindings(string Setting, IReadOnlyList<BenchmarkPart> Parts, IReadOnlyList<BenchmarkFigure> Figures)
{
    public IReadOnlyList<BenchmarkStage> Stages { get; init; } = [];
}
