using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Emissions per head and per gross domestic product, at the yearly rate of some days.</summary>
internal static class CountryRates
{
    private const double DollarsAtOnce = 1000;

    private static readonly Unit s_perHead = Unit.Parse("t a-1");
    private static readonly Unit s_mass = Unit.Parse("kg");

    /// <summary>For each emission its value per head and per 1000 US dollars, then the years of population and product; none without
    /// statistics.</summary>
    public static IEnumerable<ResultColumn> Columns(CountryStatistics? statistics, params IReadOnlyList<string> emissions) =>
        statistics is null ? [] :
        [
            .. emissions.SelectMany(emission => new ResultColumn[]
            {
                new($"{emission} per head", s_perHead, 3, "the days with data as a yearly rate, over the population"),
                new($"{emission} per 1000 US dollars", s_mass, 1,
                    "the days with data as a yearly rate, over the gross domestic product of a year in current US dollars"),
            }),
            new("population of", Description: "year of the population: the last known one up to the year of the days"),
            new("product of", Description: "year of the gross domestic product: the last known one up to the year of the days"),
        ];

    /// <summary>The values of <see cref="Columns"/>; empty where the country's are unknown.</summary>
    /// <param name="statistics">Population and gross domestic product.</param>
    /// <param name="region">The region.</param>
    /// <param name="year">Year of the days.</param>
    /// <param name="days">Number of days that the emissions are of.</param>
    /// <param name="emissions">Mt over the days.</param>
    public static IEnumerable<object?> Values(CountryStatistics? statistics, string region, int year, int days,
        params IReadOnlyList<double> emissions)
    {
        if (statistics is null) return [];
        CountryYear? population = statistics.PopulationOf(region, year), product = statistics.GdpOf(region, year);
        double whole = (double)Period.Year(year).DayCount / days;
        return
        [
            .. emissions.SelectMany(emission => new object?[]
            {
                population is null ? null : 1e6 * whole * emission / population.Population,
                product is null ? null : 1e9 * whole * emission / (product.Gdp / DollarsAtOnce),
            }),
            population?.Year, product?.Year,
        ];
    }

    /// <summary>Which regions have no population or product; null if all have both, or without statistics.</summary>
    public static string? Missing(CountryStatistics? statistics, IEnumerable<string> regions)
    {
        string[] missing = statistics is null ? [] : [.. regions.Distinct().Where(region => statistics.Of(region, int.MaxValue) is null)];
        return missing.Length == 0 ? null : "Population or gross domestic product is unknown, so values per head or per product are empty: "
            + string.Join(", ", missing) + ".";
    }
}
