using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>A province in one year, from the CEADs inventories and the yearbooks.</summary>
/// <param name="Code">ISO 3166-2, such as <c>CN-BJ</c>.</param>
/// <param name="Year">Calendar year.</param>
/// <param name="FuelEmission">CO2 of all fuels, without processes such as cement: t.</param>
/// <param name="ProcessEmission">CO2 of processes: t.</param>
/// <param name="GrossDomesticProduct">Current prices, 10^8 CNY.</param>
/// <param name="Population">Residents.</param>
public sealed record ProvincialRecord(string Code, int Year, double FuelEmission, double ProcessEmission, double GrossDomesticProduct,
    double Population);

/// <summary>Provinces by year: published emissions, GDP and population, to compare with results.</summary>
public sealed class ProvincialRecords
{
    private static readonly ImmutableArray<string> s_columns = ["year", "province", "Scope 1 Total", "Process", "gdp_100M_CNY_current",
        "population"];

    private ProvincialRecords(ImmutableArray<ProvincialRecord> all) => All = all;

    /// <summary>Every record, in the order of the file.</summary>
    public ImmutableArray<ProvincialRecord> All { get; }

    /// <summary>The years in the table, ascending.</summary>
    public ImmutableArray<int> Years => [.. All.Select(record => record.Year).Distinct().Order()];

    /// <summary>Reads the joined table: CEADs emissions in Mt, GDP in 10^8 CNY, residents; columns <c>year, province, Scope 1 Total,
    /// Process, gdp_100M_CNY_current, population</c>, others unused.</summary>
    /// <param name="path">The CSV file.</param>
    /// <returns>The records.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing.</exception>
    /// <exception cref="DataFormatException">An unknown province, a province and year twice, an empty, negative or unreadable cell, or
    /// processes above the total.</exception>
    public static ProvincialRecords Read(string path)
    {
        CsvTable table = CsvTable.Read(path);
        int[] columns = [.. s_columns.Select(table.Require)];
        Dictionary<(string, int), int> seen = [];
        ImmutableArray<ProvincialRecord>.Builder records = ImmutableArray.CreateBuilder<ProvincialRecord>(table.RowCount);
        for (int row = 0; row < table.RowCount; row++)
        {
            ProvincialRecord record = Of(table, row, columns);
            if (!seen.TryAdd((record.Code, record.Year), row))
                throw new DataFormatException(
                    new Fault("A province and year occurs twice.", table.Where(row, columns[1]), "each once",
                    $"{record.Code} {record.Year}", "Remove one of the lines."));
            records.Add(record);
        }

        return new ProvincialRecords(records.MoveToImmutable());
    }

    /// <summary>A province in a year.</summary>
    /// <param name="code">ISO 3166-2.</param>
    /// <param name="year">Calendar year.</param>
    /// <returns>The record; null if there is none.</returns>
    public ProvincialRecord? Find(string code, int year) => All.FirstOrDefault(record => record.Code == code && record.Year == year);

    /// <summary>Emissions of fuels in a year, interpolated linearly between the neighbouring records.</summary>
    /// <param name="code">ISO 3166-2.</param>
    /// <param name="year">Calendar year.</param>
    /// <returns>t of CO2; null if there is no record before or after the year: there is no extrapolation.</returns>
    public double? FuelEmission(string code, int year)
    {
        ProvincialRecord[] own = [.. All.Where(record => record.Code == code).OrderBy(record => record.Year)];
        ProvincialRecord? before = own.LastOrDefault(record => record.Year <= year),
            after = own.FirstOrDefault(record => record.Year >= year);
        if (before is null || after is null) return null;
        return before == after ? before.FuelEmission
            : before.FuelEmission + ((after.FuelEmission - before.FuelEmission) * (year - before.Year) / (after.Year - before.Year));
    }

    private static ProvincialRecord Of(CsvTable table, int row, int[] columns)
    {
        double[] values = Array.ConvertAll(columns[2..], column => table.RequiredAmount(row, column));
        string code = ChineseProvinces.Parse(table.Text(row, columns[1]), table.Where(row, columns[1])).Code;
        (double total, double process) = (values[0] * 1e6, values[1] * 1e6);
        if (process > total)
            throw new DataFormatException(
                new Fault("Process emissions are larger than the total.", table.Where(row, columns[3]),
                $"at most {table.Text(row, columns[2])}", table.Text(row, columns[3]), "Correct the table."));
        return new ProvincialRecord(code, (int)table.RequiredAmount(row, columns[0]), total - process, process, values[2], values[3]);
    }
}
