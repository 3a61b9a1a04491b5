using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Posterior spread from an ensemble of updates, each with a perturbed prior and perturbed observations.</summary>
/// <remarks>
/// Randomised maximum likelihood (Oliver et al. 1996; ensembles of data assimilations, Isaksen et al. 2010): for linear models and normal
/// errors the members are draws of the posterior. Perturbations of observations are normal with the scale of the loss, which is the error
/// of the observation with <see cref="LossWeighting.ByError"/>.
/// </remarks>
public sealed class PosteriorEnsemble
{
    private readonly EmissionUpdate _update;
    private readonly double[] _centre;
    private readonly double[][] _members;
    private readonly double[] _deviations;

    private PosteriorEnsemble(EmissionUpdate update, CorrectionFactors factors, double[] centre, double[][] members)
    {
        (_update, Factors, _centre, _members) = (update, factors, centre, members);
        // Deviations are those of what is normal: the logarithm of the factors where that is what the prior's errors belong to.
        double[] mean = [.. Enumerable.Range(0, factors.Layout.Count).Select(at => members.Average(member => member[at]))];
        _deviations = [.. Enumerable.Range(0, mean.Length).Select(at =>
            Math.Sqrt(members.Sum(member => (member[at] - mean[at]) * (member[at] - mean[at])) / (members.Length - 1)))];
    }

    /// <summary>Factors of the unperturbed update.</summary>
    public CorrectionFactors Factors { get; }

    /// <summary>Number of members.</summary>
    public int Count => _members.Length;

    /// <summary>Posterior standard deviations: of the factors, or of their logarithms with
    /// <see cref="ControlKind.Logarithm"/>; before the constraints.</summary>
    public ReadOnlySpan<double> Deviations => _deviations;

    /// <summary>Degrees of freedom for signal: the part of the variance of the controls that the members have lost, added up.</summary>
    /// <remarks>Few members give a rough figure: its own relative error is about the square root of 2 / members / factors.</remarks>
    public double DegreesOfFreedom
    {
        get
        {
            double sum = 0;
            double[] mean = Mean();
            double[][] changes = [.. _members.Select(member => WhitenedChange(member, mean))];
            for (int at = 0; at < _deviations.Length; at++) sum += 1 - (changes.Sum(change => change[at] * change[at]) / (Count - 1));
            return sum;
        }
    }

    /// <summary>Diagonal of the averaging kernel, 1 - (P B^-1) of the members; noisy where errors of neighbours are correlated.</summary>
    /// <returns>One number for each factor.</returns>
    public ImmutableArray<double> AveragingKernelDiagonal()
    {
        double[] diagonal = new double[_deviations.Length], mean = Mean();
        Array.Fill(diagonal, 1);
        foreach (double[] member in _members)
        {
            double[] change = [.. member.Zip(mean, (value, middle) => value - middle)], solved = [.. change];
            _update.Prior!.Solve(solved);
            for (int at = 0; at < diagonal.Length; at++) diagonal[at] -= change[at] * solved[at] / (Count - 1);
        }

        return [.. diagonal];
    }

    /// <summary>Part of the prior variance of a factor that the observations take away.</summary>
    /// <param name="at">Place of the factor.</param>
    /// <returns>1 - posterior variance / prior variance.</returns>
    public double VarianceReduction(int at) =>
        1 - (_deviations[at] * _deviations[at] / (_update.Prior!.DeviationOf(at) * _update.Prior.DeviationOf(at)));

    /// <summary>Part of the prior variance that the observations take away of a sum of factors, such as the emissions of a
    /// province.</summary>
    /// <param name="weights">Weight of each factor in the sum.</param>
    /// <returns>1 - posterior variance / prior variance; 0 for weights of 0.</returns>
    public double VarianceReduction(ReadOnlySpan<double> weights)
    {
        double[] spread = weights.ToArray(), mean = Mean();
        _update.Prior!.ApplyRootTransposed(spread);
        double prior = CholeskyFactor.Dot(spread, spread), middle = CholeskyFactor.Dot(weights, mean), sum = 0;
        foreach (double[] member in _members)
        {
            double change = CholeskyFactor.Dot(weights, member) - middle;
            sum += change * change / (Count - 1);
        }

        return prior == 0 ? 0 : 1 - (sum / prior);
    }

