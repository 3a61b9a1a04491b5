using Kaya.Downscaling;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Results of downscaling as tables.</summary>
internal static class DownscaleTables
{
    private static readonly Unit s_megatonne = Unit.Parse("Mt");

    public static ResultTable Ranking(DriverRanking ranking) => new("drivers", [new("driver"), new("correlation", Unit.One, 3)],
        ranking.Drivers.Select(driver => (IReadOnlyList<object?>)[driver.Driver, driver.Correlation]),
            "Pearson's correlation of zonal totals with emissions");

    public static ResultTable Regressions(IReadOnlyList<RegressionResult> results, Unit unit) => new("regressions",
        [new("test"), new("model"), new("R2", Unit.One, 3), new("MAE", s_megatonne, 2), new("RMSE", s_megatonne, 2),
            new("log RMSE", Unit.One, 3)],
        results.Select(
            result =>
            (IReadOnlyList<object?>)[result.Test, result.Model, result.Score.RSquared, result.Score.MeanAbsoluteError * unit.FactorTo(
            s_megatonne), result.Score.RootMeanSquaredError * unit.FactorTo(s_megatonne), result.LogRmse]),
        "Emissions of held-out zones, predicted by models fitted without them");

    /// <summary>Every zone: its statistic, its sum on the map, the part of point sources, its part on the grid, and remarks.</summary>
    public static ResultTable Zones(Apportionment fine, IReadOnlyList<PointSourceResidual> excess, DownscaleProblem problem)
    {
        IReadOnlyDictionary<string, double> sources = problem.Points?.Totals() ?? new Dictionary<string, double>();
        return new ResultTable("zones",
            [new("zone"), new("statistic", s_megatonne, 3), new("residual", Unit.Parse("t")),
                new("points", Unit.Percent, 1, "share of the statistic from sources with a known location"),
                new("excess", Unit.Percent, 1, "share of the statistic that the drivers do not explain, on few guessed cells"),
                new("on grid", Unit.Percent, 1, "share of the zone's area that lies on the grid"), new("remark")],
            fine.Certificate.Zones.Select(zone => (IReadOnlyList<object?>)
            [
                zone.Zone, zone.Statistic / 1e6, zone.Residual, Share(sources.GetValueOrDefault(zone.Zone), zone.Statistic),
                Share(excess.FirstOrDefault(of => of.Zone == zone.Zone)?.Amount ?? 0, zone.Statistic),
                100 * problem.Placed.OnGrid[zone.Zone], string.Join("; ", ZoneRemarks(fine, zone, problem)),
            ]), "Zones of the fine map");
    }

    /// <summary>Maps beside a reference, by rank and in tonnes.</summary>
    public static ResultTable Agreement(IReadOnlyList<(string Map, MapAgreement Agreement)> maps) => new("agreement",
        [new("map"), new("cells"), new("Spearman", Unit.One, 3), new("misplaced", Unit.Percent, 1),
            new("misplaced, 5 x 5", Unit.Percent, 1, "after summing 5 x 5 cells"), new("R2", Unit.One, 3), new("R2, 5 x 5", Unit.One, 3)],
        maps.Select(row => (IReadOnlyList<object?>)[row.Map, row.Agreement.Cells, row.Agreement.Spearman, 100 * row.Agreement.Misplaced,
            100 * row.Agreement.BlockMisplaced, row.Agreement.RSquared, row.Agreement.BlockRSquared]),
        "Maps beside the true emissions; plain allocations divide each zone by the drivers as they are");

    /// <summary>Share of cells of a known truth within their limits.</summary>
    public static ResultTable Reliability(IReadOnlyList<(double Level, double Inside, double Below)> levels) => new("reliability",
        [new("interval", Unit.Percent, 0), new("inside", Unit.Percent, 1, "cells whose true emission lies within the limits"),
            new("below", Unit.Percent, 1, "cells whose true emission lies below the lower limit"),
            new("above", Unit.Percent, 1, "cells whose true emission lies above the upper limit")],
        levels.Select(row => (IReadOnlyList<object?>)
            [100 * row.Level, 100 * row.Inside, 100 * row.Below, 100 * (1 - row.Inside - row.Below)]),
        "Fine cells with the true emission inside of their interval");

