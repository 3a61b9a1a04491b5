using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>The column of a fuel in a table, and its unit.</summary>
/// <param name="Fuel">The fuel.</param>
/// <param name="Column">Column from 0.</param>
/// <param name="Unit">A mass; a volume for natural gas.</param>
internal sealed record FuelColumn(InventoryFuel Fuel, int Column, Unit Unit)
{
    /// <summary>The fuels of a plain table: every column except zone and name is a fuel.</summary>
    public static IReadOnlyList<FuelColumn> Plain(CsvTable table, IReadOnlyCollection<int> others, FuelReadOptions options) =>
        [.. Enumerable.Range(0, table.Headings.Count).Where(column => !others.Contains(column))
            .Select(column => Of(table, column, options))];

    private static FuelColumn Of(CsvTable table, int column, FuelReadOptions options)
    {
        SourceLocation where = table.Where(column);
        InventoryFuel fuel = InventoryFuels.Parse(table.Name(column), where);
        FuelFactor factor = FuelFactor.Of(fuel);
        Unit unit = (table.UnitText(column) is { } written ? Written(written, where) : factor.IsByVolume ? options.VolumeUnit
            : options.MassUnit)
            ?? throw new DataFormatException(
                new Fault("The unit of a fuel is unknown.", where, factor.IsByVolume ? "a volume, such as 1e8 m3"
                : "a mass, such as 1e4 t", "none",
                $"Write it in the heading as '{fuel.Label()} [{(factor.IsByVolume ? "1e8 m3" : "1e4 t")}]', or give "
                    + $"--{(factor.IsByVolume ? "volume-unit" : "mass-unit")}. Kaya does not guess units."));
        factor.RequireUnit(unit, where);
        return new FuelColumn(fuel, column, unit);
    }

    private static Unit Written(string text, SourceLocation where)
    {
        try
        {
            return Unit.Parse(text);
        }
        catch (DataFormatException failure)
        {
            throw failure.With(failure.Fault with { Where = where });
        }
    }
}
