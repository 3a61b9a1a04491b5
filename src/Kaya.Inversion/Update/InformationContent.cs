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
    private const string Kind = "kaya.directions";

    private readonly PriorCovariance _prior;
    private readonly double[][] _vectors;
    private readonly double[] _kernel;
    private readonly double[] _deviations;

    private InformationContent(PriorCovariance prior, double[] eigenvalues, double[][] vectors)
    {
        (_prior, Eigenvalues, _vectors) = (prior, [.. eigenvalues], vectors);
        _kernel = new double[Layout.Count];
        double[] variances = [.. Enumerable.Range(0, Layout.Count).Select(at => prior.DeviationOf(at) * prior.DeviationOf(at))];
        for (int k = 0; k < eigenvalues.Length; k++)
        {
            double[] root = [.. vectors[k]], inverse = [.. vectors[k]];
            prior.ApplyRoot(root);
            prior.SolveRootTransposed(inverse);
            for (int at = 0; at < _kernel.Length; at++)
            {
                _kernel[at] += PartOf(k) * root[at] * inverse[at];
                variances[at] -= PartOf(k) * root[at] * root[at];
            }
        }

        _deviations = [.. variances.Select(value => Math.Sqrt(Math.Max(0, value)))];
    }

    /// <summary>The factors.</summary>
    public FactorLayout Layout => _prior.Layout;

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
    public double VarianceReduction(int at)
    {
        double ratio = _deviations[at] / _prior.DeviationOf(at);
        return 1 - (ratio * ratio);
    }

    /// <summary>Degrees of freedom for signal of the factors of a species: the part of the trace of the averaging kernel that belongs to
    /// it.</summary>
    /// <param name="species">A species of the layout.</param>
    /// <returns>The species of the layout add up to <see cref="DegreesOfFreedom"/>.</returns>
    public double DegreesOfFreedomOf(EmittedSpecies species)
    {
        double sum = 0;
        for (int block = 0; block < Layout.Blocks.Count; block++)
            for (int cell = 0, at = Layout.FieldAt(block, species); cell < Layout.Cells; cell++) sum += _kernel[at + cell];
        return sum;
    }

    /// <summary>Standard deviations of a weighted sum of factors, such as the emissions of a province.</summary>
    /// <param name="weights">Weight of each factor in the sum.</param>
    /// <returns>Before and after the observations, in the unit of the weights.</returns>
    public (double Prior, double Posterior) DeviationsOfSum(ReadOnlySpan<double> weights)
    {
        double[] spread = weights.ToArray();
        _prior.ApplyRootTransposed(spread);
        double prior = CholeskyFactor.Dot(spread, spread), posterior = prior;
        for (int k = 0; k < _vectors.Length; k++)
        {
            double along = CholeskyFactor.Dot(spread, _vectors[k]);
            posterior -= PartOf(k) * along * along;
        }

        return (Math.Sqrt(prior), Math.Sqrt(Math.Max(0, posterior)));
    }

    /// <summary>x becomes (1 + M)^-1 x: the posterior covariance in controls with unit prior covariance.</summary>
    internal void SolveCurvature(Span<double> x)
    {
        double[] from = x.ToArray();
        for (int k = 0; k < _vectors.Length; k++)
        {
            double along = PartOf(k) * CholeskyFactor.Dot(from, _vectors[k]);
            for (int at = 0; at < x.Length; at++) x[at] -= along * _vectors[k][at];
        }
    }

    /// <summary>Marks the factors whose variance is reduced by at least a part.</summary>
    /// <param name="part">The part.</param>
    /// <returns>A mark for each factor.</returns>
    public ImmutableArray<bool> Informed(double part = 0.5) =>
        [.. Enumerable.Range(0, Layout.Count).Select(at => VarianceReduction(at) >= part)];

    /// <summary>Computes what an update can learn at factors of 1, before it is run.</summary>
    /// <param name="update">The update; it needs <see cref="ControlKind.Linear"/> controls.</param>
    /// <param name="directions">Most directions to look for: each costs about as much as two or three predictions and an adjoint.</param>
    /// <param name="context">Source of the first direction, progress, cancellation; with a folder of checkpoints an interrupted search goes
    /// on where it was and ends with the same bytes.</param>
    /// <returns>The information.</returns>
    /// <exception cref="ArgumentException">Controls of another kind.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is of another update.</exception>
    public static InformationContent Of(EmissionUpdate update, int directions, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(directions, 1);
        if (update.Options.Control != ControlKind.Linear)
            throw new ArgumentException("information content needs linear controls", nameof(update));
        double[] origin = update.Control.Origin();
        UpdateCost cost = update.Cost(update.Loss, origin);
        // Losses that are means stand for as many observations as count.
        (double[] values, double[][] vectors) = Lanczos.Largest(
            x => [.. cost.TimesCurvature(origin, x, withPrior: false).Select(value => value / cost.PriorWeight)],
            update.Prior!.Draw(context.Random), Math.Min(directions, origin.Length), context,
            UpdateCheckpoint.IdentityOf(update.Options, cost, origin, context.Random.Seed, null));
        return new InformationContent(update.Prior, values, vectors);
    }

    /// <summary>Writes the directions and their eigenvalues to a safetensors file: <c>eigenvalues</c>, falling, and <c>directions</c>,
    /// direction x factor, of unit length in controls with unit prior covariance.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => Safetensors.Write(path, new Dictionary<string, StateArray>
    {
        ["eigenvalues"] = StateArray.Of(Eigenvalues.AsSpan()),
        ["directions"] = StateArray.Of([.. _vectors.SelectMany(vector => vector)], _vectors.Length, Layout.Count),
    }, IdentityOf(_prior));

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="prior">Errors of the prior that the directions belong to.</param>
    /// <returns>The information.</returns>
    /// <exception cref="DataNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="SchemaMismatchException">The directions are of other factors, or of other errors of the prior.</exception>
    public static InformationContent Read(string path, PriorCovariance prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        SafetensorsFile file = Safetensors.Read(path);
        foreach ((string key, string expected) in IdentityOf(prior))
            if (!file.IsVerified || file.Metadata.GetValueOrDefault(key) != expected)
                throw new SchemaMismatchException(new Fault("The directions are of another update.",
                    new SourceLocation(path, Variable: key),
                    expected, file.Metadata.GetValueOrDefault(key) ?? "nothing", "Give the file of the update, or run the update again."));
        ModelState stored = new(Kind, 1, [], file.Arrays);
        double[] values = stored.Array("eigenvalues").As<double>().ToArray();
        ReadOnlySpan<double> vectors = stored.Array("directions").As<double>();
        double[][] all = new double[values.Length][];
        for (int k = 0; k < all.Length; k++) all[k] = vectors.Slice(k * prior.Layout.Count, prior.Layout.Count).ToArray();
        return new InformationContent(prior, values, all);
    }

    private static ImmutableDictionary<string, string> IdentityOf(PriorCovariance prior) => ImmutableDictionary<string, string>.Empty
        .Add("kind", Kind).Add("factors", prior.Layout.ToString()).Add("prior", prior.Options.Identity);

    private double PartOf(int k) => Eigenvalues[k] / (1 + Eigenvalues[k]);
}
