using System.Globalization;
using System.Text.Json;
using Kaya.Core;

namespace Kaya.Bench;

/// <summary>A number of ours, and of the peer where it has one.</summary>
internal sealed record BenchmarkFigure(string Name, double Ours, double? Peer = null);

/// <summary>Medians over the pairs of one comparison; times in seconds for one unit of work.</summary>
internal sealed record BenchmarkPart(
    string Name, string Unit, double OursWall, double PeerWall, double OursProcessor, double PeerProcessor, double OursPeakMebibytes,
        double PeerPeakMebibytes)
{
    /// <summary>Name of what the peer uses, for the column of its numbers.</summary>
    public string Peer { get; init; } = "PyTorch";

    /// <summary>By how much ours should be faster; null where nothing was promised.</summary>
    public double? Goal { get; init; }

    /// <summary>Seconds that ours may take; null where nothing was promised.</summary>
    public double? Limit { get; init; }

    /// <summary>Lowest and highest ratio of wall times over the pairs.</summary>
    public double LowestRatio { get; init; }

    public double HighestRatio { get; init; }

    /// <summary>What the peer spent of its time on drawing batches.</summary>
    public double PeerBatchSeconds { get; init; }

    public double WallRatio => PeerWall / OursWall;

    public double ProcessorRatio => PeerProcessor / OursProcessor;

    /// <summary>Both sides in turn.</summary>
    public static BenchmarkPart Pairs(string name, string unit, int pairs, Func<Timing> ours, Func<Timing> theirs, TextWriter progress)
    {
        List<Timing> left = [], right = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            progress.WriteLine($"{name}: pair {pair + 1} of {pairs}");
            left.Add(ours());
            right.Add(theirs());
        }

        return Of(name, unit, 1, left, right, null);
    }

    public static BenchmarkPart Of(string name, string unit, int units, IReadOnlyList<Timing> ours, IReadOnlyList<Timing> peer,
        double? goal)
    {
        double Each(IReadOnlyList<Timing> list, Func<Timing, double> pick) => Timing.Median(list.Select(pick)) / units;
        double[] ratios = [.. ours.Zip(peer, (left, right) => right.Wall / left.Wall)];
        return new BenchmarkPart(name, unit, Each(ours, t => t.Wall), Each(peer, t => t.Wall), Each(ours, t => t.Processor),
            Each(peer, t => t.Processor),
            ours[^1].PeakMebibytes, peer[^1].PeakMebibytes) { Goal = goal, LowestRatio = ratios.Min(), HighestRatio = ratios.Max() };
    }
}

/// <summary>One stage of a job that no peer does: seconds, and peak memory while it ran.</summary>
internal sealed record BenchmarkStage(string Name, double Wall, double Processor, double PeakMebibytes);

/// <summary>What a benchmark found, for people and for programs.</summary>
internal sealed record BenchmarkReport(
    string Name, IReadOnlyDictionary<string, string> Setting, IReadOnlyList<BenchmarkPart> Parts, IReadOnlyList<BenchmarkFigure> Figures)
{
    /// <summary>Stages of a long job; empty where the benchmark has none.</summary>
    public IReadOnlyList<BenchmarkStage> Stages { get; init; } = [];

    private static JsonSerializerOptions Layout { get; } =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string ToJson() => JsonSerializer.Serialize(this, Layout);

    /// <summary>Writes the report beside the other outputs of the build.</summary>
    public string Save()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && folder.Name != "artifacts") folder = folder.Parent;
        string path = Path.Combine(folder?.FullName ?? Environment.CurrentDirectory, "bench", Name + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.WriteText(path, ToJson());
        return path;
    }

    public void Print(TextWriter output)
    {
        foreach ((string name, string value) in Setting) output.WriteLine($"{name,-8} {value}");
        foreach (BenchmarkPart part in Parts) Print(output, part);
        if (Figures.Count > 0) output.WriteLine(FormattableString.Invariant($"\n{"",-72}{"ours",12}{"peer",12}"));
        foreach (BenchmarkFigure figure in Figures)
            output.WriteLine(FormattableString.Invariant($"{figure.Name,-72}{figure.Ours,12:G6}{figure.Peer,12:G6}"));
        if (Stages.Count > 0) output.WriteLine(FormattableString.Invariant($"\n{"",-52}{"wall s",10}{"processor s",12}{"peak MiB",10}"));
        foreach (BenchmarkStage stage in Stages)
            output.WriteLine(
                FormattableString.Invariant($"{stage.Name,-52}{stage.Wall,10:F1}{stage.Processor,12:F1}{stage.PeakMebibytes,10:F0}"));
    }

    private static void Print(TextWriter output, BenchmarkPart part)
    {
        string goal = part.Goal is { } wanted
            ? FormattableString.Invariant($"   goal {wanted:0.0#}: {(part.WallRatio >= wanted ? "met" : "missed")}") : "";
        if (part.Limit is { } limit) goal += FormattableString.Invariant(
            $"   limit {limit:0.#} s: {(part.OursWall <= limit ? "met" : "missed")}");
        string spread = FormattableString.Invariant($"pairs {part.LowestRatio:F2} to {part.HighestRatio:F2}");
        output.WriteLine(FormattableString.Invariant($"""

            {part.Name}, milliseconds for {part.Unit}
                         {"ours",10}{part.Peer,10}{"ratio",8}
              wall       {1e3 * part.OursWall,10:F2}{1e3 * part.PeerWall,10:F2}{part.WallRatio,8:F2}   {spread}{goal}
              processor  {1e3 * part.OursProcessor,10:F2}{1e3 * part.PeerProcessor,10:F2}{part.ProcessorRatio,8:F2}
              peak MiB   {part.OursPeakMebibytes,10:F0}{part.PeerPeakMebibytes,10:F0}{part.PeerPeakMebibytes / part.OursPeakMebibytes,8:F2}
            """));
        if (part.PeerBatchSeconds > 0)
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"  (of PyTorch's time, {1e3 * part.PeerBatchSeconds:F2} went into drawing batches; without it the ratio is "
                + $"{(part.PeerWall - part.PeerBatchSeconds) / part.OursWall:F2})"));
    }
}

/// <summary>Runs the selected parts of a benchmark and gathers what they find.</summary>
internal sealed class BenchmarkParts(IReadOnlyCollection<string> selected, Dictionary<string, string> setting)
{
    private readonly List<BenchmarkPart> _parts = [];
    private readonly List<BenchmarkFigure> _figures = [];
    private readonly List<BenchmarkStage> _stages = [];

    /// <summary>Settings of machine, threads and pairs.</summary>
    public static Dictionary<string, string> Setting(string ours, int threads, int pairs) => new()
    {
        ["ours"] = ours,
        ["threads"] = string.Create(CultureInfo.InvariantCulture, $"{threads} of {Environment.ProcessorCount} processors"),
        ["pairs"] = string.Create(CultureInfo.InvariantCulture, $"{pairs}, in turn, after one of each to warm up; medians"),
    };

    public void Take(string part, Func<PartFindings> run)
    {
        if (!selected.Contains(part)) return;
        Work.ForgetPeak();
        PartFindings found = run();
        _parts.AddRange(found.Parts);
        _figures.AddRange(found.Figures);
        _stages.AddRange(found.Stages);
        setting[part] = found.Setting;
    }

    public BenchmarkReport Report(string name) => new(name, setting, _parts, _figures) { Stages = _stages };
}
