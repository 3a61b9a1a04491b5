using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Mean of the k nearest training rows by Euclidean distance.</summary>
public sealed record KnnRegression : IEstimator
{
    /// <summary>Number of neighbours k, at least 1.</summary>
    public int Neighbours { get; init; } = 5;

    /// <summary>Weights of the neighbours.</summary>
    public NeighbourWeights Weights { get; init; }

    /// <summary>Whether features are standardised with the statistics of the training rows.</summary>
    public bool Standardise { get; init; }

    /// <inheritdoc/>
    public string Name => "KNN";

    /// <inheritdoc/>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Neighbours, 1, nameof(Neighbours));
        TrainingRows.Require(features, targets, context, Neighbours);
        if (Standardise) return new Standardised(this with { Standardise = false }).Fit(features, targets, context);
        return new KnnPredictor(features, targets, Neighbours, Weights);
    }
}
