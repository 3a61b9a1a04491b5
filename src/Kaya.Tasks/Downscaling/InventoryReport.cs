using System.Globalization;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>The report of an inventory.</summary>
internal static class InventoryReport
{
    private static readonly ChartAxis s_emission = new("CO2", Unit.Parse("Mt"));

    public static ReportBuilder Of(InventoryInput input)
    {
        FuelInventory inventory = input.Inventory;
        ReportBuilder report = new("CO2 from fuel statistics", input.Origin.Label) { Data = input.Origin };
        report.Fact("zones", $"{inventory.Zones.Length}").Fact("CO2", Megatonnes(inventory.Total));
        report.Section("Emissions")
            .Paragraph(
                "Equation 1 of Liu et al. (2023) multiplies the use of each fuel by its net calorific value, its carbon content, the "
                    + "share of carbon that is oxidised, and 44/12 (the mass of CO2 over that of carbon), and adds up eight fuels.")
            .Chart(Zones(inventory), "Zones by size.").Chart(Fuels(inventory))
                .Table(InventoryTables.Emission(inventory), new TableStyle { Heat = ["total"] });
        if (!input.Origin.IsSample) report.Callout(CalloutKind.Warning, "Carbon that may be counted twice", CountedTwice(inventory));
        if (input.Comparison is { } comparison) Compare(report, comparison);
        report.Section("Constants").Table(InventoryTables.Factors());
        string[] warnings = [.. input.Warnings()];
        if (warnings.Length > 0) report.Section("Notes on the statistics").Bullets(warnings);
        return report;
    }

    public static string Megatonnes(double tonnes) => string.Create(CultureInfo.InvariantCulture, $"{tonnes / 1e6:0.0} Mt");

    /// <summary>How coke and crude oil were counted, with both totals.</summary>
    public static string CountedTwice(FuelInventory inventory)
    {
        double all = inventory.AllFuels.Sum(), once = inventory.WithoutTransformed.Sum();
        string both = $"{Megatonnes(once)} without coke and crude oil, {Megatonnes(all)} with all eight fuels as equation 1 is written. ";
        return inventory.CountsOnce
            ? $"Carbon is counted once: {both}In total consumption the carbon of coke is also in coal, that of crude oil also in its "
                + "products (--count all adds them)."
            : $"All eight fuels are added: {both}" + (inventory.Use.IsTotalConsumption is null
                ? "The table does not say whether it is total consumption. Where it is, the carbon of coke is counted twice, also as the "
                    + "coal it was made from, and that of crude oil also as its products: give --count once."
                : "The carbon of coke is counted twice, also as the coal it was made from, and that of crude oil also as its products.");
    }

    private static void Compare(ReportBuilder report, PublishedComparison comparison)
    {
        report.Section("Comparison with published emissions").Table(InventoryTables.Agreement(comparison))
            .Chart(Parity(comparison), "On the dashed line computed and published emissions are equal.")
            .Paragraph(
                "The published values are the CEADs inventories without process emissions (cement), which fuels do not explain. Known "
                    + "reasons for differences: equation 1 on total consumption counts coke and crude oil and also the coal and the oil "
                    + "products with the same carbon, so provinces with refineries and coke ovens are far above the line; the column "
                    + "**once** excludes both. CEADs leaves out losses and feedstocks and uses lower coefficients for coal than the "
                    + "guidelines of 2011; statistics were revised after censuses. Provinces that mine much coal, such as Shanxi, remain "
                    + "above the line. Fuels that equation 1 does not include (coke oven gas, liquefied petroleum gas, refinery gas) are "
                    + "only in CEADs. A year between two published years is interpolated linearly.")
            .Table(InventoryTables.Compared(comparison));
    }

    private static BarChart Zones(FuelInventory inventory)
    {
        int[] order = [.. Enumerable.Range(0, inventory.Zones.Length).OrderByDescending(zone => inventory.Totals[zone])];
        return new BarChart("CO2 by zone", [.. order.Select(zone => inventory.Zones[zone])], s_emission,
            [new BarSeries("CO2", [.. order.Select(zone => inventory.Totals[zone] / 1e6)])]);
    }

    private static BarChart Fuels(FuelInventory inventory) =>
        new("CO2 by fuel", [.. InventoryFuels.All.Select(fuel => fuel.Label())], s_emission,
        [new BarSeries("CO2", [.. InventoryFuels.All.Select(fuel => inventory.Emission(fuel) / 1e6)])]);

    private static ScatterChart Parity(PublishedComparison comparison)
    {
        int last = comparison.References.Length - 1;
        ComparedZone[] zones = [.. comparison.Zones.Where(zone => zone.Published[last] > 0)];
        double[] published = [.. zones.Select(zone => zone.Published[last] / 1e6)];
        return new ScatterChart(
            "Published and computed CO2", new ChartAxis($"Published, {comparison.References[last]}", s_emission.Unit)
            { IsLogarithmic = true },
            new ChartAxis("Computed", s_emission.Unit) { IsLogarithmic = true },
            [
                new ChartSeries("all eight fuels", published, [.. zones.Select(zone => zone.Computed / 1e6)]),
                new ChartSeries("without coke and crude oil", published, [.. zones.Select(zone => zone.WithoutTransformed / 1e6)]),
            ]) { IsParity = true };
    }
}
