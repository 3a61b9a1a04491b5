using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Ordinary least squares, any number of targets at once.</summary>
/// <remarks>
/// Features that depend on one another linearly (shares that add up to one) are no obstacle: of all best
/// solutions the one of least norm is taken. Its only randomness is none.
/// </remarks>
public sealed record LinearRegression : IEstimator
{
    /// <summary>Whether a constant is fitted too; without it the fit goes through the origin.</summary>
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
