using System.Collections.Frozen;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>Energy balances of Chinese provinces, total consumption: the columns used in equation 1, and why the others are not
/// used.</summary>
/// <remarks>
/// The row is total consumption in physical units, 10^4 t and for gases 10^8 m3. Coal is the total of coal, in which the balance has
/// netted raw
/// coal that was washed or briquetted, so raw, cleaned, other washed coal and briquettes are parts of it and must not be added.
/// Total consumption includes transformed fuels: coal made into coke, refined crude oil.
/// </remarks>
public static class EnergyBalance
{
    private static readonly Unit s_mass = Unit.Parse("1e4 t");
    private static readonly Unit s_volume = Unit.Parse("1e8 m3");

    private static readonly FrozenDictionary<string, InventoryFuel> s_used = new Dictionary<string, InventoryFuel>
    {
        ["煤合计"] = InventoryFuel.Coal, ["焦炭"] = InventoryFuel.Coke, ["原油"] = InventoryFuel.CrudeOil, ["汽油"] = InventoryFuel.Gasoline,
        ["煤油"] = InventoryFuel.Kerosene, ["柴油"] = InventoryFuel.DieselOil, ["燃料油"] = InventoryFuel.FuelOil,
            ["天然气"] = InventoryFuel.NaturalGas,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_reasons = new Dictionary<string, string>
    {
        ["原煤"] = "raw coal, part of the total of coal", ["洗精煤"] = "cleaned coal, part of the total of coal",
        ["其他洗煤"] = "other washed coal, part of the total of coal", ["型煤"] = "briquettes, part of the total of coal",
        ["焦炉煤气"] = "coke oven gas, its carbon is in coal", ["其他煤气"] = "other gas made from coal, its carbon is in coal",
        ["油品合计"] = "total of oils, its parts are used", ["液化石油气"] = "liquefied petroleum gas, not in equation 1",
        ["炼厂干气"] = "refinery gas, not in equation 1", ["其他石油制品"] = "other petroleum products, mostly not burned",
        ["其他焦化产品"] = "other coking products, mostly not burned", ["热力"] = "heat, its emissions are counted at generation",
        ["电力"] = "electricity, its emissions are counted at generation", ["其他能源"] = "other energy, not in equation 1",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The heading of each fuel that is used.</summary>
    public static IReadOnlyDictionary<string, InventoryFuel> UsedColumns => s_used;

    /// <summary>Why the other known columns are not used.</summary>
    public static IReadOnlyDictionary<string, string> UnusedColumns => s_reasons;

    internal static bool Recognises(CsvTable table) =>
        table.Headings.Any(heading => s_used.ContainsKey(heading) || s_reasons.ContainsKey(heading) || heading == "煤炭");

    internal static FuelUse Read(CsvTable table)
    {
        int province = table.Find("province", "地区", "省份") is >= 0 and int found ? found : table.Require("province");
        int item = table.Find("item", "项目");
        FuelColumn[] columns = [
            .. s_used.Select(
            pair => new FuelColumn(pair.Value, Column(table, pair.Key), pair.Value == InventoryFuel.NaturalGas ? s_volume : s_mass))];
        List<string> notes = [
            $"Columns not used: {string.Join("; ", Unused(table, [province, item, .. columns.Select(column => column.Column)]))}."];
        List<(int Row, string Zone)> rows = Consumption(table, province, item);
        ChineseProvince[] absent = [.. ChineseProvinces.All.Where(known => rows.All(row => row.Zone != known.Code))];
        if (absent.Length > 0) notes.Add($"Provinces without statistics: {string.Join(", ", absent.Select(known => known.Name))}.");
        return FuelUseReader.Amounts(table, rows, columns, (EmptyIsNoUse: true, IsTotalConsumption: true), notes);
    }

    private static IEnumerable<string> Unused(CsvTable table, IReadOnlyCollection<int> taken) => Enumerable.Range(0, table.Headings.Count)
        .Where(column => !taken.Contains(column)).Select(column => s_reasons.TryGetValue(table.Headings[column], out string? reason)
            ? $"{table.Headings[column]} ({reason})" : $"{table.Headings[column]} (unknown)");

    // Yearbooks use three headings for the total of coal; raw coal is never used as the total.
    private static int Column(CsvTable table, string heading) =>
        heading == "煤合计" && table.Find("煤炭合计", "煤炭") is >= 0 and int other ? other : table.Require(heading);

    private static List<(int Row, string Zone)> Consumption(CsvTable table, int province, int item)
    {
        List<(int Row, string Zone)> rows = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            // A complete balance also has a row for each sector.
            if (item >= 0 && !table.Text(row, item).Contains("消费量合计", StringComparison.Ordinal)) continue;
            string code = ChineseProvinces.Parse(table.Text(row, province), table.Where(row, province)).Code;
            if (rows.FindIndex(known => known.Zone == code) is >= 0 and int first) throw FuelUseReader.Twice(
                table, row, province, table.Where(rows[first].Row, province).Line);
            rows.Add((row, code));
        }

        return rows.Count > 0 ? rows
            : throw new DataFormatException(
            new Fault("The balance has no row of total consumption.", table.Where(item), "an item with 消费量合计 in its name", "other items",
            "Give a table with total consumption."));
    }
}
