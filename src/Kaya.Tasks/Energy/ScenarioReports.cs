using System.Globalization;
using Kaya.Energy;
using Kaya.Figures;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>Reports of what-ifs and scenarios: the physical part first, the association apart.</summary>
internal static class ScenarioReports
{
    private const string Limits =
        "The answer moves generation from source to source at emission factors estimated from the region's reported power"
            + " emissions. It "
        + "knows no grid, trade, prices or plants, and other sectors keep their emissions. Its interval holds the error of the factors and "
        + "their variation between days.";

    private const string SecondAnswer = " The second answer is what goes with such a mix in the data.";

    private const string HeatNote =
        "the factors of the region's data are above the world defaults: the provider's power sector holds more than electricity (heat of "
        + "cogeneration, plants for own use, lignite), and the data do not say which part would stay if the electricity were replaced. The "
        + "column 'at world defaults' is what plants of average efficiency emit for the electricity alone; the interval reaches from there "
        + "to what the reports count.";

    /// <summary>One line: power sector before and after, with the 80 % interval, and all sectors.</summary>
    public static string Sentence(ScenarioAnswer answer)
    {
        PowerChange power = answer.Power;
        Interval middle = power.Differences.First(interval => interval.Level == 0.8);
        return string.Create(CultureInfo.InvariantCulture,
            $"Power sector: {power.Before:0.0000} to {power.After:0.0000} Mt, {Signed(power.Difference)} Mt"
                + $" ({power.Relative:+0.0%;-0.0%}); 80 % "
            + $"interval {Signed(middle.Lower)} to {Signed(middle.Upper)} Mt. All sectors: {answer.Before.Total:0.0000} to "
            + $"{answer.TotalAfter:0.0000} Mt.");
    }

    /// <summary>What the reader must know of answers: assumptions and cuts, each with the regions it is of.</summary>
    public static IEnumerable<string> Notices(IEnumerable<(ScenarioAnswer Answer, Period Period)> answers) =>
        answers.SelectMany(own => Notices(own.Answer, own.Period).Select(text => (own.Answer.Before.Region, Text: text))).Distinct()
            .GroupBy(own => own.Text, own => own.Region).Select(own => $"{string.Join(", ", own)}: {own.Key}");

    private static IEnumerable<string> Notices(ScenarioAnswer answer, Period period)
    {
        ScenarioDays before = answer.Before;
        if (before.ReportedDays < before.Days.Count)
            yield return $"emissions before the change are {ScenarioTables.Basis(before)} by the model.";
        if (before.Days.Count < period.DayCount)
            yield return $"{before.Days.Count} of {period.DayCount} days of {period} have data; the rest is left out.";
        if (answer.Power.Factors.Origin != FactorOrigin.OwnData)
            yield return $"emission factors are from {ScenarioTables.Origin(answer.Power.Factors)}.";
        if (answer.Power.IsClipped)
            yield return "the moved generation would emit more than the power sector did; the difference is cut at zero emissions.";
        if (answer.Power.CountsMoreThanElectricity) yield return HeatNote;
    }

    private static IEnumerable<string> Unknown(TrainedEnergyModel trained, IEnumerable<ScenarioAnswer> answers) =>
        CountryRates.Missing(trained.Statistics, answers.Select(answer => answer.Before.Region)) is { } missing ? [missing] : [];

    /// <summary>The report of one question, its chart file and its printed text.</summary>
    public static TaskOutcome Question(string question, TrainedEnergyModel trained, (Scenario Scenario, ScenarioAnswer Answer) own,
        (WhatIfAnswer Answer, bool First) association, TaskSession session)
    {
        ScenarioAnswer answer = own.Answer;
        ResultTable goes = ScenarioTables.Association(association.Answer);
        ResultTable[] physical = [ScenarioTables.Change(answer), ScenarioTables.Sources(answer),
            .. ScenarioTables.Rates(answer, trained.Statistics) is { } rates ? [rates] : Array.Empty<ResultTable>()];
        ResultTable[] tables = association.First ? [goes, .. physical] : [.. physical, goes];
        string[] notices = [.. Notices([(answer, own.Scenario.Period)]), .. Unknown(trained, [answer])];
        ReportBuilder report = new("Scenario", question) { Data = trained.Origin };
        if (association.First) Associated(report, association.Answer, goes);
        report.Section("What the moved generation emits").Paragraph(Sentence(answer))
            .Chart(Bars(answer), "Whisker: 80 % interval of the power sector after the change.");
        foreach (ResultTable table in physical) report.Table(table);
        foreach (string notice in notices) report.Callout(CalloutKind.Warning, "About this answer", notice);
        if (!association.First) Associated(report, association.Answer, goes);
        report.Callout(CalloutKind.Warning, "Limits of the result", Limits + SecondAnswer);
        session.Write(report);
        if (association.First) EnergyTables.Record(association.Answer, session.Run);
        else Record(answer, session.Run);
        Bars(answer).WriteSvg(session.Run.OutputPath("change.svg"));
        return new TaskOutcome([question, association.First ? Goes(association.Answer) : Sentence(answer)], tables) { Notices = notices };
    }

