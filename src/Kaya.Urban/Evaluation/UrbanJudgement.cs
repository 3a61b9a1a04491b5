using System.Collections.Immutable;
using System.Diagnostics;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>What an estimator came to on the test cells of a split.</summary>
/// <param name="Name">Name of the estimator.</param>
/// <param name="Seed">Seed of the training.</param>
/// <param name="Score">Errors on the test cells.</param>
/// <param name="Level">Probability of the intervals.</param>
/// <param name="Coverage">Share of the emitting test cells inside of their interval.</param>
/// <param name="TotalLower">Lower limit of the sum of the test cells, t.</param>
/// <param name="TotalUpper">Upper limit of that sum, t.</param>
public sealed record UrbanResult(string Name, ulong Seed, UrbanScore Score, double Level, double Coverage, double TotalLower,
    double TotalUpper)
{
    /// <summary>Seconds of training and calibration; 0 where the model was fitted before.</summary>
    public double Seconds { get; init; }

    /// <summary>Name of the split.</summary>
    public string Split { get; init; } = "";
}

/// <summary>A fitted model on the test cells of a split.</summary>
/// <param name="Result">Errors, coverage, sum.</param>
/// <param name="Forecast">Predictions of the test cells.</param>
/// <param name="Model">The model.</param>
public sealed record UrbanJudgement(UrbanResult Result, UrbanForecast Forecast, CalibratedUrbanModel Model)
{
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
        UrbanJudgement judgement = Of(model, data, level, context);
        return judgement with { Result = judgement.Result with { Seconds = seconds } };
    }

    /// <summary>Judges a fitted model on the test cells.</summary>
    /// <param name="model">A model that has not seen the test cells.</param>
    /// <param name="data">Cells and split.</param>
    /// <param name="level">Probability of the intervals; a lower one where there were too few cells to calibrate it.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The judgement.</returns>
    public static UrbanJudgement Of(CalibratedUrbanModel model, UrbanTrainingData data, double level, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        return Of(model, data, model.Model.Predict(data.Cells, data.Split.Of(CellRole.Test), context), level, context);
    }

    /// <summary>Judges predictions of the test cells.</summary>
    /// <param name="model">The model that they are of.</param>
    /// <param name="data">Cells and split.</param>
    /// <param name="prediction">Predictions of the test cells.</param>
    /// <param name="level">Probability of the intervals; a lower one where there were too few cells to calibrate it.</param>
    /// <param name="context">Randomness, cancellation.</param>
    /// <returns>The judgement.</returns>
    public static UrbanJudgement Of(CalibratedUrbanModel model, UrbanTrainingData data, UrbanPrediction prediction, double level,
        FitContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(context);
        double known = model.LevelFor(level);
        UrbanForecast forecast = model.Of(data.Cells, prediction, known, context);
        int[] emitting = [.. Enumerable.Range(0, prediction.Cells.Length).Where(i => data.Cells.Target(prediction.Cells[i]) > 0)];
        int inside = emitting.Count(i => data.Cells.Target(prediction.Cells[i]) >= forecast.Lower[i]
            && data.Cells.Target(prediction.Cells[i]) <= forecast.Upper[i]);
        (double lower, double upper) = model.Errors.SumInterval(data.Cells, prediction, known, context.Random.Derive("sum"));
        return new UrbanJudgement(new UrbanResult(model.Name, context.Random.Seed, UrbanScore.Of(data.Cells, prediction), known,
            emitting.Length == 0 ? double.NaN : (double)inside / emitting.Length, lower, upper) { Split = data.Split.Name }, forecast,
                model);
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
