using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>How a table of fuel statistics is laid out.</summary>
public enum FuelTableForm
{
    /// <summary>What the headings say: an energy balance where Chinese names of fuels stand in them.</summary>
    Detect,

    /// <summary>A column <c>zone</c> and one for each fuel, with units in the headings (<c>coal [1e4 t]</c>) or as options.</summary>
    Plain,

    /// <summary>Total consumption of China's provinces by the headings of their energy balances, in 10^4 t and 10^8 m3; see
    /// <see cref="EnergyBalance"/>.</summary>
    EnergyBalance,
}

/// <summary>What a table of fuel statistics does not say itself.</summary>
public sealed record FuelReadOptions
{
    /// <summary>Its layout.</summary>
    public FuelTableForm Form { get; init; }

    /// <summary>Unit of fuels by mass whose heading has none, such as <c>1e4 t</c>; null where headings must have it.</summary>
    public Unit? MassUnit { get; init; }

    /// <summary>Unit of natural gas where its heading has none, such as <c>1e8 m3</c>; null where the heading must have it.</summary>
    public Unit? VolumeUnit { get; init; }

    /// <summary>Whether an empty cell, or a fuel without a column, counts as no use and is listed in the notes, instead of being refused.
    /// Energy balances leave cells of no use empty, so for them it always does.</summary>
    public bool EmptyIsNoUse { get; init; }
}
