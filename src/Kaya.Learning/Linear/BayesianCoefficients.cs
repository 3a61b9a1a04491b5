namespace Kaya.Learning;

/// <summary>The parameters of a fitted Bayesian linear model.</summary>
internal sealed record BayesianCoefficients
{
    /// <summary>Target x feature, row-major.</summary>
    public required double[] Slopes { get; init; }

    /// <summary>One per target.</summary>
    public required double[] Intercepts { get; init; }

    /// <summary>Mean of each feature in the fit; 0 when fitted without a constant.</summary>
    public required double[] Means { get; init; }

    /// <summary>Target x feature x feature: posterior covariance of the slopes.</summary>
    public required double[] Covariances { get; init; }

    /// <summary>One per target.</summary>
    public required double[] NoiseVariances { get; init; }
}
