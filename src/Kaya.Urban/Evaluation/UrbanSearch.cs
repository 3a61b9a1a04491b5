using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>A point of a grid search: options and how to make the estimator with a part of its full training.</summary>
/// <param name="Options">The options that differ, for the table, such as <c>neighbourhood 5, alpha 0.01</c>.</param>
/// <param name="At">The estimator with a share of its full training, from 0 to 1; an estimator without steps takes no notice.</param>
public sealed record UrbanSearchPoint(string Options, Func<double, IUrbanEstimator> At);

/// <summary>A point after the search.</summary>
/// <param name="Options">The options that differ.</param>
/// <param name="Share">Share of the full training it got.</param>
/// <param name="Error">Mean absolute error of ln t on the validation cells.</param>
/// <param name="IsStopped">Whether it was stopped early: too many points were better.</param>
public sealed record UrbanSearchResult(string Options, double Share, double Error, bool IsStopped);

/// <summary>A grid search on the validation cells: all points get a part of the training, the better ones the whole (successive halving,
/// Jamieson and Talwalkar 2016).</summary>
public static class UrbanSearch
{
    /// <summary>Searches.</summary>
    /// <param name="points">The points of the grid.</param>
    /// <param name="data">Cells and split; the test cells are not looked at.</param>
    /// <param name="firstShare">Share of the training that all points get; 1 for all of it.</param>
    /// <param name="keep">Share of the points that get the whole training, at least one point.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The best point, and the table of all, best first.</returns>
    /// <exception cref="ArgumentException">No point.</exception>
    public static (UrbanSearchPoint Best, ImmutableArray<UrbanSearchResult> Results) Find(IReadOnlyList<UrbanSearchPoint> points,
        UrbanTrainingData data, double firstShare, double keep, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        if (points.Count == 0) throw new ArgumentException("a search needs a point", nameof(points));
        bool halves = firstShare < 1 && points.Count > 1;
        int whole = halves ? Math.Max(1, (int)Math.Ceiling(points.Count * keep)) : points.Count;
        int trainings = halves ? points.Count + whole : points.Count, done = 0;
        double ErrorOf(UrbanSearchPoint point, double share)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Report(new WorkProgress("search", done++, trainings, point.Options));
            return Error(point.At(share), data, context with { Progress = null });
        }

        (UrbanSearchPoint Point, double Error)[] first = [.. points.Select(point => (point, ErrorOf(point, halves ? firstShare : 1)))
            .OrderBy(pair => pair.Item2)];
        if (!halves) return (first[0].Point, [.. first.Select(pair => new UrbanSearchResult(pair.Point.Options, 1, pair.Error, false))]);
        (UrbanSearchPoint Point, double Error)[] last = [.. first.Take(whole).Select(pair => (pair.Point, ErrorOf(pair.Point, 1)))
            .OrderBy(pair => pair.Item2)];
        return (last[0].Point, [.. last.Select(pair => new UrbanSearchResult(pair.Point.Options, 1, pair.Error, false)),
            .. first.Skip(whole).Select(pair => new UrbanSearchResult(pair.Point.Options, firstShare, pair.Error, true))]);
    }

    private static double Error(IUrbanEstimator estimator, UrbanTrainingData data, FitContext context)
    {
        UrbanPrediction validation = estimator.FitAndValidate(data, context).Validation;
        double[] errors = [.. Enumerable.Range(0, validation.Cells.Length).Where(i => data.Cells.Target(validation.Cells[i]) > 0)
            .Select(i => Math.Abs(Math.Log(data.Cells.Target(validation.Cells[i])) - validation.LogEmission[i]))];
        return errors.Length == 0 ? double.NaN : errors.Average();
    }
}
