using System.Globalization;
using Kaya.Inversion;
using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary>Tables of what a network has learnt.</summary>
internal static class SurrogateTables
{
    private static readonly Unit s_percent = Unit.Parse("percent");

    /// <summary>Table 1 of paper 003: errors by month and pollutant, the mean of the months last.</summary>
    public static ResultTable Errors(IReadOnlyList<SurrogateScore> scores, string name = "errors", string? of = null) => new(name,
    [
        new("predictor"), new("month", Description: "the month, or the mean of the months"), new("pollutant"), new("unit"),
        new("error", Description: "mean absolute error over all cells and test hours, in the unit of the row"),
        new("error of domain", s_percent, 2, "mean absolute error over the mean concentration of all cells"),
        new("error at stations", Description: "mean absolute error over cells with stations, in the unit of the row"),
        new("error of stations", s_percent, 2, "that over the mean concentration of the same cells"),
    ],
    scores.Select(score => (IReadOnlyList<object?>)[score.Predictor, MonthOf(score.Month), score.Pollutant.Symbol(),
        TransportOutput.UnitOf(score.Pollutant).ToString(), score.DomainError, score.DomainPercent, score.StationError,
        score.StationPercent]), $"Errors on test hours against the transport model{(of is null ? "" : ", " + of)}");

    /// <summary>Error of the means of months at stations as metrics.</summary>
    public static void Record(IReadOnlyList<SurrogateScore> scores, ActiveRun run)
    {
        foreach (SurrogateScore score in scores.Where(score => score.Month == 0))
        {
            run.SetMetric($"{score.Predictor}/{score.Pollutant.Symbol()}/domain", score.DomainPercent, s_percent);
            if (double.IsFinite(score.StationPercent))
                run.SetMetric($"{score.Predictor}/{score.Pollutant.Symbol()}/stations", score.StationPercent, s_percent);
        }
    }

    /// <summary>Errors at stations in a sentence.</summary>
    public static string Sentence(IReadOnlyList<SurrogateScore> scores, string predictor) =>
        $"{predictor}, error at stations on test days: " + string.Join(", ", scores
            .Where(score => score.Month == 0 && score.Predictor == predictor).Select(score => string.Create(CultureInfo.InvariantCulture,
                $"{score.Pollutant.Symbol()} {score.StationPercent:0.0} %"))) + ".";

    private static string MonthOf(int month) => month == 0 ? "mean" : CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);
}
