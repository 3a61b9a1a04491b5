using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>An estimator that learns natural logarithms of the targets: errors count as ratios, and predictions are above 0.</summary>
/// <remarks>The exponential of a mean logarithm is the median, not the mean, of a log-normal target: there is no smearing correction here.</remarks>
/// <param name="Inner">The estimator that sees the logarithms.</param>
public sealed record LogTarget(IEstimator Inner) : IEstimator
{
    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteException">A target is 0 or below; names the column and the row.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context);
        RequirePositive(targets);
        FeatureTable logarithms = FeatureTable.Create(StandardisedPredictor.WithoutUnits(targets.Schema), targets.RowCount, memory =>
        {
            ReadOnlySpan<double> values = targets.Values.Span;
            for (int i = 0; i < values.Length; i++) memory.Span[i] = Math.Log(values[i]);
        });
        return new LogTargetPredictor(targets.Schema, Inner.Fit(features, logarithms, context));
    }

    private static void RequirePositive(FeatureTable targets)
    {
        int position = targets.Values.Span.IndexOfAnyInRange(double.NegativeInfinity, 0);
        if (position < 0) return;
        FeatureColumn column = targets.Schema[position % targets.ColumnCount];
        throw new NonFiniteException(new Fault(
            $"Column '{column.Name}' has no logarithm in row {position / targets.ColumnCount}.", new SourceLocation(Variable: column.Name),
            Expected: "a number above 0", Found: targets.Values.Span[position].ToString(CultureInfo.InvariantCulture),
            Remedy: "Leave such rows out, or learn the target as it is."));
    }
}
