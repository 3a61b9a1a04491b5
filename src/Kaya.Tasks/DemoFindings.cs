using System.Globalization;
using Kaya.Energy;
using Kaya.Figures;
using Kaya.Learning;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Results of the demo, compared with the known true values of the sample world.</summary>
internal sealed class DemoFindings
{
    private const double MovedPercent = 10;

    private readonly CleanModel _model;
    private readonly EnergyDataset _test;
    private readonly ProfileForecast _emission;
    private readonly double _emissionError, _generationError, _uncoveredError;
    private readonly IReadOnlyList<(double Level, double Covered)> _coverage;
    private readonly ResultTable _regions, _whatIf, _uncovered;

    private DemoFindings(SampleEnergy world, CleanModel model, EnergyDataset test)
    {
        (_model, _test) = (model, test);
        _emission = model.PredictEmission(test);
        ProfileForecast generation = model.PredictGeneration(test);
        _emissionError = Metrics.MeanAbsolutePercentageError(test.TotalEmission, _emission.Totals());
        _generationError = Metrics.MeanAbsolutePercentageError(test.TotalGeneration, generation.Totals());
        _coverage = Coverage(model, test, _emission);
        _regions = EnergyTables.FitByRegion(test, _emission, generation, "Error on the last 20 % of days, not used for training");
        _whatIf = WhatIfs(world, model, test);
        (_uncovered, _uncoveredError) = Uncovered(world, model);
    }

    public IReadOnlyList<ResultTable> Tables => [_regions, _whatIf, _uncovered];

    public static DemoFindings Of(SampleEnergy world, CleanModel model, EnergyDataset test) => new(world, model, test);

    public IReadOnlyList<string> Lines() =>
    [
        "Data: the sample world, made-up regions with known true emissions. No result is about a real country.",
        string.Create(
            CultureInfo.InvariantCulture,
            $"On days not used for training, the error is {_emissionError:P1} for emissions and {_generationError:P1} for generation "
                + $"(mean absolute percentage error)."),
        string.Create(
            CultureInfo.InvariantCulture,
            $"The 80 % intervals contain the true value on {_coverage.First(pair => pair.Level == 0.8).Covered:P0} of these days."),
        string.Create(CultureInfo.InvariantCulture, $"In regions not used for training, the error of emissions is {_uncoveredError:P1}."),
    ];

    public void Record(ActiveRun run)
    {
        run.SetMetric("last-days/emission/mape", _emissionError);
        run.SetMetric("last-days/generation/mape", _generationError);
        run.SetMetric("uncovered/emission/mape", _uncoveredError);
        foreach ((double level, double covered) in _coverage) run.SetMetric(
            string.Create(CultureInfo.InvariantCulture, $"last-days/emission/coverage-{level:P0}"), covered);
    }

    public ReportBuilder Report(CleanEstimator estimator)
    {
        ReportBuilder report = new("Results on the sample world", "Made-up regions with known true emissions")
            { Data = EnergyInput.SampleWorld };
        report.Fact("error of emissions", _emissionError.ToString("P1", CultureInfo.InvariantCulture))
            .Fact("error of generation", _generationError.ToString("P1", CultureInfo.InvariantCulture))
            .Fact("days within the 80 % interval", _coverage.First(pair => pair.Level == 0.8).Covered.ToString(
                "P0", CultureInfo.InvariantCulture))
            .Fact("error in unseen regions", _uncoveredError.ToString("P1", CultureInfo.InvariantCulture));
        report.Section("Held-out days")
            .Paragraph(EnergyReports.Model(estimator.Name))
            .Paragraph(
                "It was trained on the first 80 % of days; the chart shows the last 20 %. An 80 % interval is the range that contains "
                    + "the true value with a probability of 80 %.")
            .Chart(EnergyReports.Series(_test, _model, _emission, _test.Regions[0]));
        report.Section("A scenario with a known answer")
            .Paragraph("10 % of the coal generation is replaced by gas. The true emissions of this scenario are known.")
                .Chart(Compared());
        report.Section("Regions outside the training data")
            .Paragraph("The model is meant for regions with known generation and without reported emissions. The applicability says "
                + "whether a region's mix is `inside` or `near` those of the training regions, or `outside` (extrapolation).")
            .Table(_uncovered);
        return report;
    }

