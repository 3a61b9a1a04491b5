using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Evaluates every estimator of a list on the validation rows of a split.</summary>
/// <param name="candidates">The estimators, at least one.</param>
/// <param name="validation">The split in training and validation rows; a test split must not be used here.</param>
/// <param name="loss">The loss of observed and predicted tables, to be minimised.</param>
public sealed class GridSearch(IReadOnlyList<IEstimator> candidates, Split validation, Func<FeatureTable, FeatureTable, double> loss)
{
    /// <summary>Fits and evaluates every candidate.</summary>
    /// <param name="features">Row x feature, all rows of the split.</param>
    /// <param name="targets">Row x target.</param>
    /// <param name="context">Each try gets the random source <c>try N</c>, N from 1.</param>
    /// <returns>Every try, and the best one.</returns>
    /// <exception cref="NonFiniteException">A loss is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public GridSearchResult Run(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context, 2);
        ArgumentOutOfRangeException.ThrowIfZero(candidates.Count, nameof(candidates));
        FeatureTable trainFeatures = features.SelectRows(validation.Train.AsSpan()),
            trainTargets = targets.SelectRows(validation.Train.AsSpan());
        FeatureTable testFeatures = features.SelectRows(validation.Test.AsSpan()),
            testTargets = targets.SelectRows(validation.Test.AsSpan());
        ImmutableArray<GridTry>.Builder tries = ImmutableArray.CreateBuilder<GridTry>(candidates.Count);
        foreach (IEstimator candidate in candidates)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            IPredictor predictor = candidate.Fit(trainFeatures, trainTargets,
                context.Derive(string.Create(CultureInfo.InvariantCulture, $"try {tries.Count + 1}")));
            double value = loss(testTargets, predictor.Predict(testFeatures));
            if (!double.IsFinite(value))
                throw new NonFiniteException(
                    new Fault("The loss of a try is not finite.",
                        Found: candidate.ToString(), Remedy: "Remove this candidate from the list."));
            tries.Add(new GridTry(candidate, value, Stopwatch.GetElapsedTime(start)));
            context.Progress?.Report(new WorkProgress("grid search", tries.Count, candidates.Count,
                string.Create(CultureInfo.InvariantCulture, $"{candidate.Name} loss {value:G5}")));
        }

        return new GridSearchResult(tries.MoveToImmutable());
    }
}
