using System.Globalization;
using System.Text.Json;
using Kaya.Core;

namespace Kaya.Bench;

/// <summary>A number that both sides have and that is not a time.</summary>
internal sealed record BenchmarkFigure(string Name, double Ours, double Peer);

/// <summary>Medians over the pairs of one comparison; times in seconds for one unit of work.</summary>
internal sealed record BenchmarkPart(
    string Name, string Unit, double OursWall, double PeerWall, double OursProcessor, double PeerProcessor, double OursPeakMebibytes, double PeerPeakMebibytes)
{
    public double? Goal { get; init; }

    /// <summary>Lowest and highest ratio of wall times over the pairs.</summary>
    public double LowestRatio { get; init; }

    public double HighestRatio { get; init; }

    /// <summary>What the peer spent of its time on drawing batches.</summary>
    public double PeerBatchSeconds { get; init; }

    public double WallRatio => PeerWall / OursWall;

    public double ProcessorRatio => PeerProcessor / OursProcessor;

    public static BenchmarkPart Of(string name, string unit, int units, IReadOnlyList<Timing> ours, IReadOnlyList<Timing> peer, double? goal)
    {
        double Each(IReadOnlyList<Timing> list, Func<Timing, double> pick) => Timing.Median(list.Select(pick)) / units;
        double[] ratios = [.. ours.Zip(peer, (left, right) => right.Wall / left.Wall)];
        return new BenchmarkPart(name, unit, Each(ours, t => t.Wall), Each(peer, t => t.Wall), Each(ours, t => t.Processor), Each(peer, t => t.Processor),
            ours[^1].PeakMebibytes, peer[^1].PeakMebibytes) { Goal = goal, LowestRatio = ratios.Min(), HighestRatio = ratios.Max() };
    }
}

/// <summary>What a benchmark found, for people and for programs.</summary>
internal sealed record BenchmarkReport(
    string Name, IReadOnlyDictionary<string, string> Setting, IReadOnlyList<BenchmarkPart> Parts, IReadOnlyList<BenchmarkFigure> Figures)
{
    private static JsonSerializerOptions Layout { get; } = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

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
        output.WriteLine(FormattableString.Invariant($"\n{"",-52}{"ours",10}{"PyTorch",10}"));
        foreach (BenchmarkFigure figure in Figures)
            output.WriteLine(FormattableString.Invariant($"{figure.Name,-52}{figure.Ours,10:G4}{figure.Peer,10:G4}"));
    }

    private static void Print(TextWriter output, BenchmarkPart part)
    {
        string goal = part.Goal is { } wanted ? FormattableString.Invariant($"   goal {wanted:0.0#}: {(part.WallRatio >= wanted ? "met" : "missed")}") : "";
        output.WriteLine(FormattableString.Invariant($"""

            {part.Name}, milliseconds for {part.Unit}
                         {"ours",10}{"PyTorch",10}{"ratio",8}
              wall       {1e3 * part.OursWall,10:F2}{1e3 * part.PeerWall,10:F2}{part.WallRatio,8:F2}   pairs {part.LowestRatio:F2} to {part.HighestRatio:F2}{goal}
              processor  {1e3 * part.OursProcessor,10:F2}{1e3 * part.PeerProcessor,10:F2}{part.ProcessorRatio,8:F2}
              peak MiB   {part.OursPeakMebibytes,10:F0}{part.PeerPeakMebibytes,10:F0}{part.PeerPeakMebibytes / part.OursPeakMebibytes,8:F2}
              (of PyTorch's time, {1e3 * part.PeerBatchSeconds:F2} went into drawing batches; without it the ratio is {(part.PeerWall - part.PeerBatchSeconds) / part.OursWall:F2})
            """));
    }
}
