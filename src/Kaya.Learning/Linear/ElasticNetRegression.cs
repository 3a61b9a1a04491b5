using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Least squares with a mixed L1 and L2 penalty on the coefficients, for each target separately.</summary>
/// <remarks>
/// Minimises |y - Xw|^2 / (2 n) + Penalty x L1Ratio x |w|_1 + Penalty x (1 - L1Ratio) x |w|^2 / 2, as scikit-learn states it. The penalty
/// counts
/// coefficients in the units they have: wrap features of different scales in <see cref="Standardised"/>.
/// Zou and Hastie 2005; cyclic coordinate descent as in Friedman, Hastie and Tibshirani 2010. It uses no randomness.
/// </remarks>
public sealed record ElasticNetRegression : IEstimator
{
    /// <summary>Weight of the penalty, above 0.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Share of the penalty that is L1, above 0 and at most 1: at 1 it is the lasso.</summary>
    public double L1Ratio { get; init; } = 0.5;

    /// <summary>Whether to fit an intercept, without penalty.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>The duality gap at which the descent ends, as a share of |y|^2 of the centred target; above 0.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Maximum number of passes over all coefficients, at least 1.</summary>
    public int MaximumPasses { get; init; } = 1000;

    /// <inheritdoc/>
    public string Name => "ElasticNet";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ConvergenceException">The tolerance was not reached within the allowed passes.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Penalty);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(L1Ratio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(L1Ratio, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumPasses, 1);
        TrainingRows.Require(features, targets, context);
        CentredColumns x = CentredColumns.Of(features, Intercept), y = CentredColumns.Of(targets, Intercept);
        CoordinateDescent descent = new(x.Values, Penalty * L1Ratio * features.RowCount, Penalty * (1 - L1Ratio) * features.RowCount);
        double[][] slopes = [.. y.Values.Select((target, i) => Descend(descent, target, targets.Schema[i].Name, context))];
        double[] intercepts = [.. slopes.Select((slope, target) => x.Intercept(y.Means[target], slope))];
        return new LinearPredictor(features.Schema, targets.Schema, [.. slopes.SelectMany(s => s)], intercepts);
    }

    private double[] Descend(CoordinateDescent descent, double[] target, string name, FitContext context)
    {
        (double[] slopes, double gap) = descent.Run(target, Tolerance, MaximumPasses, context.Cancellation);
        double allowed = Tolerance * CoordinateDescent.Squared(target);
        if (gap <= allowed) return slopes;
        throw new ConvergenceException(new Fault("The elastic net did not converge.", new SourceLocation(Variable: name),
            Expected: FormattableString.Invariant($"a duality gap of at most {allowed:G3} after {MaximumPasses} passes"),
                Found: FormattableString.Invariant($"{gap:G3}"),
            Remedy: "Standardise the features, allow more passes or a larger tolerance, or increase the penalty."));
    }
}
