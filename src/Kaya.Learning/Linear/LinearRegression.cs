using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Ordinary least squares, any number of targets at once.</summary>
/// <remarks>
/// Linearly dependent features (such as shares that sum to one) are allowed: of all best
/// solutions the one with the smallest norm is taken. It uses no randomness.
/// </remarks>
public sealed record LinearRegression : IEstimator
{
    /// <summary>Whether to fit an intercept; without it the fit goes through the origin.</summary>
    public bool Intercept { get; init; } = true;

    /// <inheritdoc/>
    public string Name => "LR";

    /// <inheritdoc/>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context);
        CentredColumns x = CentredColumns.Of(features, Intercept), y = CentredColumns.Of(targets, Intercept);
        (double[][] solutions, int rank) = LeastSquares.Solve(x.Values, y.Values);
        double[] intercepts = [.. solutions.Select((slopes, target) => x.Intercept(y.Means[target], slopes))];
        context.Cancellation.ThrowIfCancellationRequested();
        return new LinearPredictor(features.Schema, targets.Schema, [.. solutions.SelectMany(s => s)], intercepts) { Rank = rank };
    }
}
