using Kaya.Energy;
using Kaya.Figures;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>Reports of energy tasks.</summary>
internal static class EnergyReports
{
    private static readonly ChartAxis s_emission = new("Emissions", Unit.Parse("Mt d-1"));
    private static readonly ChartAxis s_generation = new("Generation", Unit.Parse("GWh d-1"));

    /// <summary>The trained model, its data, and the fit.</summary>
    public static ReportBuilder Training(CleanEstimator estimator, EnergyInput input, CleanModel model, ProfileForecast emission,
        ResultTable fit)
    {
        ReportBuilder report = new($"{estimator.Name}: CO2 by sector from the energy mix, and the reverse", input.Origin.Label)
            { Data = input.Origin };
        report.Paragraph(Model(estimator.Name));
        report.Fact("regions", $"{input.Dataset.Regions.Count}").Fact("days", $"{input.Dataset.Days.Count}")
            .Fact("members", $"{model.MemberCount}").Fact("training steps", $"{estimator.Options.Steps}");
        report.Section("Fit to the training days")
            .Paragraph(
                $"{Mape} These are errors on the training days: they show that the training worked, not how well the model predicts. "
                + "`kaya energy evaluate` measures errors on days and regions that were held out.")
            .Table(fit, new TableStyle { Heat = ["emission MAPE", "energy MAPE"] });
        report.Chart(Parity(input.Dataset, emission), "Each point is one day of one region. On the dashed line both are equal.");
        foreach (string region in input.Dataset.Regions.Take(3)) report.Chart(Series(input.Dataset, model, emission, region));
        DataCard(report, input);
        return report;
    }

    private const int MostSentences = 12;

    /// <summary>Daily emissions of regions without reported emissions.</summary>
    public static ReportBuilder Forecast(TrainedEnergyModel trained, EnergyDataset data, EnergyForecast predicted,
        IEnumerable<string> notices)
    {
        ProfileForecast forecast = predicted.Days;
        ReportBuilder report = new("Daily CO2 from electricity generation", trained.Origin.Label) { Data = trained.Origin };
        report.Fact("regions", $"{data.Regions.Count}").Fact("region-days", $"{data.Count}");
        report.Section("Regions").Paragraph(
            "Daily means. An 80 % interval contains the true value of a single day with a probability of 80 %, if the region is similar "
                + "to the training regions. The applicability says whether it is: `inside` (a training region, with a mix and days like "
                + "those of training), `near` (as close to a training region as these are to each other), `outside` (farther away: "
                + "extrapolation).")
            .Table(predicted.Tables[0], new TableStyle { Heat = ["days outside"] });
        if (predicted.Levels.Count > 0)
            report.Section("Years").Paragraph(
                "Emissions of whole years. The level of a region is from the networks if it is a training region, from its last published "
                    + "total with `--anchor`, and otherwise from the annual model, which has learnt from the published totals of other "
                    + "countries. Published totals may leave out or add what daily emissions do not (bunkers, cement).")
                .Bullets(predicted.Levels.Take(MostSentences).Select(AnnualTables.Sentence)).Table(predicted.Tables[1]);
        report.Section("Sums").Paragraph("Sums of the days that have data, per generation and, where population and gross domestic product "
            + "are known, per head and per product as a yearly rate.")
            .Table(EnergySums.Short(predicted.Tables.First(table => table.Name == "years")));
        foreach (string notice in notices) report.Callout(CalloutKind.Warning, "About the data", notice);
        report.Section("Days");
        IEnumerable<string> largest = Enumerable.Range(0, data.Count).GroupBy(data.RegionOf)
            .OrderByDescending(region => region.Average(forecast.Total)).Take(6).Select(region => region.Key);
        foreach (string region in largest) report.Chart(Series(data, trained.Model, forecast, region));
        return report;
    }

    /// <summary>Observed, predicted and intervals of one region over its days.</summary>
    public static LineChart Series(EnergyDataset data, CleanModel model, ProfileForecast forecast, string region)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => data.RegionOf(row) == region)];
        DateOnly[] days = Array.ConvertAll(rows, row => data.Day[row]);
        List<ChartSeries> series = [];
        if (data.HasEmission) series.Add(
            ChartSeries.OverDays("reported", days, Array.ConvertAll(rows, row => data.TotalEmission[row])) with { IsObserved = true });
        IReadOnlyList<Interval>[] intervals = Array.ConvertAll(rows, row => forecast[row].Intervals);
        ChartBand[] bands = intervals.Length == 0 || intervals[0].Count == 0 ? []
            : [.. intervals[0].Skip(1).Select((interval, i) => new ChartBand(
            $"{interval.Level:P0}", Array.ConvertAll(intervals, own => own[i + 1].Lower),
            Array.ConvertAll(intervals, own => own[i + 1].Upper)))];
        series.Add(ChartSeries.OverDays("predicted", days, Array.ConvertAll(rows, forecast.Total)) with { Bands = bands });
        return new LineChart(region, ChartAxis.Dates(), s_emission, series) { Subtitle = model.Covers(region) ? "trained on"
            : "not trained on" };
    }

    /// <summary>Parts before and after.</summary>
    public static BarChart Bars(WhatIfAnswer answer)
    {
        ChangeLine[] lines = [.. answer.Parts.Where(line => Math.Max(line.Before, line.After) > 0.002 * answer.Total.Before)];
        Interval[] middle = [.. lines.Select(line => line.Disagreement.FirstOrDefault(interval => interval.Level == 0.8))];
        return new BarChart(answer.Direction == Direction.EnergyToEmission ? "Emissions by sector" : "Generation by source",
            [.. lines.Select(line => line.Name)],
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

    /// <summary>Description of the data.</summary>
    public static void DataCard(ReportBuilder report, EnergyInput input)
    {
        report.Section("Data");
        if (input.Card is { } card) report.Bullets(card.Lines());
        else report.Paragraph(
            "The sample world: made-up regions generated from a seed, with known emission factors. No value is about a real country.");
    }

    /// <summary>Explanation of the two models, at their first mention in a report.</summary>
    public static string Model(string name) =>
        $"{name} is an ensemble of neural networks with two directions: emissions by sector from the energy mix, and the energy mix from "
        + "emissions by sector. Both directions are trained together, so that each is the inverse of the other. "
        + (name.Contains("CNN", StringComparison.Ordinal) ? "Its networks are convolutional (CNN)."
            : "Its networks are multilayer perceptrons (MLP).");

    /// <summary>Definition of MAPE, at its first mention in a report.</summary>
    public const string Mape = "MAPE is the mean absolute percentage error: the mean of |predicted - reported| / reported.";

    private static ScatterChart Parity(EnergyDataset data, ProfileForecast forecast)
    {
        const int Step = 7;
        IEnumerable<ChartSeries> series = Enumerable.Range(0, data.Count).Where(row => row % Step == 0).GroupBy(data.RegionOf)
            .Select(region =>
            new ChartSeries(region.Key, [.. region.Select(row => data.TotalEmission[row])],
                [.. region.Select(row => forecast.Total(row))]));
        return new ScatterChart(
            "Reported and predicted emissions", new ChartAxis("Reported", Unit.Parse("Mt d-1")) { IsLogarithmic = true },
            new ChartAxis("Predicted", Unit.Parse("Mt d-1")) { IsLogarithmic = true }, [.. series]) { IsParity = true, Width = 620,
                Height = 700 };
    }
}