    /// <summary>The report of a file of scenarios.</summary>
    public static TaskOutcome Scenarios(TrainedEnergyModel trained,
        IReadOnlyList<(Scenario Scenario, ScenarioAnswer Answer, WhatIfAnswer? Association)> answers, TaskSession session)
    {
        ResultTable[] tables = [ScenarioTables.Summary(answers), ScenarioTables.Scenarios(answers, trained.Statistics)];
        string[] notices = [.. Notices(answers.Select(own => (own.Answer, own.Scenario.Period))),
            .. Unknown(trained, answers.Select(own => own.Answer))];
        ReportBuilder report = new("Scenarios", trained.Origin.Label) { Data = trained.Origin };
        report.Fact("scenarios", $"{answers.Count}").Fact("region-days", $"{answers.Sum(own => own.Answer.Before.Days.Count)}");
        report.Section("Results").Paragraph("Emissions over the period of each scenario, before and after. Only the power sector"
            + " changes, at "
            + "emission factors of the region's own sources; the intervals are those of the difference. 'At world defaults' is the "
            + "difference that plants of average efficiency would make.");
        BarChart chart = Compared(answers);
        report.Chart(chart, "Change of emissions relative to all sectors before; whiskers: 80 % intervals. "
            + (answers.Count > MostBars ? $"The first {MostBars} of {answers.Count} scenarios." : ""));
        report.Table(tables[0]);
        foreach (string notice in notices) report.Callout(CalloutKind.Warning, "About these answers", notice);
        report.Callout(CalloutKind.Warning, "Limits of the result", Limits);
        session.Write(report);
        chart.WriteSvg(session.Run.OutputPath("scenarios.svg"));
        session.Run.SetMetric("scenarios", answers.Count);
        session.Run.SetMetric("region-days", answers.Sum(own => own.Answer.Before.Days.Count));
        foreach ((Scenario scenario, ScenarioAnswer answer, _) in answers.Take(MostMetrics))
            session.Run.SetMetric($"{scenario.Name}/difference", answer.Power.Difference, Unit.Parse("Mt"));
        return new TaskOutcome([$"{answers.Count} scenarios, {answers.Sum(own => own.Answer.Before.Days.Count)} region-days; "
            + "outputs/scenarios.csv has all columns."], tables, TablesPrinted: 1)
            { Notices = notices };
    }

    /// <summary>Records the totals of the physical answer.</summary>
    public static void Record(ScenarioAnswer answer, ActiveRun run)
    {
        Unit unit = Unit.Parse("Mt");
        run.SetMetric("emission/before", answer.Before.Total, unit);
        run.SetMetric("emission/after", answer.TotalAfter, unit);
        run.SetMetric("emission/difference", answer.Power.Difference, unit);
        run.SetMetric("power/before", answer.Power.Before, unit);
        run.SetMetric("power/after", answer.Power.After, unit);
    }

    /// <summary>One line on the association.</summary>
    public static string Goes(WhatIfAnswer answer)
    {
        (string unit, string form) = answer.Direction == Direction.EnergyToEmission ? ("Mt", "0.0000") : ("GWh", "0.0");
        CultureInfo invariant = CultureInfo.InvariantCulture;
        ChangeLine total = answer.Total;
        return string.Create(invariant, $"Goes with it in the data: {total.Before.ToString(form, invariant)} to ")
            + string.Create(invariant, $"{total.After.ToString(form, invariant)} {unit} ({total.Relative:+0.00%;-0.00%}), by the model.");
    }

    /// <summary>The section of a report on what goes with the change in the data.</summary>
    public static void Associated(ReportBuilder report, WhatIfAnswer answer, ResultTable table) =>
        report.Section("What goes with it in the data").Paragraph($"{Goes(answer)} This is an association, not an effect: regions with"
            + $" such a mix "
            + "differ in the other sectors too, and they would not change because the mix does.").Table(table);

    private const int MostBars = 40;
    private const int MostMetrics = 100;

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);

    private static BarChart Bars(ScenarioAnswer answer)
    {
        Interval middle = answer.Power.Differences.First(interval => interval.Level == 0.8);
        return new BarChart("Emissions before and after", ["all sectors", "power"], new ChartAxis("Emissions", Unit.Parse("Mt")),
        [
            new BarSeries("before", [answer.Before.Total, answer.Power.Before]),
            new BarSeries("after", [answer.TotalAfter, answer.Power.After])
            {
                Low = [answer.Before.Total + middle.Lower, answer.Power.Before + middle.Lower],
                High = [answer.Before.Total + middle.Upper, answer.Power.Before + middle.Upper],
            },
        ]);
    }

    private static BarChart Compared(IReadOnlyList<(Scenario Scenario, ScenarioAnswer Answer, WhatIfAnswer? Association)> answers)
    {
        (Scenario Scenario, ScenarioAnswer Answer, WhatIfAnswer?)[] shown = [.. answers.Take(MostBars)];
        double[] Part(Func<ScenarioAnswer, double> of) => [.. shown.Select(own => 100 * of(own.Answer) / own.Answer.Before.Total)];
        return new BarChart("Change of emissions by scenario", [.. shown.Select(own => own.Scenario.Name)],
            new ChartAxis("Change of all emissions", Unit.Percent),
            [
                new BarSeries("difference", Part(answer => answer.Power.Difference))
                {
                    Low = Part(answer => answer.Power.Differences[1].Lower), High = Part(answer => answer.Power.Differences[1].Upper),
                },
            ]);
    }
}