    private static double Share(double part, double whole) => part == 0 ? 0 : 100 * part / whole;

    private static IEnumerable<string> ZoneRemarks(Apportionment fine, ZoneBalance zone, DownscaleProblem problem)
    {
        if (fine.EqualWeightZones.Contains(zone.Zone)) yield return "no weight in any cell: distributed evenly";
        if (problem.Placed.Portions.FirstOrDefault(portion => portion.Zone == zone.Zone) is { } portion)
            yield return portion.Given == zone.Statistic ? "whole statistic on the part on the grid"
                : FormattableString.Invariant($"covered share of {portion.Given / 1e6:0.000} Mt");
    }

    /// <summary>Shares of emissions by land use, before and after super-resolution, and the true shares if known.</summary>
    public static ResultTable LandUse(LandUseShares before, LandUseShares after, LandUseShares? truth)
    {
        ResultColumn[] columns = [new("land"), new("coarse", Unit.Percent, 2), new("fine", Unit.Percent, 2), .. truth is null
            ? Array.Empty<ResultColumn>() : [new ResultColumn("truth", Unit.Percent, 2)]];
        return new ResultTable("land-use", columns, LandUses.All.Select(use => (IReadOnlyList<object?>)
            [use.Label(), 100 * before.All[use], 100 * after.All[use], .. truth is null ? Array.Empty<object?>()
                : [100 * truth.All[use]]]), "Share of emissions by land use, before and after super-resolution");
    }

    /// <summary>Share of emissions on built-up land by zone.</summary>
    public static ResultTable BuiltUp(LandUseShares before, LandUseShares after, LandUseShares? truth)
    {
        ResultColumn[] columns = [new("zone"), new("coarse", Unit.Percent, 2), new("fine", Unit.Percent, 2), .. truth is null
            ? Array.Empty<ResultColumn>() : [new ResultColumn("truth", Unit.Percent, 2)]];
        return new ResultTable("built-up", columns, before.Zones.Select((zone, i) => (IReadOnlyList<object?>)
            [zone.Zone, 100 * zone[Downscaling.LandUse.BuiltUp], 100 * after.Zones[i][Downscaling.LandUse.BuiltUp], .. truth is null
                ? Array.Empty<object?>() : [100 * truth.Zones[i][Downscaling.LandUse.BuiltUp]]]),
            "Share of emissions on built-up land, before and after super-resolution");
    }

    public static ResultTable Inventories(IReadOnlyList<(string Name, string Map, InventoryComparison Comparison)> compared) =>
        new("inventories",
        [new("inventory"), new("map"), new("cells"), new("Spearman", Unit.One, 4), new("R2", Unit.One, 3),
            new("R2, scaled", Unit.One, 3, "after the map was scaled to the inventory's total"),
            new("misplaced", Unit.Percent, 1, "share of emissions that would have to be moved"),
            new("misplaced, 5 x 5", Unit.Percent, 1, "the same after summing 5 x 5 cells"),
            new("R2, 5 x 5", Unit.One, 3), new("map by inventory", Unit.One, 3),
            new("bias", Unit.Parse("t"), 0)],
        compared.Select(row => (IReadOnlyList<object?>)
            [row.Name, row.Map, row.Comparison.Cells.Count, row.Comparison.Cells.Spearman, row.Comparison.Cells.RSquared,
                row.Comparison.Scaled.RSquared, 100 * row.Comparison.Agreement.Misplaced, 100 * row.Comparison.Agreement.BlockMisplaced,
                row.Comparison.Agreement.BlockRSquared, row.Comparison.MapTotal / row.Comparison.InventoryTotal,
                row.Comparison.Cells.Bias]),
        "The maps on the inventories' own grids");

    public static ResultTable Detail(IReadOnlyList<DetailScore> scores) => new("detail",
        [new("method"), new("log RMSE", Unit.One, 4), new("where emitting", Unit.One, 4),
            new("super-resolution is lower by", Unit.Percent, 1)],
        scores.Select(
            score =>
            (IReadOnlyList<object?>)[score.Method, score.LogError, score.LogErrorWhereEmitting,
            100 * (1 - (scores[0].LogError / score.LogError))]),
        "The map aggregated to cells twice as large and refined again: error of ln(1 + density)");
}
