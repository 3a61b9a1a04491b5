using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Regression through the origin with coefficients above 0, fitted to the logarithm of the target: target = sum of coefficient x
/// feature.</summary>
/// <remarks>
/// Doubling every feature doubles the prediction and 0 gives 0, so a model of zones is valid for their cells: the predictions of cells sum
/// to
/// that of the
/// zone they make. With few rows the shares of the features are poorly determined; a prior shrinks them to equal shares: at the features'
/// geometric
/// means, ln(coefficient x mean) ~ N(common level, <see cref="ShareDeviation"/>), against residuals of ln(target) whose variance is
/// estimated
/// from
/// the data. Gauss-Newton steps, halved if they do not descend. Our method; equal shares are hard to beat with few rows (Dawes 1979). No
/// randomness.
/// </remarks>
public sealed record ProportionalMixture : IEstimator
{
    private const double LeastVariance = 1e-12;

    /// <summary>Standard deviation of the logarithm of a feature's share around equal shares, above 0: near 0 the shares are equal, at 10
    /// they are determined by the data only.</summary>
    public double ShareDeviation { get; init; } = 0.1;

    /// <summary>Maximum number of iterations over coefficients and variance, at least 1; reaching it is not an error.</summary>
    public int MaximumTurns { get; init; } = 100;

    /// <inheritdoc/>
    public string Name => "mixture";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="NonFiniteException">A negative feature, a target that is not above 0, or a row with only 0 features, which have no
    /// logarithm.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ShareDeviation);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumTurns, 1);
        TrainingRows.Require(features, targets, context, 2);
        MixtureRows rows = MixtureRows.Of(features);
        double[][] coefficients = [
            .. Enumerable.Range(0, targets.ColumnCount).Select(target => Fit(rows, MixtureRows.Logarithms(targets, target), context))];
        return new LinearPredictor(features.Schema, targets.Schema, [.. coefficients.SelectMany(c => c)], new double[targets.ColumnCount]);
    }

    private double[] Fit(MixtureRows rows, double[] logarithms, FitContext context)
    {
        double[] shares = rows.EqualShares(logarithms);
        double variance = rows.Variance(logarithms, shares), before = double.PositiveInfinity;
        for (int turn = 0; turn < MaximumTurns; turn++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double penalty = Math.Max(variance, LeastVariance) / (ShareDeviation * ShareDeviation);
            double loss = rows.Descend(logarithms, shares, penalty);
            variance = rows.Variance(logarithms, shares);
            if (Math.Abs(before - loss) <= 1e-13 * (1 + loss)) break;
            before = loss;
        }

        return rows.Coefficients(shares);
    }
}
