using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Chooses among estimators by cross-validation inside its own training rows, then fits the best on all of them.</summary>
/// <remarks>The choice never uses test rows: in each fold of an outer test, it is repeated on the training rows of the
/// fold.</remarks>
/// <param name="Name">Name in tables, such as <c>SVR</c>.</param>
/// <param name="Candidates">The estimators to choose from, at least one; ties go to the earlier.</param>
public sealed record CrossValidated(string Name, IReadOnlyList<IEstimator> Candidates) : IEstimator
{
    /// <summary>Number of folds, 2 or more; with fewer rows, each row is a fold.</summary>
    public int Folds { get; init; } = 5;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">No candidates, or fewer than 2 folds.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context, 3);
        ArgumentOutOfRangeException.ThrowIfZero(Candidates.Count, nameof(Candidates));
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2);
        ImmutableArray<Split> folds = Split.Folds(features.RowCount, Math.Min(Folds, features.RowCount), context.Random.Derive("folds"));
        double[] losses = new double[Candidates.Count];
        for (int fold = 0; fold < folds.Length; fold++)
        {
            FitContext inner = context.Derive(string.Create(CultureInfo.InvariantCulture, $"fold {fold + 1}")) with { Progress = null };
            GridSearchResult tries = new GridSearch(Candidates, folds[fold], SquaredError).Run(features, targets, inner);
            for (int i = 0; i < losses.Length; i++) losses[i] += tries.Tries[i].Loss;
        }

        return Candidates[Array.IndexOf(losses, losses.Min())].Fit(features, targets, context.Derive("best"));
    }

    private static double SquaredError(FeatureTable observed, FeatureTable predicted)
    {
        ReadOnlySpan<double> of = observed.Values.Span, by = predicted.Values.Span;
        double sum = 0;
        for (int i = 0; i < of.Length; i++) sum += (of[i] - by[i]) * (of[i] - by[i]);
        return sum;
    }
}
