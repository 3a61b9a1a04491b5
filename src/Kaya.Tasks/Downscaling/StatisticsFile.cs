using System.Collections.Immutable;
using Kaya.Downscaling;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Reads totals of zones as t of CO2 from a CSV table.</summary>
internal static class StatisticsFile
{
    private static readonly ImmutableArray<string> s_totals = ["total", "emission", "co2"];
    private static readonly Unit s_tonne = Unit.Parse("t");

    /// <summary>Totals by zone code.</summary>
    public static ZoneStatistics Read(string path, StatisticReadingOptions options, ZoneNames names = ZoneNames.AsWritten)
    {
        CsvTable table = CsvTable.Read(path);
        int zone = options.Zone is { } named ? table.Column(named) : Math.Max(0, table.Find("code", "zone"));
        int column = options.Column is { } total ? table.Column(total) : Only(table, zone, path);
        double factor = UnitOf(table, column, options).FactorTo(s_tonne) * options.Basis.FactorTo(MassBasis.CO2);
        Dictionary<string, double> totals = new(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
        {
            if (table.Amount(row, column) is not { } value) continue;
            if (!totals.TryAdd(names.CodeOf(Code(table, row, zone)), value * factor))
                throw new DataFormatException(
                    new Fault("A zone occurs twice in the statistics.", table.Where(row, zone), "each zone once",
                        $"'{table.Text(row, zone)}'",
                    "Remove one of the lines."));
        }

        return totals.Count > 0 ? new ZoneStatistics(totals, s_tonne)
            : throw new DataFormatException(
                new Fault("The column is empty.", table.Where(0, column), "numbers", "empty cells",
                "Give another column by --statistic.column."));
    }

    private static string Code(CsvTable table, int row, int zone) => table.Text(row, zone) is { Length: > 0 } text ? text
        : throw new DataFormatException(
            new Fault("A row has no zone.", table.Where(row, zone), "the code of a zone", "an empty cell",
            "Fill in the cell, or give another column by --statistic.zone."));

    private static int Only(CsvTable table, int zone, string path)
    {
        int[] candidates = [
            .. Enumerable.Range(0, table.Headings.Count)
            .Where(column =>
            column != zone && s_totals.Any(word => table.Name(column).StartsWith(word, StringComparison.OrdinalIgnoreCase)))];
        int exact = Array.FindIndex(candidates, column => s_totals.Contains(table.Name(column).ToLowerInvariant()));
        return exact >= 0 ? candidates[exact] : candidates.Length == 1 ? candidates[0]
            : throw new DataFormatException(new Fault("The column with the emissions cannot be identified.",
            new SourceLocation(path, 1), "one column named total, emission or co2", string.Join(", ", table.Headings),
                "Give it by --statistic.column."));
    }

    private static Unit UnitOf(CsvTable table, int column, StatisticReadingOptions options)
    {
        string text = options.Unit ?? table.UnitText(column)
            ?? throw new DataFormatException(
            new Fault("The statistics have no unit.", table.Where(column), "a unit of mass, such as t", "none",
            $"Write it in the heading as '{table.Headings[column]} [t]', or give --statistic.unit. Kaya does not guess units."));
        Unit unit = RasterReading.UnitOf(text, "--statistic.unit {0} --statistic.basis {1}", options.Unit is null ? table.Where(column)
            : new SourceLocation(Variable: "--statistic.unit"));
        return unit.IsConvertibleTo(s_tonne) ? unit
            : throw new UnitMismatchException(new Fault("The unit of the statistics is not a unit of mass.", table.Where(column),
            "a unit of mass, such as t", text, "Give the column and the unit of total emissions."));
    }
}
