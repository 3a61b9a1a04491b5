using System.Collections.Immutable;
using System.Globalization;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Reports of downscaling.</summary>
internal static class DownscaleReports
{
    public static ReportBuilder Fit(ZonalTrainingData data, ResultTable regressions, ResultTable drivers, string chosen)
    {
        ReportBuilder report = new("Regressions of zone totals on drivers", data.Origin.Label) { Data = data.Origin };
        report.Fact("zones", $"{data.Train.Codes.Length}").Fact("chosen model", chosen)
            .Fact("fitted on", data.Scale == ZonalScale.Density ? "densities per km2" : "zone totals");
        report.Section("Drivers")
            .Paragraph("Pearson's correlation of each driver's zone totals with the emissions of the zones.").Table(drivers);
        report.Section("Models")
            .Paragraph(
                "Leave-one-out: each zone is predicted by a model fitted on all other zones. Where there are two years, all zones of one "
                    + "year are also predicted by a model fitted on the other year. Options of a model are chosen by cross-validation "
                    + "inside the zones it is fitted on.")
            .Paragraph(
                "The chosen model has the lowest loss for left-out zones: the geometric mean of the root mean square errors (RMSE) of "
                    + "totals and of logarithms, each relative to the lowest. A simpler model, higher up in the table, is preferred if its "
                    + "loss is at most 1 % larger.")
            .Table(regressions, new TableStyle { Heat = ["R2"] });
        return report;
    }

    public static ReportBuilder Run(DownscaleMaps maps, FittedRegression regression, ResultTable zones, ActiveRun run)
    {
        Grid fine = maps.Fine.Emission.Map.Grid;
        int factor = fine.Rows / maps.Coarse.Map.Grid.Rows;
        ReportBuilder report = new("CO2 emissions on a map", maps.Problem.Label) { Data = maps.Problem.Origin };
        report.Fact("CO2", Text($"{maps.Total / 1e6:0.0} Mt")).Fact("zones", $"{zones.RowCount}")
            .Fact("fine cells", Text($"{fine.CellCount:N0}")).Fact("regression", regression.Model.Name);
        report.Section("Maps")
            .Picture(
                run.OutputPath("coarse.png"),
                "Emissions per km2 on the grid of the drivers. The regression distributes each zone's total over its cells.")
            .Picture(
                run.OutputPath("fine.png"), $"After super-resolution: {factor} x {factor} cells for each coarse cell. Same colour scale.");
        report.Section("Zone totals")
            .Paragraph("The cells of each zone sum to the zone's statistic. The certificate in the file can be checked: "
                + $"`kaya verify outputs/{DownscaleMaps.FineFile}` recomputes every sum.")
            .Paragraph(
                $"{maps.Fine.PointSourceBlocks} coarse cells have larger emissions than their surroundings explain. The residual of each "
                    + "is placed on one fine cell, as a point source such as a power plant; its exact location within the coarse cell "
                    + "is not known.")
            .Table(zones, new TableStyle { Heat = ["excess"] });
        foreach (string notice in maps.Notices) report.Callout(CalloutKind.Warning, "Not as the zones say", notice);
        if (maps.Problem.PointNotes.Length > 0) report.Section("Point sources").Bullets([.. maps.Problem.PointNotes]);
        report.Section("Uncertainty").Paragraph(Uncertainty(regression));
        if (maps.Intervals is { } intervals)
        {
            report.Picture(run.OutputPath("interval.png"), "Width of the interval of each cell relative to its emission. Dots are point "
                + "sources, rings are cells whose amount was guessed.");
            if (maps.Problem.Sample is { } sample && sample.Emission.Grid.Matches(fine))
                report.Table(DownscaleTables.Reliability([.. MapIntervals.Reliability(intervals.Fine, sample.Emission)]));
        }

        report.Section("Drivers").Table(DownscaleTables.Ranking(regression.Ranking)).Paragraph(Smoothing(regression.Smoothing));
        return Limits(report);
    }

    /// <summary>What no map of this kind can know.</summary>
    public static ReportBuilder Limits(ReportBuilder report) => report.Callout(
        CalloutKind.Warning, "Limits of the map",
        "The map estimates where a known total is emitted, from gridded data that correlate with emissions. "
        + "The gridded data do not show individual plants, so the location of a point source within its cell is not known.");

    /// <summary>What the intervals of cells mean.</summary>
    /// <param name="folder">Folder of their files.</param>
    public static string Intervals(string folder) => $"`{folder}/fine-interval.tif` has limits of each cell at "
        + $"50, 80 and 95 %, `{folder}/fine.nc` those of one level. They combine the error of divided neighbours, the disagreement of "
        + "single drivers with the map, and the differences between the networks, and were calibrated on the sample country, whose "
        + "truth is known. They are wider where a point source may stand. Most cells emit less than their value, a few far more: the "
        + "upper limit of a cell may lie below its value.";

    private static string Uncertainty(FittedRegression regression) => regression.Deviation is not { } deviation
        ? "There are too few zones with emissions to calibrate intervals."
        : "Leave-one-out predictions of zones differ from the statistics by a factor of " + Text($"{Math.Exp(deviation.ZoneError):0.00}")
            + " (root mean square error of logarithms). If the sum of two neighbours is known, as that of the cells of a zone is, the "
            + Text($"factor is {Math.Exp(deviation.DivisionError):0.00}. ") + Intervals("outputs");

    private static string Smoothing(SmoothingChoice smoothing)
    {
        string used = "Drivers are smoothed by a Gaussian with a standard deviation of " + string.Join(", ", smoothing.Drivers.Drivers
            .Select(driver => Text($"{driver.SmoothingKilometres:0.#} km ({driver.Name})"))) + ".";
        if (smoothing.Before.IsEmpty) return used;
        string Percent(ImmutableArray<double> shares) => string.Join(", ", shares.Select(share => Text($"{100 * share:0.0} %")));
        return $"{used} With these widths they predict each other best. If a driver is left out and its sums over zones are divided over "
            + $"the cells by the others, not smoothed, {Percent(smoothing.Before)} of it is misplaced, in this order of drivers; with "
            + $"the others smoothed {Percent(smoothing.After)}. No emissions are used for this choice.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
