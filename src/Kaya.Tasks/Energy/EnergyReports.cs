using System.Globalization;
using Kaya.Core;
using Kaya.Energy;
using Kaya.Figures;
using Kaya.Learning;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Reports of energy tasks.</summary>
internal static class EnergyReports
{
    private static readonly ChartAxis s_emission = new("Emission", Unit.Parse("Mt d-1"));
    private static readonly ChartAxis s_generation = new("Generation", Unit.Parse("GWh d-1"));

    /// <summary>What was trained on what, and how well it fits.</summary>
    public static ReportBuilder Training(CleanEstimator estimator, EnergyInput input, CleanModel model, ProfileForecast emission, ResultTable fit)
    {
        ReportBuilder report = new($"{estimator.Name}: energy mix and sectoral CO2", input.Label) { FigureNote = input.Sample is null ? null : input.Label };
        report.Fact("regions", $"{input.Dataset.Regions.Count}").Fact("days", $"{input.Dataset.Days.Count}")
            .Fact("members", $"{model.MemberCount}").Fact("training steps", $"{estimator.Options.Steps}");
        report.Section("How well it fits").Paragraph("Errors on the training days: a check that the training worked, not a measure of how well the model predicts. `kaya energy evaluate` measures that on held-out days and regions.")
            .Table(fit, new TableStyle { Heat = ["emission MAPE", "energy MAPE"] });
        report.Chart(Parity(input.Dataset, emission), "Each point is a region-day.");
        foreach (string region in input.Dataset.Regions.Take(3)) report.Chart(Series(input.Dataset, model, emission, region));
        DataCard(report, input);
        return report;
    }

    /// <summary>Daily emission of regions that nobody reports.</summary>
    public static ReportBuilder Forecast(TrainedEnergyModel trained, EnergyDataset data, ProfileForecast forecast, ResultTable regions)
    {
        ReportBuilder report = new("Daily CO2 from generation", trained.Label) { FigureNote = trained.IsSample ? trained.Label : null };
        report.Fact("regions", $"{data.Regions.Count}").Fact("region-days", $"{data.Count}");
        report.Section("Regions").Paragraph("Mean of a day. Intervals hold the truth of a single day with 80 % where the region is like those the model was trained on; a region flagged `outside` has a mix farther from all of them than they are from each other.")
            .Table(regions, new TableStyle { Heat = ["days outside"] });
        report.Section("Days");
        IEnumerable<string> largest = Enumerable.Range(0, data.Count).GroupBy(data.RegionOf)
            .OrderByDescending(region => region.Average(forecast.Total)).Take(6).Select(region => region.Key);
        foreach (string region in largest) report.Chart(Series(data, trained.Model, forecast, region));
        return report;
    }

    /// <summary>A question and its answer: the report and the chart files of a run, and what is printed.</summary>
    public static TaskOutcome Question(string question, TrainedEnergyModel trained, WhatIfAnswer answer, ResultTable changed, ActiveRun run)
    {
        ResultTable[] tables = [EnergyTables.Change(answer), changed];
        ReportBuilder report = new("What if?", question) { FigureNote = trained.IsSample ? trained.Label : null };
        report.Section("Answer").Paragraph(Sentence(answer)).Chart(Bars(answer), "Whiskers: 80 % of the members' disagreement, at the level after the change.");
        foreach (ResultTable table in tables) report.Table(table);
        report.Callout(CalloutKind.Warning, "What this says", "The difference of the model between two states of the same day. It knows the regions it was trained on, and direct emission factors of sources; it knows no grid, prices or plants.");
        report.Write(run.PathFor("report.html"));
        EnergyTables.Record(answer, run);
        Bars(answer).WriteSvg(run.OutputPath("change.svg"));
        return new TaskOutcome([question, Sentence(answer)], tables);
    }

