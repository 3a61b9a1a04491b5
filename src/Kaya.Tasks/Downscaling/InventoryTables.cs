using Kaya.Downscaling;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>Tables of inventory tasks.</summary>
internal static class InventoryTables
{
    private static readonly Unit s_tonne = Unit.Parse("t");
    private static readonly Unit s_megatonne = Unit.Parse("Mt");

    /// <summary>Zone x fuel and total.</summary>
    public static ResultTable Emission(FuelInventory inventory) => new("emission",
        [new ResultColumn("zone"), new ResultColumn("name", Description: "name of a province of China; empty for other zones"),
            .. InventoryFuels.All.Select(fuel => new ResultColumn(fuel.Label(), s_tonne, 0, "mass basis CO2")),
            new ResultColumn("total", s_tonne, 0, inventory.CountsOnce ? "mass basis CO2: without coke and crude oil"
                : "mass basis CO2: all fuels"),
            new ResultColumn("once", s_tonne, 0, "mass basis CO2: without coke and crude oil"),
            new ResultColumn("all", s_tonne, 0, "mass basis CO2: all eight fuels")],
        inventory.Zones.Select(
            (zone, index) =>
            (IReadOnlyList<object?>)[zone, ChineseProvinces.Find(zone)?.Name ?? "",
            .. InventoryFuels.All.Select(fuel => (object?)inventory.Emission(index, fuel)),
            inventory.Totals[index], inventory.WithoutTransformed[index], inventory.AllFuels[index]]),
        "CO2 by zone and fuel");

    /// <summary>The constants of equation 1.</summary>
    public static ResultTable Factors() => new("factors",
        [
            new("fuel"), new("calorific value", null, null, "LC, lower calorific value"),
                new("carbon content", null, null, "CC, carbon per unit of energy"),
            new("oxidised", Unit.Percent, 0, "COF, oxidised share of the carbon"),
                new("coefficient", null, 4, "EC = LC x CC x COF x 44/12, kg of CO2 per kg or m3"),
        ],
        InventoryFuels.All.Select(FuelFactor.Of).Select(factor => (IReadOnlyList<object?>)
            [factor.Fuel.Label(), factor.NetCalorificValue.ToString(), factor.CarbonContent.ToString(), 100 * factor.OxidisedShare,
                factor.Coefficient]),
        "Constants of equation 1 (Liu et al. 2023, table 3); coefficients in kg of CO2 per kg, for natural gas per m3");

    /// <summary>Each zone compared with published values.</summary>
    public static ResultTable Compared(PublishedComparison comparison) => new("comparison",
        [
            new("zone"), new("computed", s_megatonne, 1, "equation 1, all eight fuels"),
                new("once", s_megatonne, 1, "without coke and crude oil, whose carbon is counted twice in total consumption"),
            .. comparison.References.SelectMany(reference => new ResultColumn[]
                { new($"published {reference}", s_megatonne, 1, "CO2 of fuels, without process emissions"),
                    new($"ratio {reference}", Unit.One, 2, "computed / published"),
                    new($"once/{reference}", Unit.One, 2, "without coke and crude oil / published") }),
        ],
        comparison.Zones.Select(zone => (IReadOnlyList<object?>)
        [
            zone.Zone, zone.Computed / 1e6, zone.WithoutTransformed / 1e6,
            .. zone.Published.SelectMany(value => new object?[] { value / 1e6, zone.Computed / value, zone.WithoutTransformed / value }),
        ]),
        "Computed and published CO2 of fuels");

    /// <summary>Summary statistics of the agreement.</summary>
    public static ResultTable Agreement(PublishedComparison comparison) => new("agreement",
        [
            new("published"), new("zones"), new("Spearman", Unit.One, 3, "rank correlation"),
                new("median ratio", Unit.One, 3, "computed / published, all eight fuels"),
            new("median ratio, once", Unit.One, 3, "the same without coke and crude oil"), new("ratio of totals", Unit.One, 3),
        ],
        comparison.Agreement.Select(agreement => (IReadOnlyList<object?>)
            [agreement.Reference, agreement.Zones, agreement.Spearman, agreement.MedianRatio, agreement.MedianRatioWithoutTransformed,
                agreement.TotalRatio]),
        "Agreement of computed and published CO2 of fuels");
}
