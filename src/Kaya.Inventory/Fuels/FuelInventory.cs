using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inventory;

/// <summary>How coke and crude oil are counted: their carbon is also in coal and in oil products where the statistics are total
/// consumption.</summary>
public enum FuelCounting
{
    /// <summary>Once where the statistics are known to be total consumption, otherwise all fuels.</summary>
    Detect,

    /// <summary>Without coke and crude oil.</summary>
    Once,

    /// <summary>All eight fuels, as equation 1 is written.</summary>
    All,
}

/// <summary>CO2 of zones from their fuel statistics by equation 1: zone x fuel and totals, t of CO2.</summary>
public sealed class FuelInventory
{
    private readonly double[] _emissions;

    private FuelInventory(FuelUse use, FuelCounting counting)
    {
        Use = use;
        CountsOnce = counting == FuelCounting.Once || (counting == FuelCounting.Detect && use.IsTotalConsumption == true);
        _emissions = new double[use.Zones.Length * InventoryFuels.All.Count];
        for (int zone = 0; zone < use.Zones.Length; zone++)
            foreach (InventoryFuel fuel in InventoryFuels.All)
                _emissions[Index(zone, fuel)] = use.Amount(zone, fuel).Value * FuelFactor.Of(fuel).TonnesPerAmount;
        AllFuels = [.. Enumerable.Range(0, Zones.Length).Select(zone => Sum(zone, _ => true))];
        WithoutTransformed = [.. Enumerable.Range(0, Zones.Length).Select(zone => Sum(zone, fuel => !fuel.IsTransformed()))];
    }

    /// <summary>The statistics it was computed from.</summary>
    public FuelUse Use { get; }

    /// <summary>Codes of the zones, in the order of the statistics.</summary>
    public ImmutableArray<string> Zones => Use.Zones;

    /// <summary>Whether <see cref="Totals"/> leave out coke and crude oil.</summary>
    public bool CountsOnce { get; }

    /// <summary>Emissions of each zone as counted, t of CO2: <see cref="WithoutTransformed"/> or <see cref="AllFuels"/>.</summary>
    public ImmutableArray<double> Totals => CountsOnce ? WithoutTransformed : AllFuels;

    /// <summary>SC of equation 1 for each zone: all eight fuels, t of CO2.</summary>
    public ImmutableArray<double> AllFuels { get; }

    /// <summary>The same without coke and crude oil, whose carbon is counted twice in total consumption: t of CO2, our
    /// addition.</summary>
    public ImmutableArray<double> WithoutTransformed { get; }

    /// <summary>Total of all zones as counted, t of CO2.</summary>
    public double Total => CompensatedSumOf(Totals);

    /// <summary>The totals by zone code, as input of apportionment.</summary>
    public IReadOnlyDictionary<string, double> Statistics =>
        Zones.Zip(Totals).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    /// <summary>Computes equation 1.</summary>
    /// <param name="use">Fuel statistics of one year.</param>
    /// <param name="counting">How coke and crude oil are counted.</param>
    /// <returns>The inventory of that year.</returns>
    public static FuelInventory Of(FuelUse use, FuelCounting counting = FuelCounting.Detect)
    {
        ArgumentNullException.ThrowIfNull(use);
        return new FuelInventory(use, counting);
    }

    /// <summary>Emissions of one fuel in a zone.</summary>
    /// <param name="zone">Index of the zone.</param>
    /// <param name="fuel">A fuel.</param>
    /// <returns>t of CO2.</returns>
    public double Emission(int zone, InventoryFuel fuel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)zone, (uint)Zones.Length, nameof(zone));
        return _emissions[Index(zone, fuel)];
    }

    /// <summary>Emissions of one fuel in all zones.</summary>
    /// <param name="fuel">A fuel.</param>
    /// <returns>t of CO2.</returns>
    public double Emission(InventoryFuel fuel) =>
        CompensatedSumOf(Enumerable.Range(0, Zones.Length).Select(zone => _emissions[Index(zone, fuel)]));

    private static int Index(int zone, InventoryFuel fuel) => (zone * InventoryFuels.All.Count) + (int)fuel;

    private static double CompensatedSumOf(IEnumerable<double> values)
    {
        CompensatedSum sum = default;
        foreach (double value in values) sum.Add(value);
        return sum.Value;
    }

    private double Sum(int zone, Predicate<InventoryFuel> counts) =>
        CompensatedSumOf(InventoryFuels.All.Where(fuel => counts(fuel)).Select(fuel => _emissions[Index(zone, fuel)]));
}
