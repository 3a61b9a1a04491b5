using Kaya.Core;

namespace Kaya.Learning;

/// <summary>An estimator on standardised values: for estimators based on distances (SVR, KNN).</summary>
/// <param name="Inner">The estimator; its columns keep their names and lose their units.</param>
public sealed record Standardised(IEstimator Inner) : IEstimator
{
    /// <summary>Whether targets are also standardised, and predictions converted back.</summary>
    public bool ScaleTargets { get; init; }

    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context);
        ColumnScaling featureScaling = ColumnScaling.Of(features);
        ColumnScaling? targetScaling = ScaleTargets ? ColumnScaling.Of(targets) : null;
        IPredictor inner = Inner.Fit(
            featureScaling.Apply(features, StandardisedPredictor.WithoutUnits(features.Schema)),
            targetScaling?.Apply(targets, StandardisedPredictor.WithoutUnits(targets.Schema)) ?? targets,
            context);
        return new StandardisedPredictor(features.Schema, targets.Schema, inner, featureScaling, targetScaling);
    }
}
