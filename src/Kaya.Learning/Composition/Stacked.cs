using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Two layers: the second learns from the features and from what the first says of rows that it has not seen.</summary>
/// <remarks>
/// The first layer is fitted once for each fold, and once more on all rows for questions (Wolpert 1992, stacked generalisation). Folds are
/// random rows of the training table.
/// </remarks>
/// <param name="First">The first layer.</param>
/// <param name="Second">The second layer.</param>
public sealed record Stacked(IEstimator First, IEstimator Second) : IEstimator
{
    /// <summary>Number of folds, 2 or more.</summary>
    public int Folds { get; init; } = 5;

    /// <inheritdoc/>
    public string Name => $"stacked {First.Name}";

    /// <inheritdoc/>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2);
        TrainingRows.Require(features, targets, context, Folds);
        int[] order = [.. Enumerable.Range(0, features.RowCount)];
        context.Random.Derive("folds").Sequence().Shuffle<int>(order);
        double[] unseen = new double[targets.RowCount * targets.ColumnCount];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] held = [.. order.Where((_, i) => i % Folds == fold)], kept = [.. order.Where((_, i) => i % Folds != fold).Order()];
            IPredictor part = First.Fit(features.SelectRows(kept), targets.SelectRows(kept), context.Derive($"fold {fold}"));
            FeatureTable said = part.Predict(features.SelectRows(held));
            for (int i = 0; i < held.Length; i++)
                said.Row(i).CopyTo(unseen.AsSpan(held[i] * targets.ColumnCount, targets.ColumnCount));
        }

        IPredictor first = First.Fit(features, targets, context.Derive("first"));
        FeatureSchema saidSchema = StackedPredictor.SaidBy(targets.Schema);
        IPredictor second = Second.Fit(features.Beside(new FeatureTable(saidSchema, unseen)), targets, context.Derive("second"));
        return new StackedPredictor(first, second);
    }
}
