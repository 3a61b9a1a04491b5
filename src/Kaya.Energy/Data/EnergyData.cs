using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A dataset with everything that was met on the way to it.</summary>
public sealed class EnergyData
{
    private EnergyData(EnergyDataset dataset, IReadOnlyList<ReadRecord> records, IReadOnlyList<LeftOutRegion> leftOutRegions,
        int unmatchedDays)
    {
        (Dataset, Records, LeftOutRegions, UnmatchedDays) = (dataset, records, leftOutRegions, unmatchedDays);
        Card = EnergyDataCard.Of(this);
    }

    /// <summary>The regions and days that can be used.</summary>
    public EnergyDataset Dataset { get; }

    /// <summary>What the readers met, one record a file.</summary>
    public IReadOnlyList<ReadRecord> Records { get; }

    /// <summary>Regions that were left out, with the reason.</summary>
    public IReadOnlyList<LeftOutRegion> LeftOutRegions { get; }

    /// <summary>Region-days that only one of the two files has, among the regions used.</summary>
    public int UnmatchedDays { get; }

    /// <summary>The data card, computed from the data.</summary>
    public EnergyDataCard Card { get; }

    /// <summary>Reads both files of the provider and joins them by region and day.</summary>
    /// <param name="emissionsPath">Carbon Monitor's export.</param>
    /// <param name="generationPath">Carbon Monitor Power's long table.</param>
    /// <param name="options">Regions, period, faulty days; all and refuse when left out.</param>
    /// <returns>The dataset with both sides and its card.</returns>
    /// <exception cref="KayaException">A file is not as its format asks, the two have no region or day in common, or a region is not in
    /// both.</exception>
    public static EnergyData Load(string emissionsPath, string generationPath, JoinOptions? options = null)
    {
        ReadOptions read = new((options ?? JoinOptions.Default).FaultyDays);
        return Join(CarbonMonitor.ReadEmissions(emissionsPath, read), CarbonMonitor.ReadGeneration(generationPath, read), options);
    }

    /// <summary>Reads generation alone: regions that nobody reports emission for.</summary>
    /// <param name="generationPath">Carbon Monitor Power's long table.</param>
    /// <param name="options">Regions, period, faulty days.</param>
    /// <returns>A dataset without emission, and its card.</returns>
    /// <exception cref="KayaException">The file is not as its format asks, or lacks a region that was asked for.</exception>
    public static EnergyData LoadGeneration(string generationPath, JoinOptions? options = null)
    {
        options ??= JoinOptions.Default;
        DailyTable<EnergySource> generation = CarbonMonitor.ReadGeneration(generationPath, new ReadOptions(options.FaultyDays));
        RegionChoice choice = RegionChoice.Make(generation.Regions, options.Regions, generation.Record.Path);
        List<(int Generation, int Emission)> rows = [];
        for (int row = 0; row < generation.Count; row++)
            if (choice.Has(generation.RegionOf(row)) && InPeriod(generation.DayOf(row), options)) rows.Add((row, -1));
        if (rows.Count == 0) throw NoDays(options, generation.Record.Path, null);
        return new EnergyData(Columns(generation, null, rows), [generation.Record], choice.LeftOut, 0);
    }

    /// <summary>Joins two tables by region and day.</summary>
    /// <param name="emissions">Six sectors.</param>
    /// <param name="generation">Eight sources.</param>
    /// <param name="options">Regions and period.</param>
    /// <returns>The region-days that both tables have.</returns>
    /// <exception cref="DataFormatException">No common region, no common day, or a region asked for that is not in both.</exception>
    public static EnergyData Join(DailyTable<Sector> emissions, DailyTable<EnergySource> generation, JoinOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        ArgumentNullException.ThrowIfNull(generation);
        options ??= JoinOptions.Default;
        string[] common = [.. generation.Regions.Intersect(emissions.Regions)];
        if (common.Length == 0)
            throw new DataFormatException(new Fault("The two files have no region in common.", new SourceLocation(generation.Record.Path),
                Expected: $"regions of {emissions.Record.Path}: {string.Join(", ", emissions.Regions)}",
                Found: string.Join(", ", generation.Regions),
                Remedy: "Pass the emission and the generation of the same regions; for regions without emission use the prediction."));
        RegionChoice choice = RegionChoice.Make(common, options.Regions, generation.Record.Path);
        List<(int Generation, int Emission)> rows = [];
        int unmatched = 0;
        for (int row = 0; row < generation.Count; row++)
        {
            (string region, DateOnly day) = (generation.RegionOf(row), generation.DayOf(row));
            if (!choice.Has(region) || !InPeriod(day, options)) continue;
            int match = emissions.RowOf(region, day);
            if (match >= 0) rows.Add((row, match));
            else unmatched++;
        }

        if (rows.Count == 0) throw NoDays(options, generation.Record.Path, emissions.Record.Path);
        unmatched += Enumerable.Range(0, emissions.Count).Count(row => choice.Has(emissions.RegionOf(row))
            && InPeriod(emissions.DayOf(row), options) && generation.RowOf(emissions.RegionOf(row), emissions.DayOf(row)) < 0);
        LeftOutRegion[] oneSided =
        [
            .. emissions.Regions.Except(common).Select(name => new LeftOutRegion(name, "only the emission file has it")),
            .. generation.Regions.Except(common).Select(name => new LeftOutRegion(name, "only the generation file has it")),
        ];
        return new EnergyData(Columns(generation, emissions, rows), [emissions.Record, generation.Record],
            Array.AsReadOnly<LeftOutRegion>([.. choice.LeftOut, .. oneSided]), unmatched);
    }

