using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Linear regression with a Gaussian prior on the coefficients; prior width and noise are estimated from the data, for each target
/// separately.</summary>
/// <remarks>
/// w ~ N(0, 1/lambda), y - Xw ~ N(0, 1/alpha); alpha and lambda maximise the evidence, with gamma priors on both (MacKay 1992; Tipping
/// 2001).
/// The prior depends on the units of coefficients, and so does <see cref="Tolerance"/>: wrap features of different scales in
/// <see cref="Standardised"/>. It uses no randomness. Defaults are those of scikit-learn's BayesianRidge.
/// </remarks>
public sealed record BayesianLinearRegression : IEstimator
{
    /// <summary>Whether to fit an intercept, without prior.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>Shape of the gamma prior on the precision of the noise, 0 or more.</summary>
    public double NoiseShape { get; init; } = 1e-6;

    /// <summary>Rate of the gamma prior on the precision of the noise, above 0, in squared units of the target.</summary>
    public double NoiseRate { get; init; } = 1e-6;

    /// <summary>Shape of the gamma prior on the precision of the coefficients, 0 or more.</summary>
    public double SlopeShape { get; init; } = 1e-6;

    /// <summary>Rate of the gamma prior on the precision of the coefficients, above 0, in squared units of a coefficient.</summary>
    public double SlopeRate { get; init; } = 1e-6;

    /// <summary>The iteration ends when the sum of absolute changes of coefficients is smaller; 0 or more.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Maximum number of iterations, at least 1; reaching it is not an error, since the evidence then hardly increases.</summary>
    public int MaximumIterations { get; init; } = 300;

    /// <inheritdoc/>
    public string Name => "Bayesian linear";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(NoiseShape);
        ArgumentOutOfRangeException.ThrowIfNegative(SlopeShape);
        ArgumentOutOfRangeException.ThrowIfNegative(Tolerance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(NoiseRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SlopeRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumIterations, 1);
        TrainingRows.Require(features, targets, context);
        CentredColumns x = CentredColumns.Of(features, Intercept), y = CentredColumns.Of(targets, Intercept);
        double[] variances = [.. y.Values.Select(Variance)];
        SingularValues decomposed = SingularValues.Of(x.Values, y.Values);
        Evidence[] fits = [.. variances.Select((variance, target) =>
            Evidence.Maximise(this, new EvidenceProblem(decomposed, target, features.RowCount, variance), context.Cancellation))];
        return new BayesianLinearPredictor(features.Schema, targets.Schema, new BayesianCoefficients
        {
            Slopes = [.. fits.SelectMany(fit => fit.Slopes)],
            Intercepts = [.. fits.Select((fit, target) => x.Intercept(y.Means[target], fit.Slopes))],
            Means = x.Means,
            Covariances = [.. fits.SelectMany(fit => fit.Covariance)],
            NoiseVariances = [.. fits.Select(fit => 1 / fit.NoisePrecision)],
        });
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
