using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Population and gross domestic product of one country and year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Population">Persons, above zero; null if unknown.</param>
/// <param name="Gdp">Gross domestic product in current US dollars, above zero; null if unknown.</param>
public sealed record CountryYear(int Year, double? Population, double? Gdp);

/// <summary>Population and gross domestic product of countries, such as those of the World Bank.</summary>
public sealed class CountryStatistics
{
    private readonly SortedDictionary<string, SortedDictionary<int, CountryYear>> _years;

    internal CountryStatistics(string source, SortedDictionary<string, SortedDictionary<int, CountryYear>> years) =>
        (Source, _years) = (source, years);

    /// <summary>The file, as given.</summary>
    public string Source { get; }

    /// <summary>Countries by their canonical names, in ordinal order.</summary>
    public IEnumerable<string> Regions => _years.Keys;

    /// <summary>Reads a table: <c>country,code,year,population,gdp_usd</c>; empty cells are unknown.</summary>
    /// <param name="path">The file, CSV.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing.</exception>
    /// <exception cref="DataFormatException">A value cannot be read, or a country has two lines of one year.</exception>
    public static CountryStatistics Read(string path)
    {
        CsvTable table = CsvTable.Read(path);
        int region = AnnualTotalsReader.Region(table, path), year = table.Require("year"), population = table.Require("population");
        int gdp = table.Find("gdp_usd", "gdp [USD]", "gdp (current US$)");
        if (gdp < 0) gdp = table.Require("gdp_usd");
        SortedDictionary<string, SortedDictionary<int, CountryYear>> all = new(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
        {
            string name = RegionCatalog.Canonical(table.Text(row, region));
            int when = AnnualTotalsReader.Year(table, row, year);
            if (!all.TryGetValue(name, out SortedDictionary<int, CountryYear>? years)) all[name] = years = [];
            if (!years.TryAdd(when, new CountryYear(when, Positive(table, row, population), Positive(table, row, gdp))))
                throw new DataFormatException(new Fault("A country has two lines of one year.", table.Where(row, year), "one each",
                    $"{name}, {when}", "Remove one of the two lines."));
        }

        return new CountryStatistics(path, all);
    }

    /// <summary>The statistics of a country for a year: of each, the last known value up to that year, or else the first known
    /// one.</summary>
    /// <param name="region">Any known name of the country.</param>
    /// <param name="year">The year.</param>
    /// <returns>Both values, with the earlier of their years; null if one of them is never known.</returns>
    public CountryYear? Of(string region, int year)
    {
        CountryYear? population = PopulationOf(region, year), gdp = GdpOf(region, year);
        return population is null || gdp is null ? null
            : new CountryYear(Math.Min(population.Year, gdp.Year), population.Population, gdp.Gdp);
    }

    /// <summary>The year whose population stands for a year: the last known one up to it, or else the first known one.</summary>
    /// <param name="region">Any known name of the country.</param>
    /// <param name="year">The year.</param>
    /// <returns>The line of the file; null if no population is known.</returns>
    public CountryYear? PopulationOf(string region, int year) => Nearest(region, year, own => own.Population is not null);

    /// <summary>The year whose gross domestic product stands for a year: the last known one up to it, or else the first known
    /// one.</summary>
    /// <param name="region">Any known name of the country.</param>
    /// <param name="year">The year.</param>
    /// <returns>The line of the file; null if no gross domestic product is known.</returns>
    public CountryYear? GdpOf(string region, int year) => Nearest(region, year, own => own.Gdp is not null);

    /// <summary>The lines of a country.</summary>
    /// <param name="region">Canonical name.</param>
    /// <returns>By year, ascending.</returns>
    internal IEnumerable<CountryYear> History(string region) => _years[region].Values;

    private CountryYear? Nearest(string region, int year, Func<CountryYear, bool> known) =>
        !_years.TryGetValue(RegionCatalog.Canonical(region), out SortedDictionary<int, CountryYear>? years) ? null
            : years.Values.LastOrDefault(own => own.Year <= year && known(own)) ?? years.Values.FirstOrDefault(known);

    private static double? Positive(CsvTable table, int row, int column) => table.Amount(row, column) is { } value and > 0 ? value : null;
}
