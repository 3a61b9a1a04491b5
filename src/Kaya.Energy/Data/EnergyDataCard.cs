using System.Globalization;

using Kaya.Core;

namespace Kaya.Energy;

/// <summary>What a person should know of a dataset before trusting a figure made from it; every entry is computed from the data.</summary>
public sealed class EnergyDataCard
{
    private EnergyDataCard(EnergyData data)
    {
        EnergyDataset dataset = data.Dataset;
        (Rows, Regions, FirstDay, LastDay, DayCount) = (dataset.Count, dataset.Regions, dataset.Days[0], dataset.Days[^1],
            dataset.Days.Count);
        Provenance = Array.AsReadOnly(data.Records.Any(IsMadeUp) ? MadeUpProvenance : ProviderProvenance);
        (Files, LeftOutRegions, UnmatchedDays) = (data.Records, data.LeftOutRegions, data.UnmatchedDays);
        Gaps = CardFindings.Gaps(dataset);
        AbsentSources = CardFindings.AbsentSources(dataset);
        ZeroSectors = dataset.HasEmission ? CardFindings.ZeroSectors(dataset) : [];
        RepeatedMixes = RepeatedMixCheck.Find(dataset);
        MonthlySectors = dataset.HasEmission ? CardFindings.MonthlySectors(dataset) : [];
    }

    /// <summary>Region-days.</summary>
    public int Rows { get; }

    /// <summary>The regions.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>First day that any region has.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>Last day that any region has.</summary>
    public DateOnly LastDay { get; }

    /// <summary>Number of different days.</summary>
    public int DayCount { get; }

    /// <summary>What the readers met: rows, footers, clamped negatives, days left out, notes.</summary>
    public IReadOnlyList<ReadRecord> Files { get; }

    /// <summary>Regions left out, with the reason.</summary>
    public IReadOnlyList<LeftOutRegion> LeftOutRegions { get; }

    /// <summary>Region-days that only one of two files has.</summary>
    public int UnmatchedDays { get; }

    /// <summary>Days absent between the first and the last day of a region.</summary>
    public IReadOnlyList<DayGap> Gaps { get; }

    /// <summary>Sources that are 0 on every day of a region.</summary>
    public IReadOnlyList<RegionCategory> AbsentSources { get; }

    /// <summary>Sectors that are 0 on every day of a region.</summary>
    public IReadOnlyList<RegionCategory> ZeroSectors { get; }

    /// <summary>Regions whose daily mix is one shape repeated through a month.</summary>
    public IReadOnlyList<RepeatedMix> RepeatedMixes { get; }

    /// <summary>Sectors that have one and the same value on every day of a month.</summary>
    public IReadOnlyList<RegionCategory> MonthlySectors { get; }

    /// <summary>Where such data come from and under which terms, one line each; a file that calls itself made up is reported as
    /// that.</summary>
    public IReadOnlyList<string> Provenance { get; }

    /// <summary>Computes the card.</summary>
    /// <param name="data">A dataset with the records of its files.</param>
    /// <returns>The card.</returns>
    internal static EnergyDataCard Of(EnergyData data) => new(data);

    /// <summary>The card as text.</summary>
    /// <returns>Lines for a report or a terminal.</returns>
    public IReadOnlyList<string> Lines() => Array.AsReadOnly<string>(
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Regions.Count} regions, {DayCount} days from {FirstDay:yyyy-MM-dd} to {LastDay:yyyy-MM-dd}, {Rows} region-days: "
            + $"{string.Join(", ", Regions)}"),
        .. Files.SelectMany(FileLines),
        .. LeftOutRegions.Select(left => $"left out: {left.Region}, {left.Reason}"),
        .. UnmatchedDays == 0 ? Array.Empty<string>() : [$"{UnmatchedDays} region-days are in one file only and not used"],
        .. Gaps.Select(gap => gap.ToString()),
        .. Grouped("always zero", ZeroSectors),
        .. Grouped("no generation from", AbsentSources),
        .. Grouped("one value a month, not a daily one", MonthlySectors),
        .. RepeatedMixes.Select(mix => mix.ToString()),
        .. Provenance,
    ]);

    private static string[] ProviderProvenance =>
    [
        "Emission: Carbon Monitor, https://carbonmonitor.org (Liu et al. 2020, doi 10.1038/s41467-020-18922-7); use with credit.",
        "Generation: Carbon Monitor Power, https://power.carbonmonitor.org (Scientific Data, 2023); use with credit.",
        "The provider computes the emission of the power sector from the same generation: it is the easy part of every estimate.",
    ];

    private static string[] MadeUpProvenance =>
        ["Sample world: made up by Kaya from a seed; no figure describes any country. Free to use."];

    /// <summary>The sample world signs its files in the footer, where the provider names itself.</summary>
    private static bool IsMadeUp(ReadRecord file) =>
        file.Footers.Any(footer => footer.Text.Contains("sample world", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> FileLines(ReadRecord file)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{file.Path}: {file.RowsRead} rows, {file.Unit}, dates {file.DateForm}, {file.Footers.Count} lines without "
                + $"data{Said(file.Footers)}");
        if (file.Clamped.Count > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{file.Path}: {file.Clamped.Sum(item => item.Count)} negatives within rounding became 0 (least "
                    + $"{file.Clamped.Min(item => item.Minimum)}, root mean square {NoiseOf(file):0.00} {file.Unit}): "
                    + $"{string.Join(", ", file.Clamped.Select(item => $"{item.Region} {item.Category} {item.Count}"))}");
        foreach (LeftOutDay left in file.LeftOut)
            yield return $"{file.Path}:{left.Line}: left out {left.Region} {left.Day:yyyy-MM-dd}, {left.Reason}";
        foreach (string note in file.Notes) yield return $"{file.Path}: {note}";
    }

    private static double NoiseOf(ReadRecord file) =>
        Math.Sqrt(file.Clamped.Sum(item => item.Count * item.RootMeanSquare * item.RootMeanSquare) / file.Clamped.Sum(item => item.Count));

    private static string Said(IReadOnlyList<FooterLine> footers)
    {
        string[] texts = [.. footers.Select(footer => footer.Text).Where(text => text.Length > 0)];
        return texts.Length == 0 ? "" : $" ({string.Join("; ", texts)})";
    }

    private static IEnumerable<string> Grouped(string what, IReadOnlyList<RegionCategory> entries) =>
        entries.GroupBy(entry => entry.Category)
            .Select(group => $"{what}: {group.Key} ({string.Join(", ", group.Select(entry => entry.Region))})");
}
