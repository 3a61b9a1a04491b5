using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>How far the prior may be wrong.</summary>
public sealed record PriorCovarianceOptions
{
    /// <summary>Standard deviation of the correction factors of a species: the relative error of its prior emissions.</summary>
    public ImmutableDictionary<EmittedSpecies, double> RelativeErrors { get; init; } = AtmosphericSpecies.Emitted.ToImmutableDictionary(
        species => species, species => species is EmittedSpecies.Nh3 or EmittedSpecies.Voc ? 0.5 : 0.4);

    /// <summary>Shape of the correlation of errors in space.</summary>
    public CorrelationShape Shape { get; init; } = CorrelationShape.ExponentialByAxis;

    /// <summary>Correlation length, in cells of the grid; 0 for none.</summary>
    public double LengthInCells { get; init; } = 4;

    /// <summary>Number of the region of each cell, row x column, from 0; below 0 for none. Empty where there are no regions.</summary>
    public ImmutableArray<int> Regions { get; init; } = [];

    /// <summary>Part of the variance that all cells of a region have in common, from 0 to below 1: errors of an inventory that was made
    /// region by region. The rest is correlated in space.</summary>
    public double RegionShare { get; init; }

    /// <summary>All of it in one line, with a digest of the regions: a large grid has many cells.</summary>
    internal string Identity => string.Create(CultureInfo.InvariantCulture, $"{Shape} {LengthInCells} {RegionShare} ")
        + (RegionShare > 0 ? Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(Regions.AsSpan()))) : "-")
        + string.Concat(RelativeErrors.OrderBy(one => one.Key).Select(
            one => string.Create(CultureInfo.InvariantCulture, $" {one.Key} {one.Value}")));
}

/// <summary>Covariance B of the errors of the correction factors: B = D C D, with the relative errors D of the species and a correlation C
/// in space and within regions. Blocks and species are independent of each other.</summary>
/// <remarks>B^1/2 means D L with C = L L' (Cholesky): not symmetric, but B = B^1/2 (B^1/2)'.</remarks>
public sealed class PriorCovariance
{
    private readonly RegionalCorrelation _correlation;
    private readonly double[] _deviations;

    /// <summary>Makes the covariance.</summary>
    /// <param name="layout">The factors.</param>
    /// <param name="options">Errors and correlation; null for the defaults.</param>
    /// <exception cref="ArgumentException">A species of the layout without a positive error, a part out of its range, or cells without
    /// a region's number.</exception>
    /// <exception cref="ResourceException">A dense correlation of too many cells.</exception>
    public PriorCovariance(FactorLayout layout, PriorCovarianceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        options ??= new PriorCovarianceOptions();
        (Layout, Options) = (layout, options);
        foreach (EmittedSpecies species in layout.Species)
            if (!(options.RelativeErrors.GetValueOrDefault(species) > 0))
                throw new ArgumentException($"{species} needs a positive relative error", nameof(options));
        _deviations = [.. layout.Species.Select(species => options.RelativeErrors[species])];
        if (!(options.RegionShare is >= 0 and < 1))
            throw new ArgumentException($"a part from 0 to below 1 is needed, not {options.RegionShare}", nameof(options));
        if (options.RegionShare > 0 && options.Regions.Length != layout.Cells)
            throw new ArgumentException($"the region of each of the {layout.Cells} cells is needed", nameof(options));
        _correlation = new RegionalCorrelation(new SpatialCorrelation(layout.Rows, layout.Columns, options.Shape, options.LengthInCells),
            options.Regions, options.RegionShare);
    }

    /// <summary>The factors.</summary>
    public FactorLayout Layout { get; }

    /// <summary>Errors and correlation.</summary>
    public PriorCovarianceOptions Options { get; }

    /// <summary>Standard deviation of a factor.</summary>
    /// <param name="at">Its place among all factors.</param>
    /// <returns>The relative error of its species.</returns>
    public double DeviationOf(int at) => _deviations[at / Layout.Cells % Layout.Species.Length];

    /// <summary>x becomes B^1/2 x.</summary>
    /// <param name="x">One number for each factor.</param>
    public void ApplyRoot(Span<double> x)
    {
        EachField(x, field => _correlation.Apply(field, transposed: false));
        Scale(x, 1);
    }

    /// <summary>x becomes (B^1/2)' x.</summary>
    /// <param name="x">One number for each factor.</param>
    public void ApplyRootTransposed(Span<double> x)
    {
        Scale(x, 1);
        EachField(x, field => _correlation.Apply(field, transposed: true));
    }

    /// <summary>x becomes B x.</summary>
    /// <param name="x">One number for each factor.</param>
    public void Apply(Span<double> x)
    {
        ApplyRootTransposed(x);
        ApplyRoot(x);
    }

    /// <summary>x becomes the inverse of B^1/2 times x.</summary>
    /// <param name="x">One number for each factor.</param>
    public void SolveRoot(Span<double> x)
    {
        Scale(x, -1);
        EachField(x, field => _correlation.Solve(field, transposed: false));
    }

    /// <summary>x becomes the inverse of (B^1/2)' times x.</summary>
    /// <param name="x">One number for each factor.</param>
    public void SolveRootTransposed(Span<double> x)
    {
        EachField(x, field => _correlation.Solve(field, transposed: true));
        Scale(x, -1);
    }

    /// <summary>x becomes the inverse of B times x.</summary>
    /// <param name="x">One number for each factor.</param>
    public void Solve(Span<double> x)
    {
        SolveRoot(x);
        SolveRootTransposed(x);
    }

    /// <summary>Penalty of factors: 1/2 (f - m)' B^-1 (f - m).</summary>
    /// <param name="factors">Factors f.</param>
    /// <param name="mean">Their prior mean m; empty for 1.</param>
    /// <param name="gradient">The derivatives are added to it; empty if not needed.</param>
    /// <param name="weight">Factor of the penalty.</param>
    /// <returns>The penalty, weighted.</returns>
    public double Penalty(ReadOnlySpan<double> factors, ReadOnlySpan<double> mean, Span<double> gradient, double weight = 1)
    {
        double[] change = new double[factors.Length];
        for (int at = 0; at < change.Length; at++) change[at] = factors[at] - (mean.IsEmpty ? 1 : mean[at]);
        double[] solved = [.. change];
        Solve(solved);
        for (int at = 0; at < gradient.Length; at++) gradient[at] += weight * solved[at];
        return weight * CholeskyFactor.Dot(change, solved) / 2;
    }

    /// <summary>Standard normal numbers, one for each factor: (B^1/2) times them is an error of the prior.</summary>
    /// <param name="random">Source of the draw.</param>
    /// <returns>The numbers.</returns>
    internal double[] Draw(RandomSource random)
    {
        RandomSequence sequence = random.Sequence();
        double[] numbers = new double[Layout.Count];
        for (int at = 0; at < numbers.Length; at++) numbers[at] = sequence.NextGaussian();
        return numbers;
    }

    private delegate void FieldAction(Span<double> field);

    private void EachField(Span<double> x, FieldAction action)
    {
        if (x.Length != Layout.Count) throw new ArgumentException($"{Layout.Count} numbers are needed", nameof(x));
        for (int at = 0; at < x.Length; at += Layout.Cells) action(x.Slice(at, Layout.Cells));
    }

    private void Scale(Span<double> x, int power)
    {
        for (int at = 0; at < x.Length; at++) x[at] = power > 0 ? x[at] * DeviationOf(at) : x[at] / DeviationOf(at);
    }
}