    /// <summary>Marks the factors whose variance is reduced by at least a part.</summary>
    /// <param name="part">The part.</param>
    /// <returns>A mark for each factor.</returns>
    public ImmutableArray<bool> Informed(double part = 0.5) =>
        [.. Enumerable.Range(0, _deviations.Length).Select(at => VarianceReduction(at) >= part)];

    /// <summary>Interval that holds the true factor with a probability: normal around the update, within the constraints.</summary>
    /// <param name="at">Place of the factor.</param>
    /// <param name="probability">0.5, 0.8, 0.9 or 0.95.</param>
    /// <returns>Bounds.</returns>
    public (double Low, double High) Interval(int at, double probability = 0.8)
    {
        double width = _deviations[at] * probability switch
        {
            0.5 => 0.67449, 0.8 => 1.28155, 0.9 => 1.64485, 0.95 => 1.95996,
            _ => throw new ArgumentOutOfRangeException(nameof(probability), probability, "0.5, 0.8, 0.9 or 0.95"),
        };
        (double low, double high) = (_centre[at] - width, _centre[at] + width);
        if (_update.Options.Control == ControlKind.Logarithm) (low, high) = (Math.Exp(low), Math.Exp(high));
        return (Math.Clamp(low, _update.Constraints.Lower, _update.Constraints.Upper),
            Math.Clamp(high, _update.Constraints.Lower, _update.Constraints.Upper));
    }

    /// <summary>Runs the update and the members.</summary>
    /// <param name="update">The update; it needs errors of the prior.</param>
    /// <param name="members">Number of members, at least 2.</param>
    /// <param name="context">Progress, cancellation, checkpoints; every member has a folder of its own.</param>
    /// <returns>The ensemble.</returns>
    /// <exception cref="ArgumentException">An update without errors of the prior.</exception>
    public static PosteriorEnsemble Run(EmissionUpdate update, int members, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(members, 2);
        if (update.Prior is null) throw new ArgumentException("an ensemble needs errors of the prior", nameof(update));
        UpdateResult centre = update.Run(context.Derive("centre"));
        double[][] free = new double[members][];
        for (int k = 0; k < members; k++)
        {
            FitContext own = context.Derive($"member{k:000}");
            RandomSequence sequence = own.Random.Derive("observations").Sequence();
            double[] observed = update.Loss.Observed.ToArray();
            for (int n = 0; n < observed.Length; n++) observed[n] += sequence.NextGaussian() * update.Loss.Scales[n];
            double[] origin = update.Control.Perturbed(update.Prior.Draw(own.Random.Derive("prior")));
            free[k] = Normal(update, update.Run(own, update.Cost(update.Loss.With(observed), origin)));
        }

        return new PosteriorEnsemble(update, centre.Factors, Normal(update, centre), free);
    }

    // What is normal a posteriori: factors before the constraints, or their logarithms.
    private static double[] Normal(EmissionUpdate update, UpdateResult result)
    {
        double[] free = result.Control.ToArray();
        if (update.Options.Control == ControlKind.Factors) return free;
        update.Prior!.ApplyRoot(free);
        return update.Options.Control == ControlKind.Linear ? [.. free.Select(value => 1 + value)] : free;
    }

    private double[] Mean() => [.. Enumerable.Range(0, _deviations.Length).Select(at => _members.Average(member => member[at]))];

    private double[] WhitenedChange(double[] member, double[] mean)
    {
        double[] change = [.. member.Zip(mean, (value, middle) => value - middle)];
        _update.Prior!.SolveRoot(change);
        return change;
    }
}
