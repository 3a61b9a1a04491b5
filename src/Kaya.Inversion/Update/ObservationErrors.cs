using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Errors of the observations of a pollutant as an update shows them, with those of the model.</summary>
/// <param name="Pollutant">The pollutant.</param>
/// <param name="Count">Observations that it rests on.</param>
/// <param name="Error">Root mean square of the errors of single hours, as a part of the errors that the update assumed.</param>
/// <param name="Hours">Hours whose errors are alike: so many tell as much as one.</param>
/// <param name="Factor">What the assumed errors have to be multiplied by, for hours that are counted as independent.</param>
public sealed record ObservationErrorEstimate(Pollutant Pollutant, int Count, double Error, double Hours, double Factor)
{
    /// <summary>Whether the factor lies at the limit of what an estimate may change.</summary>
    public bool IsClipped => Factor is <= 1 / ObservationErrors.MostChange or >= ObservationErrors.MostChange;
}

/// <summary>Estimates the errors of observations from an update that assumed some.</summary>
/// <remarks>
/// With the differences b of observations from the prior run and a from the updated run, the mean of a b' is the covariance of the errors
/// of the observations and the model (Desroziers et al. 2005, Q. J. R. Meteorol. Soc. 131, 3385-3396), as far as the assumed errors are not
/// far off. Its diagonal gives the size, and its part between the hours of a station says how many of them are alike: 1 + 2 times the sum
/// of the correlations, up to the first that is not positive. Errors that stations have in common are not found.
/// </remarks>
public static class ObservationErrors
{
    /// <summary>Longest distance in time of two hours whose errors are compared.</summary>
    public const int MostHours = 24;

    /// <summary>Fewest observations of a pollutant that an estimate rests on.</summary>
    public const int Fewest = 100;

    /// <summary>Largest change of the assumed errors, up or down.</summary>
    public const double MostChange = 4;

    /// <summary>Runs a first update by the assumed errors, and estimates them from it.</summary>
    /// <param name="update">The update; it needs <see cref="ControlKind.Linear"/> controls.</param>
    /// <param name="directions">Most directions that are looked for first, for its steps.</param>
    /// <param name="context">Randomness, progress, cancellation, checkpoints.</param>
    /// <returns>Pollutants with enough observations, and a positive size.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what it had found is in the checkpoints.</exception>
    public static ImmutableArray<ObservationErrorEstimate> OfFirstUpdate(EmissionUpdate update, int directions, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(context);
        InformationContent information = InformationContent.Of(update, directions, context.Derive("directions"));
        UpdateResult result = update.Run(context.Derive("update"), information);
        return Estimate(update.Loss, update.Predict(CorrectionFactors.Ones(update.Model.Layout)).Span,
            update.Predict(result.Factors).Span);
    }

    /// <summary>Estimates them.</summary>
    /// <param name="loss">The loss of the update, by errors; observations that count nothing are left out.</param>
    /// <param name="prior">Predicted concentrations at all points with the prior.</param>
    /// <param name="updated">The same with updated emissions.</param>
    /// <returns>Pollutants with enough observations, and a positive size.</returns>
    /// <exception cref="ArgumentException">Predictions that are not as many as the observations.</exception>
    public static ImmutableArray<ObservationErrorEstimate> Estimate(
        ObservationLoss loss, ReadOnlySpan<double> prior, ReadOnlySpan<double> updated)
    {
        ArgumentNullException.ThrowIfNull(loss);
        int count = loss.Observations.Count;
        if (prior.Length != count || updated.Length != count)
            throw new ArgumentException($"{count} predicted concentrations are needed", nameof(prior));
        double[] before = new double[count], after = new double[count];
        for (int n = 0; n < count; n++)
        {
            before[n] = (loss.Observed[n] - prior[n]) / loss.Scales[n];
            after[n] = (loss.Observed[n] - updated[n]) / loss.Scales[n];
        }

        int[] used = [.. Enumerable.Range(0, count).Where(n => loss.Weights[n] > 0)];
        ObservationPoint[] points = loss.Observations.Points.ToArray();
        return [.. used.GroupBy(n => points[n].Pollutant).OrderBy(group => group.Key).Where(group => group.Count() >= Fewest)
            .Select(group => Of(group.Key, [.. group], points, before, after)).OfType<ObservationErrorEstimate>()];
    }

    private static ObservationErrorEstimate? Of(
        Pollutant pollutant, int[] used, ObservationPoint[] points, double[] before, double[] after)
    {
        double[] sums = new double[MostHours + 1];
        int[] counts = new int[MostHours + 1];
        foreach (IGrouping<int, int> station in used.GroupBy(n => points[n].Cell))
        {
            Dictionary<int, int> at = station.ToDictionary(n => points[n].Hour);
            foreach ((int hour, int n) in at)
                for (int lag = 0; lag <= MostHours; lag++)
                    if (at.TryGetValue(hour + lag, out int later))
                    {
                        sums[lag] += ((after[n] * before[later]) + (before[n] * after[later])) / 2;
                        counts[lag]++;
                    }
        }

        double variance = sums[0] / counts[0], hours = 1;
        if (!(variance > 0)) return null;
        for (int lag = 1; lag <= MostHours && counts[lag] > 0 && sums[lag] > 0; lag++)
            hours += 2 * Math.Min(1, sums[lag] / counts[lag] / variance);
        double factor = Math.Sqrt(variance * hours);
        return new ObservationErrorEstimate(
            pollutant, used.Length, Math.Sqrt(variance), hours, Math.Clamp(factor, 1 / MostChange, MostChange));
    }
}
