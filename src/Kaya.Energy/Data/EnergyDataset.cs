using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Region-days with generation of eight sources and, if known, emissions of six sectors.</summary>
/// <remarks>
/// Column-oriented and immutable. A row is one region on one day; rows are sorted by region, then day, unless they were
/// chosen by <see cref="Select(ReadOnlySpan{int})"/>. Generation in GWh per day, emissions in MtCO2 per day, both extensive.
/// </remarks>
public sealed class EnergyDataset
{
    private readonly string[] _regions;
    private readonly int[] _region;
    private readonly DateOnly[] _day;
    private readonly double[][] _generation;
    private readonly double[][]? _emission;
    private readonly double[] _totalGeneration;
    private readonly double[]? _totalEmission;
    private readonly Lazy<Dictionary<(int, DateOnly), int>> _index;

    /// <summary>Takes ownership of the columns without copying.</summary>
    internal EnergyDataset(string[] regions, int[] region, DateOnly[] day, double[][] generation, double[][]? emission)
    {
        (_regions, _region, _day, _generation, _emission) = (regions, region, day, generation, emission);
        Regions = Array.AsReadOnly(regions);
        _totalGeneration = Totals(generation, day.Length);
        _totalEmission = emission is null ? null : Totals(emission, day.Length);
        Days = Array.AsReadOnly([.. new SortedSet<DateOnly>(day)]);
        _index = new Lazy<Dictionary<(int, DateOnly), int>>(Index);
    }

    /// <summary>Number of rows, that is region-days.</summary>
    public int Count => _day.Length;

    /// <summary>Names of the regions that have a row.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>All days with data of any region, ascending.</summary>
    public IReadOnlyList<DateOnly> Days { get; }

    /// <summary>False for regions without reported emissions, with generation only.</summary>
    public bool HasEmission => _emission is not null;

    /// <summary>Total generation in GWh per day, one value per row, above zero.</summary>
    public ReadOnlySpan<double> TotalGeneration => _totalGeneration;

    /// <summary>Total emissions in MtCO2 per day, one value per row, above zero.</summary>
    /// <exception cref="InvalidOperationException">The dataset has no emissions.</exception>
    public ReadOnlySpan<double> TotalEmission => _totalEmission ?? throw NoEmission();

    /// <summary>For each row, the index of its region in <see cref="Regions"/>.</summary>
    public ReadOnlySpan<int> RegionIndex => _region;

    /// <summary>The day of each row.</summary>
    public ReadOnlySpan<DateOnly> Day => _day;

    /// <summary>One row as an object.</summary>
    /// <param name="row">From 0.</param>
    public RegionDay this[int row] => new(RegionOf(row), _day[row], new EnergyProfile(Row(_generation, row)),
        _emission is null ? null : new EmissionProfile(Row(_emission, row)));

    /// <summary>Generation by one source.</summary>
    /// <param name="source">The source.</param>
    /// <returns>GWh per day, one value per row.</returns>
    public ReadOnlySpan<double> Generation(EnergySource source) => _generation[(int)source];

    /// <summary>Emissions of one sector.</summary>
    /// <param name="sector">The sector.</param>
    /// <returns>MtCO2 per day, one value per row.</returns>
    /// <exception cref="InvalidOperationException">The dataset has no emissions.</exception>
    public ReadOnlySpan<double> Emission(Sector sector) => (_emission ?? throw NoEmission())[(int)sector];

    /// <summary>Region of a row.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>Its name.</returns>
    public string RegionOf(int row) => _regions[_region[row]];

    /// <summary>Finds the row of a region and day; the region can have any known name.</summary>
    /// <param name="region">Name of the region.</param>
    /// <param name="day">The day.</param>
    /// <returns>The row.</returns>
    /// <exception cref="DataFormatException">The dataset has no such region.</exception>
    /// <exception cref="DataNotFoundException">The region has no data for the day.</exception>
    public int RowOf(string region, DateOnly day)
    {
        int index = RegionNamed(region);
        if (_index.Value.TryGetValue((index, day), out int row)) return row;
        DateOnly[] days = [.. Enumerable.Range(0, Count).Where(i => _region[i] == index).Select(i => _day[i]).Order()];
        throw new DataNotFoundException(
            new Fault($"{_regions[index]} has no data for that day.", Expected: $"a day from {days[0]:yyyy-MM-dd} to {days[^1]:yyyy-MM-dd}",
            Found: $"{day:yyyy-MM-dd}", Remedy: day > days[0] && day < days[^1] ? "The day is missing in the data. Use a neighbouring day."
                : "Give a day in that period."));
    }

    /// <summary>Finds the row of a region and day; the region can have any known name.</summary>
    /// <param name="region">Name of the region.</param>
    /// <param name="day">The day.</param>
    /// <returns>The row; null if the region has no data for the day.</returns>
    /// <exception cref="DataFormatException">The dataset has no such region.</exception>
    public int? TryRowOf(string region, DateOnly day) => _index.Value.TryGetValue((RegionNamed(region), day), out int row) ? row : null;

    /// <summary>A dataset of the given rows, in the given order; each row at most once.</summary>
    /// <param name="rows">Row numbers, each from 0 and below <see cref="Count"/>.</param>
    /// <returns>The chosen rows; regions without rows are removed.</returns>
    public EnergyDataset Select(ReadOnlySpan<int> rows)
    {
        int[] chosen = rows.ToArray();
        bool[] used = new bool[_regions.Length];
        foreach (int row in chosen) used[_region[row]] = true;
        int[] renumbered = new int[_regions.Length];
        int next = 0;
        for (int i = 0; i < used.Length; i++) renumbered[i] = used[i] ? next++ : -1;
        return new EnergyDataset([.. _regions.Where((_, i) => used[i])], Array.ConvertAll(chosen, row => renumbered[_region[row]]),
            Array.ConvertAll(chosen, row => _day[row]), Pick(_generation, chosen), _emission is null ? null : Pick(_emission, chosen));
    }

