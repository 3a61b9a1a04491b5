using Kaya.Core;

namespace Kaya.Learning;

/// <summary>The checks at the start of every fit.</summary>
public static class TrainingRows
{
    /// <summary>Refuses missing arguments, unequal or too few rows, and a context that is already cancelled.</summary>
    /// <param name="features">Row x feature.</param>
    /// <param name="targets">Row x target.</param>
    /// <param name="context">The context of the fit.</param>
    /// <param name="minimum">Smallest number of training rows.</param>
    /// <exception cref="ArgumentException">Unequal row counts, or fewer than the minimum.</exception>
    /// <exception cref="OperationCanceledException">The context is cancelled.</exception>
    public static void Require(FeatureTable features, FeatureTable targets, FitContext context, int minimum = 1)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(context);
        if (features.RowCount != targets.RowCount)
            throw new ArgumentException($"{features.RowCount} rows of features, {targets.RowCount} of targets", nameof(targets));
        if (features.RowCount < minimum)
            throw new ArgumentException($"{features.RowCount} rows; this estimator needs {minimum} or more", nameof(features));
        context.Cancellation.ThrowIfCancellationRequested();
    }
}
