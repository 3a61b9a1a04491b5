using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>What the observations tell about the factors, from the leading directions of the curvature of the loss.</summary>
/// <remarks>
/// In controls z with unit prior covariance the posterior covariance is (1 + M)^-1 with the Gauss-Newton curvature M of the loss. Its
/// leading eigenvectors v and eigenvalues l come from the Lanczos method with full reorthogonalisation; a direction that is left out counts
/// as not informed, so that the degrees of freedom are never overstated (interlacing of Ritz values).
/// B - sum of l / (1 + l) (B^1/2 v)(B^1/2 v)' is the covariance of the factors; the averaging kernel is B^1/2 M (1 + M)^-1 B^-1/2; its
/// trace, the degrees of freedom for signal, is the sum of l / (1 + l) (Rodgers 2000, section 2.4; Bousserez and Henze 2018, Q. J. R.
/// Meteorol. Soc. 144, 365-390).
/// </remarks>
public sealed class InformationContent
{
    private readonly double[] _kernel;
    private readonly double[] _deviations;
    private readonly double[] _priorDeviations;

    private InformationContent(FactorLayout layout, ImmutableArray<double> eigenvalues, double[][] arrays)
    {
        (Layout, Eigenvalues) = (layout, eigenvalues);
        (_kernel, _deviations, _priorDeviations) = (arrays[0], arrays[1], arrays[2]);
    }

    /// <summary>The factors.</summary>
    public FactorLayout Layout { get; }

    /// <summary>Eigenvalues of the curvature that were found, falling: above 1 the observations tell more than the prior.</summary>
    public ImmutableArray<double> Eigenvalues { get; }

    /// <summary>Degrees of freedom for signal.</summary>
    public double DegreesOfFreedom => Eigenvalues.Sum(value => value / (1 + value));

    /// <summary>Diagonal of the averaging kernel: what the estimate of a factor takes over of a change of that true factor alone.</summary>
    /// <remarks>Where errors of neighbours are correlated, the observations tell about their mean, and each has a small part of it: see
    /// <see cref="VarianceReduction"/>.</remarks>
    public ReadOnlySpan<double> AveragingKernelDiagonal => _kernel;

    /// <summary>Posterior standard deviations of the factors.</summary>
    public ReadOnlySpan<double> Deviations => _deviations;

    /// <summary>Part of the prior variance of a factor that the observations take away, 0 to 1; the diagonal of the averaging kernel where
    /// errors of the prior are not correlated.</summary>
    /// <param name="at">Place of the factor.</param>
    /// <returns>1 - posterior variance / prior variance.</returns>
    public double VarianceReduction(int at) => 1 - (_deviations[at] * _deviations[at] / (_priorDeviations[at] * _priorDeviations[at]));

    /// <summary>Marks the factors whose variance is reduced by at least a part.</summary>
    /// <param name="part">The part.</param>
    /// <returns>A mark for each factor.</returns>
    public ImmutableArray<bool> Informed(double part = 0.5) =>
        [.. Enumerable.Range(0, Layout.Count).Select(at => VarianceReduction(at) >= part)];

    /// <summary>Computes what an update can learn at factors of 1, before it is run.</summary>
    /// <param name="update">The update; it needs <see cref="ControlKind.Linear"/> controls.</param>
    /// <param name="directions">Most directions to look for: each costs about as much as two or three predictions and an adjoint.</param>
    /// <param name="random">Source of the first direction.</param>
    /// <param name="cancellation">Stops between two directions.</param>
    /// <returns>The information.</returns>
    /// <exception cref="ArgumentException">Controls of another kind.</exception>
    public static InformationContent Of(
        EmissionUpdate update, int directions, RandomSource random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(directions, 1);
        if (update.Options.Control != ControlKind.Linear)
            throw new ArgumentException("information content needs linear controls", nameof(update));
        FactorLayout layout = update.Control.Layout;
        UpdateCost cost = update.Cost(update.Loss, update.Control.Origin());
        // Losses that are means stand for as many observations as count.
        int counting = update.Loss.Weights.Length - update.Loss.Weights.Count(0.0);
        double scale = update.Options.Loss.Weighting == LossWeighting.ByError ? 1 : counting;
        double[] origin = update.Control.Origin();
        (double[] values, double[][] vectors) = Lanczos.Largest(
            x => [.. cost.TimesCurvature(origin, x, withPrior: false).Select(value => value * scale / update.Options.PriorWeight)],
            update.Prior!.Draw(random), Math.Min(directions, layout.Count), cancellation);
        double[] kernel = new double[layout.Count], variances = new double[layout.Count], prior = PriorDeviations(update.Prior, layout);
        for (int at = 0; at < variances.Length; at++) variances[at] = prior[at] * prior[at];
        for (int k = 0; k < values.Length; k++)
        {
            double part = values[k] / (1 + values[k]);
            double[] root = [.. vectors[k]], inverse = [.. vectors[k]];
            update.Prior.ApplyRoot(root);
            update.Prior.SolveRootTransposed(inverse);
            for (int at = 0; at < kernel.Length; at++)
            {
                kernel[at] += part * root[at] * inverse[at];
                variances[at] -= part * root[at] * root[at];
            }
        }

        return new InformationContent(
            layout, [.. values], [kernel, [.. variances.Select(value => Math.Sqrt(Math.Max(0, value)))], prior]);
    }

    internal static double[] PriorDeviations(PriorCovariance prior, FactorLayout layout) =>
        [.. Enumerable.Range(0, layout.Count).Select(prior.DeviationOf)];
}
