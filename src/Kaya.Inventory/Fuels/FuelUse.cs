using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>Statistics of physical fuel use in one year: zone x fuel, each a finite amount of 0 or more.</summary>
public sealed class FuelUse
{
    private readonly double[] _amounts;

    /// <summary>Creates a table; amounts are copied.</summary>
    /// <param name="zones">Codes of the zones, each once.</param>
    /// <param name="amounts">Zone x fuel, fuels in the order of <see cref="InventoryFuels.All"/>; t, for natural gas m3.</param>
    /// <param name="notes">Notes of the reader, one sentence each.</param>
    /// <exception cref="ArgumentException">No zone, a code twice, another number of amounts, or an amount that is negative or not
    /// finite.</exception>
    public FuelUse(IEnumerable<string> zones, ReadOnlySpan<double> amounts, IEnumerable<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(zones);
        (Zones, Notes) = ([.. zones], [.. notes ?? []]);
        if (Zones.IsEmpty || Zones.Distinct(StringComparer.Ordinal).Count() != Zones.Length) throw new ArgumentException(
            "at least one zone, each once", nameof(zones));
        if (amounts.Length != Zones.Length * InventoryFuels.All.Count)
            throw new ArgumentException($"{Zones.Length} zones and {InventoryFuels.All.Count} fuels, but {amounts.Length} amounts",
                nameof(amounts));
        foreach (double amount in amounts)
            if (!(amount >= 0) || double.IsInfinity(amount)) throw new ArgumentException($"an amount is {amount}", nameof(amounts));
        _amounts = amounts.ToArray();
    }

    /// <summary>Codes of the zones, in the order of the statistics.</summary>
    public ImmutableArray<string> Zones { get; }

    /// <summary>Whether the statistics are total consumption, which has coal that was made into coke in both, and refined crude oil also in
    /// its products; null if the table does not say.</summary>
    public bool? IsTotalConsumption { get; init; }

    /// <summary>Notes of the reader for the user, one sentence each.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>The fuel use of a zone.</summary>
    /// <param name="zone">Index of the zone.</param>
    /// <param name="fuel">A fuel.</param>
    /// <returns>In t, for natural gas in m3.</returns>
    public Quantity Amount(int zone, InventoryFuel fuel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)zone, (uint)Zones.Length, nameof(zone));
        return new Quantity(_amounts[(zone * InventoryFuels.All.Count) + (int)fuel], FuelFactor.Of(fuel).AmountUnit);
    }

    /// <summary>Reads statistics from a CSV file: a plain table of zones and fuels, or energy balances of Chinese provinces with
    /// their headings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Form, units of columns without one, meaning of empty cells.</param>
    /// <returns>The statistics with notes on what was not used.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">An unknown fuel or province, a zone twice, an empty, negative or unreadable cell; with file,
    /// line and field.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing.</exception>
    /// <exception cref="UnitMismatchException">A volume of a fuel measured by mass, a mass of natural gas, or an energy.</exception>
    public static FuelUse Read(string path, FuelReadOptions? options = null) => FuelUseReader.Read(path, options ?? new FuelReadOptions());
}
