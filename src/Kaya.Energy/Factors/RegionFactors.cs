using System.Collections.Immutable;
using Kaya.Learning;
using MathNet.Numerics.Distributions;

namespace Kaya.Energy;

/// <summary>Where the emission factors of a region come from.</summary>
public enum FactorOrigin
{
    /// <summary>The reported emissions and generation of the region itself.</summary>
    OwnData,

    /// <summary>The regions of the training data: the region reports no emissions.</summary>
    OtherRegions,

    /// <summary>World defaults: too few regions of the training data use the sources.</summary>
    World,
}

/// <summary>Emission factors of the emitting sources of one region, with their uncertainty.</summary>
/// <remarks>
/// Factors are in t CO2 per MWh, which is Mt per TWh, in the order of <see cref="WorldFactors.EmittingSources"/>. Power emissions of a
/// day are sum f_s (1 + d_s) g_s + noise: the factors f have a mean and a covariance, d are deviations that last (relative, standard
/// deviation <see cref="Drift"/>), noise is that of one day's report. Immutable.
/// </remarks>
/// <param name="Origin">Where they come from.</param>
/// <param name="Means">4 factors, t per MWh.</param>
/// <param name="Covariance">4 x 4, row-major, (t per MWh)^2.</param>
/// <param name="DegreesOfFreedom">Of Student's t; 1 or more.</param>
/// <param name="Drift">Standard deviation of the relative deviation of a source's factor on a day from its mean.</param>
/// <param name="Noise">Standard deviation of a day's report that does not last, Mt.</param>
/// <param name="Days">Days of the region's own data; 0 where it has none.</param>
public sealed record RegionFactors(
    FactorOrigin Origin, ImmutableArray<double> Means, ImmutableArray<double> Covariance, double DegreesOfFreedom, double Drift,
    double Noise, int Days)
{
    /// <summary>Two-sided quantiles of Student's t at the standard levels.</summary>
    internal ImmutableArray<double> Quantiles { get; } = [.. ConformalIntervals.StandardLevels.Select(
        level => StudentT.InvCDF(0, 1, DegreesOfFreedom, (1 + level) / 2))];

    /// <summary>One-sided quantiles of Student's t at the standard levels.</summary>
    internal ImmutableArray<double> OneSidedQuantiles { get; } = [.. ConformalIntervals.StandardLevels.Select(
        level => StudentT.InvCDF(0, 1, DegreesOfFreedom, level))];

    /// <summary>The factor of a source.</summary>
    /// <param name="source">Any source.</param>
    /// <returns>t per MWh; 0 for sources that do not emit at the plant.</returns>
    public double Of(EnergySource source) => WorldFactors.EmittingSources.IndexOf(source) is >= 0 and int index ? Means[index] : 0;

    /// <summary>Standard deviation of the factor of a source, on a single day.</summary>
    /// <param name="source">Any source.</param>
    /// <returns>t per MWh; 0 for sources that do not emit at the plant.</returns>
    public double DeviationOf(EnergySource source)
    {
        int index = WorldFactors.EmittingSources.IndexOf(source);
        if (index < 0) return 0;
        double lasting = Drift * Means[index];
        return Math.Sqrt(Covariance[index * Means.Length + index] + lasting * lasting);
    }

    /// <summary>The two-sided quantile of Student's t at one level.</summary>
    /// <param name="level">0.5, 0.8 or 0.95.</param>
    /// <returns>Standard deviations from the mean to an end of the interval.</returns>
    public double Quantile(double level) => Quantiles[ConformalIntervals.StandardLevels.IndexOf(level)];

    /// <summary>Power emissions at the mean factors.</summary>
    /// <param name="generation">8 sources, GWh.</param>
    /// <returns>Mt.</returns>
    public double Emission(ReadOnlySpan<double> generation)
    {
        double sum = 0;
        for (int i = 0; i < Means.Length; i++) sum += Means[i] * generation[(int)WorldFactors.EmittingSources[i]];
        return sum / 1000;
    }
}