    /// <summary>Observed, predicted and intervals of one region over its days.</summary>
    public static LineChart Series(EnergyDataset data, CleanModel model, ProfileForecast forecast, string region)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => data.RegionOf(row) == region)];
        DateOnly[] days = Array.ConvertAll(rows, row => data.Day[row]);
        List<ChartSeries> series = [];
        if (data.HasEmission) series.Add(ChartSeries.OverDays("reported", days, Array.ConvertAll(rows, row => data.TotalEmission[row])) with { IsObserved = true });
        IReadOnlyList<Interval>[] intervals = Array.ConvertAll(rows, row => forecast[row].Intervals);
        ChartBand[] bands = intervals.Length == 0 || intervals[0].Count == 0 ? [] : [.. intervals[0].Skip(1).Select((interval, i) => new ChartBand(
            $"{interval.Level:P0}", Array.ConvertAll(intervals, own => own[i + 1].Lower), Array.ConvertAll(intervals, own => own[i + 1].Upper)))];
        series.Add(ChartSeries.OverDays("predicted", days, Array.ConvertAll(rows, forecast.Total)) with { Bands = bands });
        return new LineChart(region, ChartAxis.Dates(), s_emission, series) { Subtitle = model.Covers(region) ? "trained on" : "not trained on" };
    }

    /// <summary>Parts before and after.</summary>
    public static BarChart Bars(WhatIfAnswer answer)
    {
        ChangeLine[] lines = [.. answer.Parts.Where(line => Math.Max(line.Before, line.After) > 0.002 * answer.Total.Before)];
        Interval[] middle = [.. lines.Select(line => line.Differences.FirstOrDefault(interval => interval.Level == 0.8))];
        return new BarChart(answer.Direction == Direction.EnergyToEmission ? "Emission by sector" : "Generation by source", [.. lines.Select(line => line.Name)],
            answer.Direction == Direction.EnergyToEmission ? s_emission : s_generation,
            [
                new BarSeries("before", [.. lines.Select(line => line.Before)]),
                new BarSeries("after", [.. lines.Select(line => line.After)])
                {
                    Low = [.. lines.Select((line, i) => Math.Max(0, line.Before + middle[i].Lower))],
                    High = [.. lines.Select((line, i) => line.Before + middle[i].Upper)],
                },
            ]);
    }

    /// <summary>What was found in the data.</summary>
    public static void DataCard(ReportBuilder report, EnergyInput input)
    {
        report.Section("The data");
        if (input.Card is { } card) report.Bullets(card.Lines());
        else report.Paragraph("The sample world: twelve made-up regions drawn from a seed, whose true emission factors are known. Nothing here is about a real country.");
    }

    private static ScatterChart Parity(EnergyDataset data, ProfileForecast forecast)
    {
        const int Step = 7;
        IEnumerable<ChartSeries> series = Enumerable.Range(0, data.Count).Where(row => row % Step == 0).GroupBy(data.RegionOf).Select(region =>
            new ChartSeries(region.Key, [.. region.Select(row => data.TotalEmission[row])], [.. region.Select(row => forecast.Total(row))]));
        return new ScatterChart("Reported and predicted emission", new ChartAxis("Reported", Unit.Parse("Mt d-1")) { IsLogarithmic = true },
            new ChartAxis("Predicted", Unit.Parse("Mt d-1")) { IsLogarithmic = true }, [.. series]) { IsParity = true };
    }

    // One line, such as: Emission: 1.2345 to 1.2000 Mt a day, -0.0345 Mt (-2.79%).
    private static string Sentence(WhatIfAnswer answer)
    {
        (string what, string unit, string form) = answer.Direction == Direction.EnergyToEmission ? ("Emission", "Mt", "0.0000") : ("Generation", "GWh", "0.0");
        CultureInfo invariant = CultureInfo.InvariantCulture;
        ChangeLine total = answer.Total;
        return string.Create(invariant, $"{what}: {total.Before.ToString(form, invariant)} to {total.After.ToString(form, invariant)} {unit} a day, {total.Difference.ToString("+" + form + ";-" + form, invariant)} {unit} ({total.Relative:+0.00%;-0.00%}).");
    }
}
