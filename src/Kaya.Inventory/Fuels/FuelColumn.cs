using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>Where a fuel stands in a table, and in which unit.</summary>
/// <param name="Fuel">The fuel.</param>
/// <param name="Column">Column from 0.</param>
/// <param name="Unit">A mass; a volume for natural gas.</param>
internal sealed record FuelColumn(InventoryFuel Fuel, int Column, Unit Unit)
{
    /// <summary>The fuels of a plain table: every column but the zone and a name is a fuel.</summary>
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
                new Fault("Nobody says the unit of a fuel.", where, factor.IsByVolume ? "a volume, such as 1e8 m3"
                : "a mass, such as 1e4 t", "none",
                $"Write it into the heading as '{fuel.Label()} [{(factor.IsByVolume ? "1e8 m3" : "1e4 t")}]', or give it as "
                    + $"--{(factor.IsByVolume ? "volume-unit" : "mass-unit")}: nothing is guessed about units."));
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
