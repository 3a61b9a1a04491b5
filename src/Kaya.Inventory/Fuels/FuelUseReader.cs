using System.Collections.Frozen;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>Reads fuel statistics of either form into one table.</summary>
internal static class FuelUseReader
{
    private static readonly int s_fuels = InventoryFuels.All.Count;

    // A row whose name begins with one of these words, or is one of those, is made of the others; blanks and signs do not count. Regions
    // are called National Capital or Grand Est.
    private static readonly FrozenSet<string> s_firstWords = new[]
    {
        "total", "totals", "totale", "subtotal", "sum", "overall", "gesamt", "insgesamt", "summe", "average", "\u5408\u8BA1",
        "\u603B\u8BA1", "\u5C0F\u8BA1",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_names = new[]
    {
        "all", "grandtotal", "national", "nationaltotal", "nation", "country", "countrytotal", "wholecountry", "nationwide", "world",
        "mean", "\u5408\u8BA1", "\u603B\u8BA1", "\u5C0F\u8BA1", "\u5168\u56FD", "\u5168\u56FD\u5408\u8BA1", "\u5168\u56FD\u603B\u8BA1",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static FuelUse Read(string path, FuelReadOptions options)
    {
        CsvTable table = CsvTable.Read(path);
        bool isBalance = options.Form == FuelTableForm.EnergyBalance
            || (options.Form == FuelTableForm.Detect && EnergyBalance.Recognises(table));
        return isBalance ? EnergyBalance.Read(table) : Plain(table, options);
    }

    /// <summary>Amounts of the chosen rows in t and m3.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Rows and the codes of their zones.</param>
    /// <param name="columns">Each fuel at most once.</param>
    /// <param name="reading">Whether an empty cell is 0 and listed; whether the rows are total consumption.</param>
    /// <param name="notes">Receives the notes.</param>
    public static FuelUse Amounts(CsvTable table, IReadOnlyList<(int Row, string Zone)> rows, IReadOnlyList<FuelColumn> columns,
        (bool EmptyIsNoUse, bool? IsTotalConsumption) reading, List<string> notes)
    {
        double[] amounts = new double[rows.Count * s_fuels];
        List<string> empty = [];
        for (int zone = 0; zone < rows.Count; zone++)
        {
            foreach (FuelColumn column in columns)
            {
                double? value = reading.EmptyIsNoUse ? table.Amount(rows[zone].Row, column.Column)
                    : table.RequiredAmount(rows[zone].Row, column.Column);
                if (value is null) empty.Add($"{column.Fuel.Label()} in {rows[zone].Zone}");
                double amount = column.Unit.Convert(value ?? 0, FuelFactor.Of(column.Fuel).AmountUnit);
                amounts[(zone * s_fuels) + (int)column.Fuel] = double.IsFinite(amount) ? amount
                    : throw new NonFiniteException(new Fault("An amount is too large to be a number.", table.Where(rows[zone].Row,
                        column.Column), "a finite amount", $"{value} {column.Unit}", "Correct the amount, or its unit."));
            }
        }

        if (empty.Count > 0) notes.Add($"Empty cells were treated as zero: {string.Join(", ", empty)}.");
        return new FuelUse(rows.Select(row => row.Zone), amounts, notes) { IsTotalConsumption = reading.IsTotalConsumption };
    }

    private static FuelUse Plain(CsvTable table, FuelReadOptions options)
    {
        int zone = table.Find("zone", "code", "province", "region") is >= 0 and int found ? found : table.Require("zone");
        int name = table.Find("name");
        IReadOnlyList<FuelColumn> columns = FuelColumn.Plain(table, [zone, name], options);
        RequireEachFuelOnce(table, columns);
        List<string> notes = [];
        InventoryFuel[] absent = [.. InventoryFuels.All.Where(fuel => columns.All(column => column.Fuel != fuel))];
        if (absent.Length > 0 && !options.EmptyIsNoUse) table.Require(absent[0].Label());
        if (absent.Length > 0) notes.Add(
            $"Fuels without a column were treated as zero: {string.Join(", ", absent.Select(fuel => fuel.Label()))}.");
        return Amounts(table, Zones(table, zone), columns, (options.EmptyIsNoUse, null), notes);
    }

    private static List<(int Row, string Zone)> Zones(CsvTable table, int column)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
        {
            string zone = table.Text(row, column);
            if (zone.Length == 0) throw new DataFormatException(
                new Fault("A row has no zone.", table.Where(row, column), "the code of a zone", "an empty cell", "Fill in the cell."));
            if (IsSum(zone)) throw new DataFormatException(new Fault("A row is made of others, by its name.",
                table.Where(row, column), "zones, each of them once", $"'{zone}'",
                "Remove the row: its emissions would be counted twice. If it is a zone of that name, rename it."));
            if (!seen.TryAdd(zone, row)) throw Twice(table, row, column, table.Where(seen[zone], column).Line);
        }

        return [.. seen.Select(pair => (pair.Value, pair.Key))];
    }

    private static bool IsSum(string zone)
    {
        string[] words = zone.Split([.. zone.Where(letter => !char.IsLetter(letter)).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && (s_firstWords.Contains(words[0]) || s_names.Contains(string.Concat(words)));
    }

    internal static DataFormatException Twice(CsvTable table, int row, int column, long? first) => new(new Fault(
        "A zone occurs twice.", table.Where(row, column), "each zone once", $"'{table.Text(row, column)}', also on line {first}",
            "Remove one of the lines, or sum them."));

    private static void RequireEachFuelOnce(CsvTable table, IReadOnlyList<FuelColumn> columns)
    {
        foreach (IGrouping<InventoryFuel, FuelColumn> same in columns.GroupBy(column => column.Fuel).Where(same => same.Count() > 1))
            throw new DataFormatException(new Fault("A fuel occurs twice.", table.Where(same.Last().Column), "each fuel once",
                string.Join(", ", same.Select(column => $"'{table.Headings[column.Column]}'")), "Keep one column for the fuel."));
    }
}
