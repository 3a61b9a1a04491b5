using System.Collections.Frozen;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>The list of fuels of the inventory, with display names.</summary>
public static class InventoryFuels
{
    private static readonly FrozenDictionary<string, InventoryFuel> s_otherNames = new Dictionary<string, InventoryFuel>
    {
        ["crude"] = InventoryFuel.CrudeOil, ["petrol"] = InventoryFuel.Gasoline, ["diesel"] = InventoryFuel.DieselOil,
        ["gas"] = InventoryFuel.NaturalGas, ["nature gas"] = InventoryFuel.NaturalGas,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All fuels, in the order of the paper's table 3.</summary>
    public static IReadOnlyList<InventoryFuel> All { get; } = Array.AsReadOnly(Enum.GetValues<InventoryFuel>());

    /// <summary>The name for tables and messages, such as <c>crude oil</c>.</summary>
    /// <param name="fuel">A fuel.</param>
    /// <returns>Lower case.</returns>
    public static string Label(this InventoryFuel fuel) => fuel switch
    {
        InventoryFuel.Coal => "coal",
        InventoryFuel.Coke => "coke",
        InventoryFuel.CrudeOil => "crude oil",
        InventoryFuel.Gasoline => "gasoline",
        InventoryFuel.Kerosene => "kerosene",
        InventoryFuel.DieselOil => "diesel oil",
        InventoryFuel.FuelOil => "fuel oil",
        InventoryFuel.NaturalGas => "natural gas",
        _ => throw new ArgumentOutOfRangeException(nameof(fuel), fuel, null),
    };

    /// <summary>True for coke and crude oil: produced from, or converted to, another fuel in the inventory.</summary>
    /// <remarks>
    /// If statistics give total consumption, including transformation, coal made into coke is counted in coal and in coke, and oil that
    /// was
    /// refined is counted in crude oil and in its products. Equation 1 adds them nevertheless; see
    /// <see cref="FuelInventory.WithoutTransformed"/>.
    /// </remarks>
    /// <param name="fuel">A fuel.</param>
    /// <returns>Whether its carbon may also be counted in another fuel.</returns>
    public static bool IsTransformed(this InventoryFuel fuel) => fuel is InventoryFuel.Coke or InventoryFuel.CrudeOil;

    /// <summary>Reads a name: a label, with blanks, hyphens or underscores, or a common name, such as <c>petrol</c> or
    /// <c>diesel</c>.</summary>
    /// <param name="name">In any case.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The fuel.</returns>
    /// <exception cref="DataFormatException">No such fuel; the message suggests one.</exception>
    public static InventoryFuel Parse(string name, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        string plain = name.Trim().ToLowerInvariant().Replace('_', ' ').Replace('-', ' ');
        if (s_otherNames.TryGetValue(plain, out InventoryFuel fuel)) return fuel;
        foreach (InventoryFuel known in All)
            if (known.Label() == plain || known.Label().Replace(" ", "", StringComparison.Ordinal) == plain) return known;
        throw Spelling.Unknown("fuel", name, All.Select(known => known.Label()), where);
    }
}
