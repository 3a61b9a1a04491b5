using Kaya.Core;
using Kaya.Downscaling;

namespace Kaya.Tasks;

/// <summary>Reads totals of zones as t of CO2 from a CSV table.</summary>
internal static class StatisticsFile
{
    private static readonly string[] s_zones = ["code", "zone"];
    private static readonly string[] s_totals = ["total", "emission", "co2"];
    private static readonly Unit s_tonne = Unit.Parse("t");

    /// <summary>Totals by zone; zones named as provinces of China get their code, whatever the spelling.</summary>
    public static ZoneStatistics Read(string path, StatisticReadingOptions options)
    {
        CsvTable table = CsvTable.Read(path);
        int zone = options.Zone is { } named ? table.Column(named) : Math.Max(0, Array.FindIndex([.. table.Columns], heading => s_zones.Contains(heading.ToLowerInvariant())));
        int column = options.Column is { } total ? Named(table, total, path) : Only(table, zone, path);
        double factor = UnitOf(table, column, path, options).FactorTo(s_tonne) * options.Basis.FactorTo(MassBasis.CO2);
        Dictionary<string, double> totals = new(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
        {
            double value = table.Number(row, column);
            if (value < 0)
                throw new DataFormatException(new Fault("A statistic is negative.", table.Where(row, column), "0 or more", table.Text(row, column), "Correct the table; leave the cell empty where nothing is known."));
            string code = ChineseProvinces.Canonical(table.Text(row, zone));
            if (double.IsNaN(value)) continue;
            if (!totals.TryAdd(code, value * factor))
                throw new DataFormatException(new Fault("A zone has two statistics.", table.Where(row, zone), "each zone once", $"'{code}'", "Remove one of the lines."));
        }

        return totals.Count > 0 ? new ZoneStatistics(totals, s_tonne)
            : throw new DataFormatException(new Fault("The column has no statistic.", table.Where(0, column), "numbers", "empty cells", "Name another column by --statistic.column."));
    }

    private static int Named(CsvTable table, string name, string path)
    {
        int column = Array.FindIndex([.. table.Columns], heading => heading.Equals(name, StringComparison.OrdinalIgnoreCase) || Plain(heading).Equals(name, StringComparison.OrdinalIgnoreCase));
        return column >= 0 ? column : throw Spelling.Unknown("column", name, table.Columns, new SourceLocation(path, 1));
    }

    private static int Only(CsvTable table, int zone, string path)
    {
        int[] candidates = [.. Enumerable.Range(0, table.Columns.Count).Where(column => column != zone && s_totals.Any(word => Plain(table.Columns[column]).StartsWith(word, StringComparison.OrdinalIgnoreCase)))];
        int exact = Array.FindIndex(candidates, column => s_totals.Contains(Plain(table.Columns[column]).ToLowerInvariant()));
        return exact >= 0 ? candidates[exact] : candidates.Length == 1 ? candidates[0] : throw new DataFormatException(new Fault("It is not said which column holds the emission.",
            new SourceLocation(path, 1), "one column named total, emission or co2", string.Join(", ", table.Columns), "Name it by --statistic.column."));
    }

    private static Unit UnitOf(CsvTable table, int column, string path, StatisticReadingOptions options)
    {
        string heading = table.Columns[column];
        int open = heading.IndexOfAny(['[', '(']);
        Unit? unit = options.Unit is { } said ? RasterReading.UnitOf(said) : open >= 0 ? RasterReading.UnitOf(heading[(open + 1)..].TrimEnd(']', ')', ' ')) : null;
        if (unit is null)
            throw new DataFormatException(new Fault("The statistics have no unit.", new SourceLocation(path, 1, Variable: heading), "a unit of mass, such as t", "none",
                $"Write it into the heading as '{heading} [t]', or give it as --statistic.unit: nothing is guessed about units."));
        return unit.IsConvertibleTo(s_tonne) ? unit : throw new UnitMismatchException(new Fault("The statistics are no mass.", new SourceLocation(path, 1, Variable: heading),
            "a unit of mass, such as t", unit.ToString(), "Name the column and the unit of a total emission."));
    }

    private static string Plain(string heading) => heading.IndexOfAny(['[', '(']) is var open && open > 0 ? heading[..open].Trim() : heading;
}
