using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Score of a model on held-out zones.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Test">Name of the test, such as <c>leave one zone out</c>.</param>
/// <param name="Score">R2, MAE and RMSE of zone totals, in the unit of the statistics.</param>
/// <param name="LogRmse">RMSE of the natural logarithm of zone totals; null if one is 0.</param>
/// <param name="Predicted">Total of each zone of the test, in its order.</param>
public sealed record RegressionResult(string Model, string Test, RegressionScore Score, double? LogRmse, ImmutableArray<double> Predicted);

/// <summary>Compares models on held-out zones, and chooses one by a fixed rule.</summary>
/// <param name="models">The models, simplest first; the simpler one is preferred.</param>
public sealed class RegressionComparison(IReadOnlyList<SpatialRegression> models)
{
    /// <summary>The name of the test in which each zone is predicted by a model fitted to all others.</summary>
    public const string LeaveOneZoneOutTest = "leave one zone out";

    /// <summary>A relative difference in errors below this does not decide: the simpler candidate is taken.</summary>
    internal const double Tie = 0.01;

    /// <summary>Predicts each zone by a model fitted to all others.</summary>
    /// <param name="table">At least four zones.</param>
    /// <param name="context">Randomness, progress, cancellation.</param>
    /// <returns>One result for each model, in their order.</returns>
    /// <exception cref="ArgumentException">Too few zones for a model.</exception>
    public ImmutableArray<RegressionResult> LeaveOneZoneOut(ZonalTable table, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(context);
        ImmutableArray<Split> splits = Split.LeaveZoneOut(table.Codes);
        return [.. models.Select((model, at) =>
        {
            double[] predicted = new double[table.Codes.Length];
            foreach (Split split in splits)
            {
                FitContext fold = context.Derive($"{model.Name}/{split.Name}") with { Progress = null };
                predicted[split.Test[0]] = Predict(model, table.WithZones(split.Train), table.WithZones(split.Test), fold)[0];
            }

            context.Progress?.Report(new WorkProgress(LeaveOneZoneOutTest, at + 1, models.Count, model.Name));
            return Result(model, LeaveOneZoneOutTest, table, predicted);
        })];
    }

    /// <summary>Predicts the zones of one year by a model of another year, as in table 1 of Liu et al. 2023 (2010 to 2005).</summary>
    /// <param name="train">The training year.</param>
    /// <param name="test">The other year, with the same drivers.</param>
    /// <param name="name">Name of the test, such as <c>2010 -> 2005</c>.</param>
    /// <param name="context">Randomness, cancellation.</param>
    /// <returns>One result for each model, in their order.</returns>
    /// <exception cref="SchemaMismatchException">Different drivers in the other year.</exception>
    public ImmutableArray<RegressionResult> YearToYear(ZonalTable train, ZonalTable test, string name, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(context);
        return [.. models.Select(model => Result(
            model, name, test, Predict(model, train, test, context.Derive($"{model.Name}/{name}") with { Progress = null })))];
    }

    /// <summary>The rule of choice: the lowest loss; a simpler model (earlier in the list) within 1 % of it is preferred.</summary>
    /// <param name="results">Results of one test, in the order of the models.</param>
    /// <returns>The model chosen.</returns>
    public SpatialRegression Choose(IReadOnlyList<RegressionResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        double[] losses = Losses([.. results.Select(result => (result.LogRmse, result.Score.RootMeanSquaredError))]);
        string name = results[Array.FindIndex(losses, loss => loss <= losses.Min() * (1 + Tie))].Model;
        return models.Single(model => model.Name == name);
    }

    /// <summary>Losses that count logarithms and totals alike: an error in tonnes is ruled by the largest zones, one in logarithms by the
    /// smallest.</summary>
    /// <param name="errors">RMSE of logarithms (null if a total is 0) and of totals of each candidate.</param>
    /// <returns>The geometric mean of both errors, each relative to the lowest of all candidates; of totals alone if a candidate has no
    /// error of logarithms. 1 for a candidate that is best in both.</returns>
    public static double[] Losses(IReadOnlyList<(double? Logarithm, double Total)> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        double total = Math.Max(errors.Min(error => error.Total), double.Epsilon);
        if (errors.Any(error => error.Logarithm is null)) return [.. errors.Select(error => error.Total / total)];
        double logarithm = Math.Max(errors.Min(error => error.Logarithm!.Value), double.Epsilon);
        return [.. errors.Select(error => Math.Sqrt(error.Logarithm!.Value / logarithm * (error.Total / total)))];
    }

    private static ImmutableArray<double> Predict(SpatialRegression model, ZonalTable train, ZonalTable test, FitContext context) =>
        test.ToTotals(model.Fit(train, context).Predict(test.Features(model.Scale)), model.Scale);

    private static RegressionResult Result(SpatialRegression model, string test, ZonalTable table, IReadOnlyList<double> predicted)
    {
        double[] of = [.. table.Statistics], by = [.. predicted];
        bool positive = Array.TrueForAll(of, value => value > 0) && Array.TrueForAll(by, value => value > 0);
        double? logarithmic = positive
            ? Metrics.RootMeanSquaredError([.. of.Select(value => Math.Log(value))], [.. by.Select(value => Math.Log(value))]) : null;
        return new RegressionResult(model.Name, test, RegressionScore.Of(of, by), logarithmic, [.. by]);
    }
}
