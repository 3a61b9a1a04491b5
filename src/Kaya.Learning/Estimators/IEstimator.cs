using Kaya.Core;

namespace Kaya.Learning;

/// <summary>An estimator with its options: immutable, reusable, and thread-safe.</summary>
/// <remarks>
/// The common interface of all estimators: for tables, region-days, maps, fields. <c>Kaya.Conformance.Tests</c> checks every
/// implementation against the same rules.
/// </remarks>
/// <typeparam name="TData">What it learns from.</typeparam>
/// <typeparam name="TModel">What it gives: another type, immutable and saveable.</typeparam>
public interface IEstimator<in TData, out TModel> where TModel : IFittedModel
{
    /// <summary>Name in tables and reports, such as <c>KNN</c>.</summary>
    string Name { get; }

    /// <summary>Fits a model to data; changes neither the estimator nor the data.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The fitted model. The same data, options and seed give the same bytes.</returns>
    /// <exception cref="KayaException">The data are too few, or not suitable for the estimator.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    TModel Fit(TData data, FitContext context);
}

/// <summary>Training rows.</summary>
/// <param name="Features">Row x feature.</param>
/// <param name="Targets">Row x target, as many rows as the features.</param>
public sealed record TrainingTable(FeatureTable Features, FeatureTable Targets);

/// <summary>An estimator for tables.</summary>
public interface IEstimator : IEstimator<TrainingTable, IPredictor>
{
    /// <summary>Fits a model of the targets from the features; changes neither the estimator nor the tables.</summary>
    /// <param name="features">Row x feature.</param>
    /// <param name="targets">Row x target, as many rows as the features.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The fitted model: another object of another type, immutable and saveable.</returns>
    /// <exception cref="ArgumentException">No rows, too few for the options, or unequal row counts.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled; no part of the fit is kept.</exception>
    IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context);

    /// <inheritdoc/>
    IPredictor IEstimator<TrainingTable, IPredictor>.Fit(TrainingTable data, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Fit(data.Features, data.Targets, context);
    }
}
