using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A way of learning, with its options: immutable, usable any number of times and from several threads.</summary>
public interface IEstimator
{
    /// <summary>Name in tables and reports, such as <c>KNN</c>.</summary>
    string Name { get; }

    /// <summary>Learns to give the targets from the features; changes neither the estimator nor the tables.</summary>
    /// <param name="features">Row x feature.</param>
    /// <param name="targets">Row x target, as many rows as the features.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The fitted model: another object of another type, immutable and saveable.</returns>
    /// <exception cref="ArgumentException">No rows, too few for the options, or unequal row counts.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled; nothing remains of the fit.</exception>
    IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context);
}
