using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;
using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary>Figures and words of the reports on networks.</summary>
internal static class SurrogateReport
{
    /// <summary>What the numbers of an error table are.</summary>
    public const string ErrorNote = "Error: mean absolute difference from the transport model on test hours, each hour predicted from the "
        + "known concentrations a window before. Persistence is those concentrations; climatology the mean of the hour of the day over the "
        + "training days. The paper does not say what its errors in % relate to; here it is the mean concentration of the same cells.";

    /// <summary>Limits of such networks.</summary>
    public const string Limits = "The network knows the weather, the emissions and the grid it was trained on, and the transport model it "
        + "was trained from. It is no more right than that model, and less so away from what it has seen. "
        + "`kaya surrogate evaluate` measures whether its concentrations answer to emissions as those of the model do: an inversion "
        + "depends on that.";

    public static ReportBuilder Training(SurrogateCase given, SurrogateModel model, TrainingReport report,
        IReadOnlyList<SurrogateScore> scores)
    {
        ReportBuilder page = new($"{model.Estimator.Name} in place of the transport model", given.Origin.Label) { Data = given.Origin };
        page.Fact("numbers learnt", Text($"{model.ParameterCount:N0}")).Fact("steps", Text($"{report.Steps:N0}"))
            .Fact("window", Text($"{model.HistoryHours} hours")).Fact("runs", Text($"{given.Data.RunsOf(0).Length} of each period"))
            .Fact("cells", Text($"{given.Data.Grid.Rows} x {given.Data.Grid.Columns}"));
        page.Section("Errors on test days").Paragraph(ErrorNote).Chart(Errors(scores, given.Origin))
            .Table(SurrogateTables.Errors(scores));
        page.Section("Training").Chart(TrainingCourse.Chart(report, given.Origin), report.End == TrainingEnd.EarlyStop
            ? "The training ended early: the validation error no longer fell. The weights of its lowest value are kept."
            : "The weights of the lowest validation error are kept.");
        page.Section("Data, assumptions and what is left out").Bullets([.. PeriodLines(given), .. given.Remarks]);
        page.Callout(CalloutKind.Warning, "Limits of the network", Limits);
        return page;
    }

    /// <summary>Errors at stations by pollutant, beside predictors that have learnt nothing.</summary>
    public static BarChart Errors(IReadOnlyList<SurrogateScore> scores, DataOrigin origin) => new("Error at stations on test days",
        [.. AtmosphericSpecies.Pollutants.Select(pollutant => pollutant.Symbol())], new ChartAxis("Error", Unit.Parse("percent")),
        [.. scores.Where(score => score.Month == 0).GroupBy(score => score.Predictor)
            .Select(group => new BarSeries(group.Key, [.. group.OrderBy(score => score.Pollutant).Select(score =>
                double.IsFinite(score.StationPercent) ? score.StationPercent : score.DomainPercent)]))])
        { Note = origin.IsSample ? "sample atmosphere, not real data" : null };

    public static IEnumerable<string> PeriodLines(SurrogateCase given) => Enumerable.Range(0, given.Data.PeriodCount).Select(period =>
        Text($"Period {period + 1}: {given.Data.HoursOf(period)} hours from ")
        + Text($"{given.Data.TimeOf(period, 0).UtcDateTime:yyyy-MM-dd HH:mm} UTC, ")
        + $"runs: {string.Join(", ", given.Data.RunsOf(period))}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
