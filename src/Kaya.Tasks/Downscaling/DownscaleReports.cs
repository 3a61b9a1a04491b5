using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Reports of downscaling.</summary>
internal static class DownscaleReports
{
    public static ReportBuilder Fit(ZonalTrainingData data, ResultTable regressions, ResultTable drivers, string chosen)
    {
        ReportBuilder report = new("Which model gives the emission of a zone it has not seen", data.Label) { FigureNote = data.IsSample ? data.Label : null };
        report.Fact("zones", $"{data.Train.Codes.Length}").Fact("chosen", chosen).Fact("models see", data.Scale == ZonalScale.Density ? "densities per km2" : "raw sums");
        report.Section("Drivers").Paragraph("Pearson's correlation of zonal totals with emission; the paper has 0.84 for lights, 0.73 for population, 0.54 for GDP.").Table(drivers);
        report.Section("Models").Paragraph("Each zone is predicted by a model of all others; then all zones of one year by a model of another. Options of a model are chosen inside the zones it learns from. "
            + "Chosen is the lowest RMSE of zones left out; a simpler model, earlier in the table, within 1 % of it is preferred.").Table(regressions, new TableStyle { Heat = ["R2"] });
        return report;
    }

    public static ReportBuilder Run(DownscaleMaps maps, FittedRegression regression, ResultTable zones, ActiveRun run)
    {
        bool isSample = maps.Problem.Sample is not null;
        ReportBuilder report = new("CO2 on a map", maps.Problem.Label) { FigureNote = isSample ? maps.Problem.Label : null };
        report.Fact("CO2", string.Create(CultureInfo.InvariantCulture, $"{maps.Total / 1e6:0.0} Mt")).Fact("zones", $"{zones.RowCount}")
            .Fact("fine cells", string.Create(CultureInfo.InvariantCulture, $"{maps.Fine.Emission.Map.Grid.CellCount:N0}")).Fact("regression", regression.Model.Name);
        report.Section("The maps").Picture(run.OutputPath("coarse.png"), "Emission per km2: zones divided by drivers.")
            .Picture(run.OutputPath("fine.png"), $"The same after super-resolution, cells {maps.Fine.Emission.Map.Grid.Rows / maps.Coarse.Map.Grid.Rows} times as fine along each side, on the same colours.");
        report.Section("It adds up").Paragraph($"Every zone adds up to its statistic; the proof is in the files, and `kaya verify outputs/{DownscaleMaps.FineFile}` recomputes it. "
            + $"{maps.Fine.PointSourceBlocks} coarse cells emit more than their surroundings explain: the rest is on one fine cell each, standing for a plant whose place is not known.").Table(zones, new TableStyle { Heat = ["excess"] });
        report.Section("How sure it is").Paragraph(regression.Intervals is { } intervals
            ? string.Create(CultureInfo.InvariantCulture, $"Zones left out were missed by a factor of {Math.Exp(intervals.ZoneError):0.00} (root mean square of logarithms). `outputs/fine.nc` has an interval for each cell: that error, the disagreement of models with a zone left out, and that of the networks.")
            : "Too few zones emit to calibrate intervals.");
        report.Section("Drivers").Table(DownscaleTables.Ranking(regression.Ranking)).Paragraph(regression.Smoothing.Trials.Length > 1
            ? string.Create(CultureInfo.InvariantCulture, $"Used: {string.Join(", ", regression.Smoothing.Drivers.Drivers.Select(driver => driver.Name))}. They are spread by {regression.Smoothing.Kilometres:0.#} km: of the distances tried the smallest that gives zones left out within 3 % of the best ({string.Join(", ", regression.Smoothing.Trials.Select(trial => string.Create(CultureInfo.InvariantCulture, $"{trial.Kilometres:0.#} km {trial.Error:0.000}")))}).")
            : string.Create(CultureInfo.InvariantCulture, $"Used: {string.Join(", ", regression.Smoothing.Drivers.Drivers.Select(driver => driver.Name))}. They are spread by {regression.Smoothing.Kilometres:0.#} km."));
        report.Callout(CalloutKind.Warning, "What the map is", "An estimate of where a known total is emitted, by what goes with emission. Single plants are in no driver: their cells stand for a place that is not known.");
        return report;
    }
}