    private static EnergyDataset Columns(DailyTable<EnergySource> generation, DailyTable<Sector>? emissions,
        List<(int Generation, int Emission)> rows)
    {
        double[][] sources = [
            .. EnergySources.All.Select(source => rows.Select(row => generation.Values(row.Generation)[(int)source]).ToArray())];
        double[][]? sectors = emissions is null ? null
            : [.. Sectors.All.Select(sector => rows.Select(row => emissions.Values(row.Emission)[(int)sector]).ToArray())];
        string[] regions = [.. rows.Select(row => generation.RegionOf(row.Generation)).Distinct()];
        Dictionary<string, int> indexes = regions.Select((name, index) => (name, index)).ToDictionary(
            pair => pair.name, pair => pair.index);
        return new EnergyDataset(regions, [.. rows.Select(row => indexes[generation.RegionOf(row.Generation)])],
            [.. rows.Select(row => generation.DayOf(row.Generation))], sources, sectors);
    }

    private static bool InPeriod(DateOnly day, JoinOptions options) =>
        (options.First is not { } first || day >= first) && (options.Last is not { } last || day <= last);

    private static DataFormatException NoDays(JoinOptions options, string path, string? other) => new(new Fault(
        other is null ? "No day of the file is in the period." : "The two files have no day in common.", new SourceLocation(path),
        Expected: (options.First, options.Last) is (null, null) ? $"days that {other} has"
            : $"days from {options.First:yyyy-MM-dd} to {options.Last:yyyy-MM-dd}",
        Found: "none, in the regions used", Remedy: "Ask for another period, or pass two files of the same period."));
}

/// <summary>Which of the regions at hand are used: those asked for, and never an aggregate beside its members.</summary>
internal sealed class RegionChoice
{
    private readonly HashSet<string> _chosen;

    private RegionChoice(HashSet<string> chosen, IReadOnlyList<LeftOutRegion> leftOut) => (_chosen, LeftOut) = (chosen, leftOut);

    internal IReadOnlyList<LeftOutRegion> LeftOut { get; }

    internal static RegionChoice Make(IReadOnlyList<string> available, IReadOnlyList<string>? asked, string path)
    {
        HashSet<string> chosen = asked is null ? [.. available] : [.. asked.Select(name => Known(name, available, path))];
        List<LeftOutRegion> leftOut = [];
        foreach (string region in available)
        {
            AggregateRegion? aggregate = RegionCatalog.Aggregate(region);
            bool unwanted = aggregate is not null && chosen.Contains(region)
                && (asked is null || chosen.Any(other => other != region && !RegionCatalog.AreSeparate(region, other)));
            if (unwanted && chosen.Remove(region)) leftOut.Add(new LeftOutRegion(region, aggregate!.Reason));
            else if (!chosen.Contains(region)) leftOut.Add(new LeftOutRegion(region, "it was not asked for"));
        }

        return new RegionChoice(chosen, leftOut.AsReadOnly());
    }

    internal bool Has(string region) => _chosen.Contains(region);

    private static string Known(string name, IReadOnlyList<string> available, string path)
    {
        string canonical = RegionCatalog.Canonical(name);
        return available.FirstOrDefault(region => string.Equals(region, canonical, StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("region", name, available, new SourceLocation(path));
    }
}