    /// <summary>The end of the report: all results, and the origin of the data.</summary>
    public void Figures(ReportBuilder report, EnergyData data)
    {
        report.Section("Results by region").Paragraph(EnergyReports.Mape)
            .Table(_regions, new TableStyle { Heat = ["emission MAPE", "energy MAPE"] }).Table(_whatIf);
        report.Section("Data").Bullets(data.Card.Lines());
    }

    private BarChart Compared() =>
        new("Emissions saved by replacing 10 % of coal by gas", _whatIf.Texts("region"), new ChartAxis("Emissions", Unit.Parse("kt d-1")),
        [
            new BarSeries("truth", Saved("true difference")),
            new BarSeries("model", Saved("model")) { Low = Saved("high 80 %"), High = Saved("low 80 %") },
        ]) { Note = "made-up sample; whiskers: 80 % intervals" };

    // A negative difference is a saving.
    private double[] Saved(string column) => [.. _whatIf.Numbers(column).Select(value => -value)];

    private static ResultTable WhatIfs(SampleEnergy world, CleanModel model, EnergyDataset test)
    {
        SourceMove move = new(EnergySource.Coal, EnergySource.Gas, new ChangeAmount(MovedPercent, ChangeBasis.PercentOfPart));
        DateOnly day = test.Days[test.Days.Count / 2];
        Unit kilotons = Unit.Parse("kt d-1");
        List<IReadOnlyList<object?>> rows = [];
        foreach (string region in test.Regions)
        {
            RegionDay before = test[test.RowOf(region, day)];
            if (before.Energy.Share(EnergySource.Coal) < 0.05) continue;
            double truth = world.TrueEmissionAfter(region, day, move).Total - world.TrueEmission(region, day, before.Energy).Total;
            PowerChange answer = PhysicalWhatIf.Of(model, before, move.Apply(before.Energy));
            Interval middle = answer.Differences.First(interval => interval.Level == 0.8);
            rows.Add(
                [region, day, 100 * before.Energy.Share(EnergySource.Coal), 1000 * truth, 1000 * answer.Difference, 1000 * middle.Lower,
                1000 * middle.Upper]);
        }

        return new ResultTable("whatif",
            [new("region"), new("date"), new("coal", Unit.Percent, 1), new("true difference", kilotons, 2), new("model", kilotons, 2),
                new("low 80 %", kilotons, 2), new("high 80 %", kilotons, 2)],
            rows, "10 % of coal replaced by gas: true difference and model estimate");
    }

    private static (ResultTable Table, double Error) Uncovered(SampleEnergy world, CleanModel model)
    {
        ProfileForecast forecast = model.PredictEmission(world.Uncovered);
        EnergyDataset truth = world.UncoveredTruth;
        IReadOnlyList<ApplicabilityResult> near = model.MeasureApplicability(world.Uncovered);
        double sum = 0;
        IEnumerable<IReadOnlyList<object?>> rows = Enumerable.Range(0, truth.Count).GroupBy(truth.RegionOf)
            .Select(region => (IReadOnlyList<object?>)
        [
            region.Key, region.Average(row => truth.TotalEmission[row]), region.Average(forecast.Total),
            100 * region.Average(row => Math.Abs(forecast.Total(row) / truth.TotalEmission[row] - 1)),
            100.0 * region.Count(
                row => forecast[row].Intervals.Any(
                interval => interval.Level == 0.8 && interval.Contains(truth.TotalEmission[row]))) / region.Count(),
            region.GroupBy(row => near[row].Flag).MaxBy(group => group.Count())!.Key.ToString().ToLowerInvariant(),
        ]).ToList();
        for (int row = 0; row < truth.Count; row++) sum += Math.Abs(forecast.Total(row) / truth.TotalEmission[row] - 1);
        Unit unit = Unit.Parse("Mt d-1");
        return (new ResultTable(
            "uncovered", [new("region"), new("truth", unit, 4), new("predicted", unit, 4), new("MAPE", Unit.Percent, 1),
            new("80 % interval held", Unit.Percent, 0), new("applicability")],
            rows, "Regions outside the training data: daily means"), sum / truth.Count);
    }

    private static IReadOnlyList<(double Level, double Covered)> Coverage(CleanModel model, EnergyDataset test, ProfileForecast forecast) =>
    [
        .. ConformalIntervals.StandardLevels.Select(level => (level, Enumerable.Range(0, test.Count).Average(row =>
            forecast[row].Interval(level).Contains(test.TotalEmission[row]) ? 1.0 : 0))),
    ];
}
