using Kaya.Core;

namespace Kaya.Energy.Tests.Annual;

/// <summary>The 24 countries of annual.py: the same generation on every day of 2023, a total, population and gross domestic
/// product.</summary>
internal static class MadeUpCountries
{
    private const int Count = 24;

    public static string Name(int country) => FormattableString.Invariant($"Country {country:00}");

    public static double[] Generation(int country) =>
        [.. Enumerable.Range(0, 8).Select(source => ((country * 7 + source * 13) % 11 + 0.5) * (1 + country % 5) * 10)];

    public static CountryYear Statistics(int country)
    {
        double population = (5 + country * 17 % 40) * 1e6;
        return new CountryYear(2023, population, population * (2000 + country * 29 % 37 * 1500));
    }

    public static double Total(int country)
    {
        double[] generation = Generation(country);
        double[] factors = [0.95, 0.45, 0.70, 0, 0, 0, 0, 0.10];
        double energy = generation.Sum() * 365 / 1000, direct = generation.Zip(factors, (a, b) => a * b).Sum() / generation.Sum();
        return energy * (1.2 * direct + 0.6 * (1 + 0.3 * Math.Sin(1.7 * country))) * (country == 5 ? 3 : 1);
    }

    public static AnnualRow[] Rows() =>
    [
        .. Enumerable.Range(0, Count).Select(country => new AnnualRow(
            new AnnualProfile(Name(country), 2023, 365, Generation(country), Statistics(country)), 2023, Total(country))),
    ];

    /// <summary>Days of generation, each the same.</summary>
    public static EnergyDataset Days() => EnergyDataset.From(
        from country in Enumerable.Range(0, Count)
        from day in Enumerable.Range(0, 365)
        select new RegionDay(Name(country), new DateOnly(2023, 1, 1).AddDays(day), new EnergyProfile(Generation(country))));

    /// <summary>A table of totals in the layout of Our World in Data: 2020 to 2023, 2 % more each year.</summary>
    public static string WriteTotals(string path, Func<int, bool>? keep = null)
    {
        File.WriteAllLines(path,
        [
            "Entity,Code,Year,Annual CO\u2082 emissions",
            .. from country in Enumerable.Range(0, Count)
               where keep?.Invoke(country) ?? true
               from year in Enumerable.Range(2020, 4)
               let total = Total(country) * 1e6 * Math.Pow(1.02, year - 2023)
               select FormattableString.Invariant($"{Name(country)},C{country},{year},{total}"),
        ]);
        return path;
    }

    public static string WriteStatistics(string path)
    {
        File.WriteAllLines(path,
        [
            "country,code,year,population,gdp_usd",
            .. Enumerable.Range(0, Count).Select(country => (country, own: Statistics(country))).Select(pair =>
                FormattableString.Invariant($"{Name(pair.country)},C{pair.country},2022,{pair.own.Population},{pair.own.Gdp}")),
        ]);
        return path;
    }
}
