namespace Kaya.Energy;

/// <summary>A country's generation over a year, with what else is known of it.</summary>
/// <param name="Region">Canonical name of the country.</param>
/// <param name="Year">The year of the generation.</param>
/// <param name="Days">Days with data; the mean over them stands for the year.</param>
/// <param name="Generation">Mean generation by source, GWh per day.</param>
/// <param name="Statistics">Population and gross domestic product of the year; null if unknown.</param>
internal sealed record AnnualProfile(string Region, int Year, int Days, IReadOnlyList<double> Generation, CountryYear? Statistics)
{
    private const double GigawattHoursPerTerawattHour = 1000;

    // Not public, so that the model's file has only what it was given.
    /// <summary>Generation of the year, TWh.</summary>
    internal double Energy => Generation.Sum() * DaysIn(Year) / GigawattHoursPerTerawattHour;

    /// <summary>Direct emissions of the mix, Mt per TWh.</summary>
    internal double DirectIntensity
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < Generation.Count; i++) sum += IntensityBaseline.DirectFactors[i] * Generation[i];
            return sum / Generation.Sum();
        }
    }

    /// <summary>Share of a source.</summary>
    public double Share(int source) => Generation[source] / Generation.Sum();

    /// <summary>The days of a year.</summary>
    public static int DaysIn(int year) => DateTime.IsLeapYear(year) ? 366 : 365;

    /// <summary>The profiles of each region and year of a dataset, in the order of its rows.</summary>
    public static IReadOnlyList<AnnualProfile> Of(EnergyDataset data, CountryStatistics? statistics) =>
    [
        .. Enumerable.Range(0, data.Count).GroupBy(row => (Region: data.RegionOf(row), data.Day[row].Year)).Select(group =>
            Of(data, [.. group], statistics)),
    ];

    /// <summary>The profile of some rows of one region and year.</summary>
    public static AnnualProfile Of(EnergyDataset data, IReadOnlyList<int> rows, CountryStatistics? statistics)
    {
        (string region, int year) = (data.RegionOf(rows[0]), data.Day[rows[0]].Year);
        double[] mean = [.. EnergySources.All.Select(source => rows.Average(row => data.Generation(source)[row]))];
        return new AnnualProfile(region, year, rows.Count, mean, statistics?.Of(region, year));
    }
}

/// <summary>A country whose annual total is known, with the generation it belongs to.</summary>
/// <param name="Profile">Generation and statistics.</param>
/// <param name="LabelYear">Year of the total; the year of the generation, or the nearest earlier one that is published.</param>
/// <param name="Total">Mt of CO2 a year.</param>
internal sealed record AnnualRow(AnnualProfile Profile, int LabelYear, double Total);

/// <summary>The rows that annual totals and generation have in common.</summary>
/// <param name="Rows">One for each country.</param>
/// <param name="Notes">What is left out or assumed, one sentence each.</param>
internal sealed record AnnualRows(IReadOnlyList<AnnualRow> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>Least number of days of a year that stand for the year.</summary>
    public const int FewestDays = 300;

    // A total that is much older than the generation says little about it.
    private const int LargestGap = 3;

    /// <summary>Of each country the year with generation and total, or the latest generation with the total nearest before it.</summary>
    public static AnnualRows Of(EnergyDataset generation, AnnualTotals totals, CountryStatistics? statistics)
    {
        List<AnnualRow> rows = [];
        List<string> notes = [], noTotal = [], few = [];
        Dictionary<(int, int), List<string>> gaps = [];
        foreach (IGrouping<string, AnnualProfile> region in AnnualProfile.Of(generation, statistics).GroupBy(profile => profile.Region))
        {
            if (RegionCatalog.Aggregate(region.Key) is not null) continue;
            AnnualProfile[] whole = [.. region.Where(profile => profile.Days >= FewestDays).OrderBy(profile => profile.Year)];
            if (whole.Length == 0)
            {
                few.Add(region.Key);
                continue;
            }

            AnnualProfile profile = whole.LastOrDefault(own => totals.Of(region.Key, own.Year) is not null) ?? whole[0];
            if (totals.Latest(region.Key, profile.Year) is not { } label || profile.Year - label.Year > LargestGap)
            {
                noTotal.Add(region.Key);
                continue;
            }

            if (label.Year != profile.Year)
            {
                if (!gaps.TryGetValue((label.Year, profile.Year), out List<string>? own)) gaps[(label.Year, profile.Year)] = own = [];
                own.Add(region.Key);
            }

            rows.Add(new AnnualRow(profile, label.Year, label.Total));
        }

        foreach (((int label, int year), List<string> regions) in gaps)
            notes.Add($"The total of {label} stands for the generation of {year} of {regions.Count} countries, which have no later total: "
                + "a year's change is part of their errors.");
        if (few.Count > 0) notes.Add($"Fewer than {FewestDays} days of generation in every year, not used for annual totals: "
            + $"{string.Join(", ", few)}.");
        if (noTotal.Count > 0) notes.Add(FormattableString.Invariant($"{noTotal.Count} countries have generation but no annual total: ")
            + $"{string.Join(", ", noTotal)}.");
        return new AnnualRows(rows.AsReadOnly(), notes.AsReadOnly());
    }
}
