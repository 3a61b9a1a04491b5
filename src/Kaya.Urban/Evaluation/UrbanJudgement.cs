using System.Collections.Immutable;
using System.Diagnostics;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>An estimator on the test cells of a split.</summary>
public sealed record UrbanJudgement
{
    /// <summary>Name of the estimator.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of the training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Errors on the test cells.</summary>
    public required UrbanScore Score { get; init; }

    /// <summary>Predictions of the test cells.</summary>
    public required UrbanForecast Forecast { get; init; }

    /// <summary>Level of the intervals.</summary>
    public required double Level { get; init; }

    /// <summary>Share of the emitting test cells inside of their interval.</summary>
    public required double Coverage { get; init; }

    /// <summary>Interval of the sum of the test cells, t.</summary>
    public required (double Lower, double Upper) TotalInterval { get; init; }

    /// <summary>Seconds of training and calibration.</summary>
    public required double Seconds { get; init; }

    /// <summary>The fitted model.</summary>
    public required CalibratedUrbanModel Model { get; init; }

    /// <summary>Fits an estimator on the training cells, and judges it on the test cells.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">Cells and split.</param>
    /// <param name="level">Probability of the intervals.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The judgement.</returns>
    public static UrbanJudgement Of(IUrbanEstimator estimator, UrbanTrainingData data, double level, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        long start = Stopwatch.GetTimestamp();
        CalibratedUrbanModel model = CalibratedUrbanModel.Fit(estimator, data, context);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        UrbanForecast forecast = model.Forecast(data.Cells, data.Split.Of(CellRole.Test), level, context);
        int[] emitting = [.. Enumerable.Range(0, forecast.Prediction.Cells.Length)
            .Where(i => data.Cells.Target(forecast.Prediction.Cells[i]) > 0)];
        int inside = emitting.Count(i => data.Cells.Target(forecast.Prediction.Cells[i]) is double t
            && t >= forecast.Lower[i] && t <= forecast.Upper[i]);
        return new UrbanJudgement
        {
            Name = estimator.Name, Seed = context.Random.Seed, Score = UrbanScore.Of(data.Cells, forecast.Prediction), Forecast = forecast,
            Level = level, Coverage = emitting.Length == 0 ? double.NaN : (double)inside / emitting.Length,
            TotalInterval = model.Errors.SumInterval(data.Cells, forecast.Prediction, level, context.Random.Derive("sum")),
            Seconds = seconds, Model = model,
        };
    }

    /// <summary>Rank correlation of a model of one region with the targets of another: whether its order of cells transfers.</summary>
    /// <param name="model">A model of the first region.</param>
    /// <param name="other">Cells of the second region, with targets.</param>
    /// <param name="context">Progress, device, cancellation.</param>
    /// <returns>Spearman's correlation over all cells with a target and all inputs, and their number.</returns>
    public static (double Spearman, int Cells) Transfer(IUrbanModel model, UrbanDataset other, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(other);
        ImmutableArray<int> cells = [.. Enumerable.Range(0, other.Count).Where(cell => double.IsFinite(other.Target(cell))
            && model.Modalities.All(modality => other.Has(cell, modality)))];
        if (cells.Length < 3)
            throw new DataNotFoundException(new Fault("There are too few cells to compare ranks.", new SourceLocation(other.Path),
                "three cells with targets and all inputs", $"{cells.Length}", "Give a region with more cells."));
        UrbanPrediction prediction = model.Predict(other, cells, context);
        return (Metrics.Spearman([.. cells.Select(other.Target)], [.. prediction.Emission]), cells.Length);
    }
}
