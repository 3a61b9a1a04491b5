using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>An estimator on ln(1 + x) of features and targets: coefficients of linear models are elasticities, and zeros are allowed on
/// both
/// sides.</summary>
/// <remarks>
/// Predictions are back-transformed with smearing: the mean of exp(residual) over the training rows (Duan 1983) converts the median from
/// the exponential into a
/// mean, so
/// that totals are not underestimated. Predictions are never negative.
/// </remarks>
/// <param name="Inner">The estimator of the logarithms.</param>
public sealed record Logarithmic(IEstimator Inner) : IEstimator
{
    /// <summary>Whether predictions are smeared (means); otherwise they are medians.</summary>
    public bool Smearing { get; init; } = true;

    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteException">A feature or target is -1 or below; names the column and the row.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context);
        RequireLogarithm(features);
        RequireLogarithm(targets);
        FeatureTable logFeatures = LogarithmicPredictor.Logarithms(features, StandardisedPredictor.WithoutUnits(features.Schema));
        FeatureTable logTargets = LogarithmicPredictor.Logarithms(targets, StandardisedPredictor.WithoutUnits(targets.Schema));
        IPredictor inner = Inner.Fit(logFeatures, logTargets, context);
        double[] smearing = new double[targets.ColumnCount];
        Array.Fill(smearing, 1);
        if (Smearing) Smear(logTargets, inner.Predict(logFeatures), smearing);
        return new LogarithmicPredictor(features.Schema, targets.Schema, inner, smearing);
    }

    private static void Smear(FeatureTable observed, FeatureTable predicted, double[] smearing)
    {
        for (int target = 0; target < smearing.Length; target++)
        {
            ImmutableArray<double> of = observed.Column(target), by = predicted.Column(target);
            smearing[target] = of.Zip(by, (o, p) => Math.Exp(o - p)).Average();
        }
    }

    private static void RequireLogarithm(FeatureTable table)
    {
        int position = table.Values.Span.IndexOfAnyInRange(double.NegativeInfinity, -1);
        if (position < 0) return;
        FeatureColumn column = table.Schema[position % table.ColumnCount];
        throw new NonFiniteException(new Fault(
            $"Column '{column.Name}' has no ln(1 + x) in row {position / table.ColumnCount}.", new SourceLocation(Variable: column.Name),
            Expected: "a number above -1", Found: table.Values.Span[position].ToString(CultureInfo.InvariantCulture),
            Remedy: "Leave out such rows, or use the values without logarithms."));
    }
}
