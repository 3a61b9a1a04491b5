using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>The layout of a table of fuel statistics.</summary>
public enum FuelTableForm
{
    /// <summary>Chosen from the headings: an energy balance if they contain Chinese names of fuels.</summary>
    Detect,

    /// <summary>A column <c>zone</c> and one for each fuel, with units in the headings (<c>coal [1e4 t]</c>) or as options.</summary>
    Plain,

    /// <summary>Total consumption of Chinese provinces with the headings of their energy balances, in 10^4 t and 10^8 m3; see
    /// <see cref="EnergyBalance"/>.</summary>
    EnergyBalance,
}

/// <summary>How to read a table of fuel statistics.</summary>
public sealed record FuelReadOptions
{
    /// <summary>Its layout.</summary>
    public FuelTableForm Form { get; init; }

    /// <summary>Unit of fuels measured by mass, if the heading has none, such as <c>1e4 t</c>; null if headings must have it.</summary>
    public Unit? MassUnit { get; init; }

    /// <summary>Unit of natural gas, if its heading has none, such as <c>1e8 m3</c>; null if the heading must have it.</summary>
    public Unit? VolumeUnit { get; init; }

    /// <summary>Whether an empty cell, or a fuel without a column, is treated as zero and listed in the notes, instead of being refused.
    /// Always on for energy balances, in which empty cells mean zero.</summary>
    public bool EmptyIsNoUse { get; init; }
}
