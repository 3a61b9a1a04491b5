using Kaya.Core;

namespace Kaya.Figures.Tests;

/// <summary>A report with one of everything, made up from seed 1; the environment variable KAYA_SAMPLE_REPORT names where to keep it for
/// looking at.</summary>
internal static class SampleReport
{
    public static ReportBuilder Make()
    {
        Unit emission = Unit.Parse("Mt d-1");
        ReportBuilder report = new("Energy to emission: CLEAN-MLP", "Daily CO2 of eleven regions from their energy mix, with intervals.")
        {
            Data = new DataOrigin("sample world", IsSample: true),
        };
        return report.Fact("Emission error (MAPE)", "3.4 %").Fact("Energy error (MAPE)", "3.5 %").Fact("Coverage of 80 %", "79.2 %")
            .Fact("Regions", "11").Fact("Days", "792").Fact("Training time", "41 s")
            .Section("Errors")
            .Paragraph(
                "Mean absolute percentage error on each split; the smallest of a column is **marked**. Run `kaya energy evaluate` to make "
                + "this table again.")
            .Table(Errors(), new TableStyle
            {
                Heat = ["random", "last 20 % of days", "leave one region out"],
                    SmallestIsBest = ["random", "last 20 % of days", "leave one region out"],
            })
            .Chart(Bars(), "Errors by sector. Whiskers: 95 % interval over ten seeds.")
            .Callout(CalloutKind.Warning, "The random split is optimistic",
                "Neighbouring days resemble one another, so a random split tests interpolation in time. The other two splits say more "
                    + "about "
                    + ""
                + "use.")
            .Section("Predictions")
            .Chart(Lines(emission), "Observed emission lies within the 80 % band on 79.2 % of days.")
            .ChartRow(Parity(emission, 600), Parity(emission, 90) with { Title = "Leave one region out" })
            .Chart(new BarChart("What ten per cent of coal moved to gas changes", ["power", "industry", "all sectors"],
                new ChartAxis("Change", Unit.Parse("kt d-1")),
                [new BarSeries("change", [-52.5, 3.25, -49.25]) { Low = [-60, 1, -58], High = [-44, 5, -41] }]))
            .Chart(new BarChart("Regions without a model", [.. Enumerable.Range(1, 58).Select(i => $"Country {i}")],
                new ChartAxis("Emission", emission),
                [new BarSeries("emission", [.. Enumerable.Range(1, 58).Select(i => 3.0 / i)])]))
            .Callout(
                CalloutKind.Success, "Within three points",
                "The 50, 80 and 95 % intervals cover 49.1, 79.2 and 94.6 % of the last 20 % of days.")
            .Section("How to repeat this")
            .Bullets(["The seed is 42.", "Inputs are listed in `inputs.json` with their digests."])
            .Code("kaya run repeat runs/energy-evaluate-20250301-142233")
            .Callout(CalloutKind.Note, "Escaped", "<script>alert('no')</script> & friends");
    }

    private static ResultTable Errors() => new("errors",
        [new("model"), new("densification", Unit.One), new("random", Unit.One, 3), new("last 20 % of days", Unit.One, 3),
            new("leave one region out", Unit.One, 3), new("time", Unit.Parse("s"), 1)],
        [
            ["LR", 0, 0.098, 0.121, 0.150, 0.2], ["KNN", 0, 0.052, 0.083, 0.412, 0.4], ["DT", 0, 0.071, 0.104, 0.388, 0.9],
                ["XGB", 0, 0.046, 0.070, 0.25, 3.1],
            ["MLP", 10, 0.043, 0.066, 0.213, 18.0], ["CNN", 10, 0.045, 0.068, 0.231, 25.5], ["CLEAN-MLP", 100, 0.034, 0.052, 0.118, 41.2],
                ["CLEAN-CNN", 100, 0.036, 0.054, double.NaN, 55.0],
        ], "MAPE of emission, by model and split");

    private static BarChart Bars()
    {
        string[] sectors = ["power", "industry", "ground transport", "residential", "domestic aviation", "international aviation"];
        double[] clean = [0.021, 0.048, 0.035, 0.092, 0.081, 0.11];
        return new BarChart("Error by sector", sectors, new ChartAxis("MAPE"),
        [
            new BarSeries("CLEAN-MLP", clean) { Low = [.. clean.Select(value => value * 0.85)],
                High = [.. clean.Select(value => value * 1.2)] },
            new BarSeries("XGB", [0.031, 0.062, 0.047, 0.134, 0.12, 0.16]),
        ]);
    }

    private static LineChart Lines(Unit emission)
    {
        RandomSequence random = new RandomSource(1).Sequence();
        DateOnly[] days = [.. Period.Between(new DateOnly(2024, 1, 1), new DateOnly(2025, 8, 31)).Days()];
        double[] truth = [
            .. days.Select(
            day => 1.7 + (0.5 * Math.Cos(2 * Math.PI * day.DayOfYear / 365)) + (day.DayOfWeek is DayOfWeek.Sunday ? -0.12 : 0)
            + (0.04 * random.NextGaussian()))];
        double[] predicted = [.. truth.Select(value => value + (0.03 * random.NextGaussian()))];
        for (int i = 200; i < 215; i++) truth[i] = double.NaN;
        ChartBand Band(string name, double width) =>
            new(name, [.. predicted.Select(value => value - width)], [.. predicted.Select(value => value + width)]);
        return new LineChart("Emission of Germany", ChartAxis.Dates(), new ChartAxis("Emission", emission),
        [
            ChartSeries.OverDays("Observed", days, truth) with { IsObserved = true },
            ChartSeries.OverDays("CLEAN-MLP", days, predicted) with { Bands = [Band("95 %", 0.3), Band("80 %", 0.2), Band("50 %", 0.1)] },
        ]) { Subtitle = "Daily, last 20 % of days held out" };
    }

    private static ScatterChart Parity(Unit emission, int count)
    {
        RandomSequence random = new RandomSource(2).Sequence();
        ChartSeries Cloud(string name, double centre)
        {
            double[] observed = [.. Enumerable.Range(0, count / 3).Select(_ => centre + (0.3 * centre * random.NextGaussian()))];
            return new ChartSeries(name, observed, [.. observed.Select(value => value * (1 + (0.06 * random.NextGaussian())))]);
        }

        return new ScatterChart("Last 20 % of days", new ChartAxis("Observed", emission), new ChartAxis("Predicted", emission),
            [Cloud("France", 0.8), Cloud("Germany", 1.8), Cloud("Brazil", 1.2)]) { IsParity = true };
    }
}
