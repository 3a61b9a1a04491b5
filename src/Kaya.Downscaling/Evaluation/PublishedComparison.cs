using System.Collections.Immutable;
using Kaya.Inventory;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>One zone of a comparison.</summary>
/// <param name="Zone">Its code.</param>
/// <param name="Computed">Equation 1 with all eight fuels, t of CO2.</param>
/// <param name="WithoutTransformed">The same without coke and crude oil, t of CO2.</param>
/// <param name="Published">Published emissions of fuels, t of CO2, one for each reference; NaN if there are none.</param>
public sealed record ComparedZone(string Zone, double Computed, double WithoutTransformed, ImmutableArray<double> Published);

/// <summary>Agreement of an inventory with one published year.</summary>
/// <param name="Reference">The year, such as <c>2005</c>, or <c>2007, interpolated</c>.</param>
/// <param name="Zones">Zones in both.</param>
/// <param name="Spearman">Rank correlation; null if undefined.</param>
/// <param name="MedianRatio">Median of computed / published.</param>
/// <param name="MedianRatioWithoutTransformed">The same without coke and crude oil.</param>
/// <param name="TotalRatio">Computed / published, for the sum of all zones.</param>
public sealed record InventoryAgreement(string Reference, int Zones, double? Spearman, double MedianRatio,
    double MedianRatioWithoutTransformed, double TotalRatio);

/// <summary>Comparison of an inventory with published emissions of the same provinces.</summary>
public sealed class PublishedComparison
{
    private PublishedComparison(ImmutableArray<string> references, ImmutableArray<ComparedZone> zones, ImmutableArray<string> notComputed)
    {
        (References, Zones, NotComputed) = (references, zones, notComputed);
        NotPublished = [.. zones.Where(zone => zone.Published.All(double.IsNaN)).Select(zone => zone.Zone)];
        Agreement = [.. Enumerable.Range(0, references.Length).Select(Agree).OfType<InventoryAgreement>()];
    }

    /// <summary>The published years, and the interpolated year.</summary>
    public ImmutableArray<string> References { get; }

    /// <summary>Every zone of the inventory, in its order.</summary>
    public ImmutableArray<ComparedZone> Zones { get; }

    /// <summary>Published zones that are not in the inventory.</summary>
    public ImmutableArray<string> NotComputed { get; }

    /// <summary>Zones of the inventory that are not published.</summary>
    public ImmutableArray<string> NotPublished { get; }

    /// <summary>Agreement with each reference that has a common zone with the inventory.</summary>
    public ImmutableArray<InventoryAgreement> Agreement { get; }

    /// <summary>Compares an inventory with published emissions of fuels, without process emissions.</summary>
    /// <param name="inventory">The inventory; zones are matched by any name of a province.</param>
    /// <param name="published">The published emissions.</param>
    /// <param name="year">The year of the inventory, to interpolate between published years; null for none.</param>
    /// <returns>The comparison.</returns>
    public static PublishedComparison Of(FuelInventory inventory, ProvincialRecords published, int? year = null)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(published);
        bool isBetween = year is { } wanted && !published.Years.Contains(wanted) && wanted > published.Years[0]
            && wanted < published.Years[^1];
        int[] years = isBetween ? [.. published.Years, year!.Value] : [.. published.Years];
        string[] codes = [.. inventory.Zones.Select(ChineseProvinces.Canonical)];
        return new PublishedComparison(
            [.. years.Select(
                (of, index) => FormattableString.Invariant($"{of}{(isBetween && index == years.Length - 1 ? ", interpolated" : "")}"))],
            [.. codes.Select(
                (code, zone) => new ComparedZone(inventory.Zones[zone], inventory.AllFuels[zone], inventory.WithoutTransformed[zone],
                [.. years.Select(
                    (of, index) =>
                    (index < published.Years.Length ? published.Find(code, of)?.FuelEmission : published.FuelEmission(code, of))
                    ?? double.NaN)]))],
            [.. published.All.Select(record => record.Code).Distinct().Except(codes, StringComparer.Ordinal)]);
    }

    private InventoryAgreement? Agree(int reference)
    {
        ComparedZone[] both = [.. Zones.Where(zone => zone.Published[reference] > 0)];
        if (both.Length == 0) return null;
        double[] computed = [.. both.Select(zone => zone.Computed)], published = [.. both.Select(zone => zone.Published[reference])];
        bool canRank = computed.Distinct().Count() > 1 && published.Distinct().Count() > 1;
        return new InventoryAgreement(References[reference], both.Length, canRank ? Metrics.Spearman(published, computed) : null,
            Metrics.Median(both.Select(zone => zone.Computed / zone.Published[reference])),
            Metrics.Median(both.Select(zone => zone.WithoutTransformed / zone.Published[reference])), computed.Sum() / published.Sum());
    }
}