    /// <summary>The rows of some regions; regions can have any known name.</summary>
    /// <param name="regions">Names.</param>
    /// <returns>Their rows, in the order of this dataset.</returns>
    /// <exception cref="DataFormatException">The dataset has no such region.</exception>
    public EnergyDataset ForRegions(params IEnumerable<string> regions)
    {
        HashSet<int> wanted = [.. regions.Select(RegionNamed)];
        return Where(row => wanted.Contains(_region[row]));
    }

    /// <summary>The rows of a period, both ends included.</summary>
    /// <param name="first">First day.</param>
    /// <param name="last">Last day.</param>
    /// <returns>The rows; possibly none.</returns>
    public EnergyDataset Between(DateOnly first, DateOnly last) => Where(row => _day[row] >= first && _day[row] <= last);

    /// <summary>The same rows without emissions, like those of a region without reported emissions.</summary>
    /// <returns>A dataset of generation only.</returns>
    public EnergyDataset WithoutEmission() => new(_regions, _region, _day, _generation, null);

    /// <summary>These rows followed by those of another dataset; regions with the same name are merged.</summary>
    /// <param name="other">Rows of other region-days; with emissions if this dataset has them.</param>
    /// <returns>Both together.</returns>
    /// <exception cref="ArgumentException">Only one has emissions, or a region-day is in both.</exception>
    public EnergyDataset Concat(EnergyDataset other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (HasEmission != other.HasEmission) throw new ArgumentException("only one of the two has emissions", nameof(other));
        string[] regions = [.. _regions.Union(other._regions)];
        int[] moved = Array.ConvertAll(other._regions, name => Array.IndexOf(regions, name));
        EnergyDataset both = new(regions, [.. _region, .. other._region.Select(index => moved[index])], [.. _day, .. other._day],
            Join(_generation, other._generation), _emission is null ? null : Join(_emission, other._emission!));
        return both._index.Value.Count == both.Count ? both : throw new ArgumentException("a region-day is in both", nameof(other));
    }

    /// <summary>A dataset from region-days in any order.</summary>
    /// <param name="rows">At least one; all or none with emissions; each region-day once.</param>
    /// <returns>Rows sorted by region (ordinal), then day.</returns>
    /// <exception cref="ArgumentException">No rows, some with and some without emissions, or a duplicate region-day.</exception>
    public static EnergyDataset From(IEnumerable<RegionDay> rows)
    {
        RegionDay[] sorted = [.. rows.OrderBy(row => row.Region, StringComparer.Ordinal).ThenBy(row => row.Day)];
        if (sorted.Length == 0) throw new ArgumentException("there are no rows", nameof(rows));
        bool emission = sorted[0].Emission is not null;
        if (sorted.Any(row => row.Emission is not null != emission)) throw new ArgumentException(
            "some rows have emissions, others do not", nameof(rows));
        string[] regions = [.. sorted.Select(row => row.Region).Distinct()];
        double[][] generation = [.. EnergySources.All.Select(source => Array.ConvertAll(sorted, row => row.Energy[source]))];
        double[][]? emissions = emission ? [.. Sectors.All.Select(sector => Array.ConvertAll(sorted, row => row.Emission![sector]))] : null;
        EnergyDataset dataset = new(regions, Array.ConvertAll(sorted, row => Array.IndexOf(regions, row.Region)),
            Array.ConvertAll(sorted, row => row.Day), generation, emissions);
        return dataset._index.Value.Count == dataset.Count ? dataset
            : throw new ArgumentException("duplicate region-day", nameof(rows));
    }

    /// <summary>Refuses a dataset of generation only.</summary>
    internal void RequireEmission(string purpose)
    {
        if (!HasEmission)
            throw new SchemaMismatchException(new Fault($"{purpose} needs emissions.", new SourceLocation(Variable: "emission"),
                "region-days with emissions of six sectors", "generation only", "Give the emissions of the same regions and days too."));
    }

    internal int RegionNamed(string region)
    {
        string canonical = RegionCatalog.Canonical(region);
        int index = Array.FindIndex(_regions, name => string.Equals(name, canonical, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw Spelling.Unknown("region", region, _regions, new SourceLocation(Variable: "region"));
    }

    private EnergyDataset Where(Predicate<int> keep)
    {
        List<int> rows = [];
        for (int row = 0; row < Count; row++) if (keep(row)) rows.Add(row);
        return Select([.. rows]);
    }

    private Dictionary<(int, DateOnly), int> Index()
    {
        Dictionary<(int, DateOnly), int> index = new(Count);
        for (int row = 0; row < Count; row++) index.TryAdd((_region[row], _day[row]), row);
        return index;
    }

    private static InvalidOperationException NoEmission() => new("the dataset has generation only");

    private static double[] Row(double[][] columns, int row) => Array.ConvertAll(columns, column => column[row]);

    private static double[][] Pick(double[][] columns, int[] rows) =>
        Array.ConvertAll(columns, column => Array.ConvertAll(rows, row => column[row]));

    private static double[][] Join(double[][] first, double[][] second) => [.. first.Zip(second, (a, b) => (double[])[.. a, .. b])];

    private static double[] Totals(double[][] columns, int count)
    {
        double[] totals = new double[count];
        foreach (double[] column in columns)
            for (int row = 0; row < count; row++) totals[row] += column[row];
        return totals;
    }
}
