using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A dataset with the records of its reading.</summary>
public sealed class EnergyData
{
    private EnergyData(EnergyDataset dataset, IReadOnlyList<ReadRecord> records, IReadOnlyList<LeftOutRegion> leftOutRegions,
        int unmatchedDays)
    {
        (Dataset, Records, LeftOutRegions, UnmatchedDays) = (dataset, records, leftOutRegions, unmatchedDays);
        Card = EnergyDataCard.Of(this);
    }

    /// <summary>The usable regions and days.</summary>
    public EnergyDataset Dataset { get; }

    /// <summary>The reader records, one per file.</summary>
    public IReadOnlyList<ReadRecord> Records { get; }

    /// <summary>Excluded regions, with the reason.</summary>
    public IReadOnlyList<LeftOutRegion> LeftOutRegions { get; }

    /// <summary>Region-days of the used regions that are in only one of the two files.</summary>
    public int UnmatchedDays { get; }

    /// <summary>The data card, computed from the data.</summary>
    public EnergyDataCard Card { get; }

    /// <summary>Reads both files and joins them by region and day.</summary>
    /// <param name="emissionsPath">Emissions by sector: Carbon Monitor's export, or another table.</param>
    /// <param name="generationPath">Generation by source: Carbon Monitor Power's long table, or another table.</param>
    /// <param name="options">Regions, period, treatment of invalid days; default: all, refuse.</param>
    /// <returns>The dataset with both sides and its card.</returns>
    /// <exception cref="KayaException">A file does not follow its format, the two have no common region or day, or a region is not in
    /// both.</exception>
    public static EnergyData Load(string emissionsPath, string generationPath, JoinOptions? options = null)
    {
        options ??= JoinOptions.Default;
        ReadOptions read = new(options.FaultyDays);
        return Join(EnergyFiles.ReadEmissions(emissionsPath, read with { Columns = options.EmissionColumns }),
            EnergyFiles.ReadGeneration(generationPath, read with { Columns = options.GenerationColumns }), options);
    }

    /// <summary>Reads only generation, for regions without reported emissions.</summary>
    /// <param name="generationPath">Carbon Monitor Power's long table, or another table.</param>
    /// <param name="options">Regions, period, treatment of invalid days.</param>
    /// <returns>A dataset without emissions, and its card.</returns>
    /// <exception cref="KayaException">The file does not follow its format, or lacks a requested region.</exception>
    public static EnergyData LoadGeneration(string generationPath, JoinOptions? options = null)
    {
        options ??= JoinOptions.Default;
        DailyTable<EnergySource> generation = EnergyFiles.ReadGeneration(generationPath,
            new ReadOptions(options.FaultyDays, Columns: options.GenerationColumns));
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
    /// <exception cref="DataFormatException">No common region, no common day, or a requested region that is not in both.</exception>
    public static EnergyData Join(DailyTable<Sector> emissions, DailyTable<EnergySource> generation, JoinOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        ArgumentNullException.ThrowIfNull(generation);
        options ??= JoinOptions.Default;
        string[] common = [.. generation.Regions.Intersect(emissions.Regions)];
        if (common.Length == 0)
            throw new DataFormatException(new Fault("The two files have no common region.", new SourceLocation(generation.Record.Path),
                Expected: $"regions of {emissions.Record.Path}: {string.Join(", ", emissions.Regions)}",
                Found: string.Join(", ", generation.Regions),
                Remedy: "Give emissions and generation of the same regions. For regions without emissions, use `kaya energy predict`."));
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
            .. emissions.Regions.Except(common).Select(name => new LeftOutRegion(name, "only in the emissions file")),
            .. generation.Regions.Except(common).Select(name => new LeftOutRegion(name, "only in the generation file")),
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
        other is null ? "No day of the file is in the period." : "The two files have no common day.", new SourceLocation(path),
        Expected: (options.First, options.Last) is (null, null) ? $"days that {other} has"
            : $"days from {options.First:yyyy-MM-dd} to {options.Last:yyyy-MM-dd}",
        Found: "none, in the regions used", Remedy: "Give another period, or two files of the same period."));
}

/// <summary>The regions to use: the requested ones, never an aggregate together with its members.</summary>
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
            else if (!chosen.Contains(region)) leftOut.Add(new LeftOutRegion(region, "not requested"));
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
