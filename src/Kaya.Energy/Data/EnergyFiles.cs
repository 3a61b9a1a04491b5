using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Reads files of generation and emissions in any layout: those of Carbon Monitor, Ember, Our World in Data, EIA-930, or a table
/// with columns of regions, times and values.</summary>
public static class EnergyFiles
{
    // A country's generation is known to within a factor of a few; a thousand is a unit, and so are the 24 hours of a day.
    private const double LargestRatio = 100;
    private const double UnusualRatio = 10;

    /// <summary>Reads daily generation by source.</summary>
    /// <param name="path">CSV or a workbook.</param>
    /// <param name="options">Treatment of invalid days; columns, where the headings do not say what they hold.</param>
    /// <returns>Eight sources, GWh per day.</returns>
    /// <exception cref="KayaException">The table does not say what is needed: see its fault.</exception>
    public static DailyTable<EnergySource> ReadGeneration(string path, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        DailyTable<EnergySource> table = IsProvider(path, options) ? CarbonMonitor.ReadGeneration(path, options)
            : EnergyTable<EnergySource>.Read(path, options, options.Columns, (CategoryWords.Sources, ProviderFormats.Power));
        return Sized(table);
    }

    /// <summary>Reads daily emissions by sector.</summary>
    /// <param name="path">CSV or a workbook.</param>
    /// <param name="options">Treatment of invalid days; columns, where the headings do not say what they hold.</param>
    /// <returns>Six sectors, MtCO2 per day.</returns>
    /// <exception cref="KayaException">The table does not say what is needed: see its fault.</exception>
    public static DailyTable<Sector> ReadEmissions(string path, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        return IsProvider(path, options) ? CarbonMonitor.ReadEmissions(path, options)
            : EnergyTable<Sector>.Read(path, options, options.Columns, (CategoryWords.Sectors, ProviderFormats.Emissions));
    }

    /// <summary>Carbon Monitor's own layout is streamed by its reader, which also knows its faults: country, date, sector and a value,
    /// of which one may be damaged.</summary>
    private static bool IsProvider(string path, ReadOptions options)
    {
        if (options.Columns is not null || CsvTable.IsWorkbook(path)) return false;
        if (!File.Exists(path) || CsvRows.SeparatorOf(path) != ',') return !File.Exists(path);
        using CsvRows rows = CsvRows.Open(path, "a table");
        if (!rows.Read()) return true;
        string[] headings = [.. rows.Fields().Select(heading => heading.ToLowerInvariant())];
        int value = headings.Any(heading => heading.StartsWith("value", StringComparison.Ordinal)
            || heading.Contains("co2 per day", StringComparison.Ordinal)) ? 1 : 0;
        return headings.Length < 2 || headings.Intersect(["country", "date", "sector"]).Count() + value >= 3;
    }

    private static DailyTable<EnergySource> Sized(DailyTable<EnergySource> table)
    {
        DailyTable<EnergySource> noted = table;
        for (int region = 0; region < table.Regions.Count; region++)
        {
            string name = table.Regions[region];
            if (Countries.Find(name) is not { } country) continue;
            int[] rows = [.. Enumerable.Range(0, table.Count).Where(row => table.RegionOf(row) == name)];
            double mean = rows.Average(row =>
            {
                double sum = 0;
                foreach (double value in table.Values(row)) sum += value;
                return sum;
            });
            double ratio = mean / (country.YearlyGeneration * 1000 / 365);
            string usual = FormattableString.Invariant($"{country.YearlyGeneration * 1000 / 365:0} GWh a day ")
                + FormattableString.Invariant($"({country.YearlyGeneration:0} TWh a year)");
            string found = FormattableString.Invariant($"{mean:0.###} GWh a day, {ratio:0.####} times as much");
            if (ratio < LargestRatio)
            {
                if (ratio < 1 / UnusualRatio || ratio > UnusualRatio)
                    noted = noted.Noted($"{name}: {found} as its usual {usual}; check the unit{Likely(ratio)}.");
                continue;
            }

            throw new DataFormatException(new Fault(
                $"The generation of {name} is far too large: the unit seems to be another.",
                new SourceLocation(table.Record.Path, Variable: name),
                $"about {usual}", found,
                "Write the unit of the values in the heading, such as 'value (MWh)' in a table of your own columns, or give it: "
                + "--columns unit=MWh. If the region is not the country, give it another name."));
        }

        return noted;
    }

    // What a ratio looks like, to within a factor of three; sources may also be missing.
    private static string Likely(double ratio) => Near(ratio, 1e-3) ? ": it looks like TWh read as GWh"
        : Near(ratio, 1.0 / 24) ? ": it looks like GW, the mean power of a day, read as GWh" : "";

    private static bool Near(double ratio, double other) => Math.Abs(Math.Log(ratio / other)) < Math.Log(3);
}
