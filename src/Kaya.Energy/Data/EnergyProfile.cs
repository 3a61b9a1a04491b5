using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The generation of a region on one day: eight sources in GWh, or shares of the mix and a total.</summary>
public sealed class EnergyProfile
{
    private readonly double[] _generation;

    /// <summary>A profile from the generation of each source.</summary>
    /// <param name="generation">GWh per day in the order of <see cref="EnergySource"/>, 8 values, each finite and not negative.
    /// Copied.</param>
    /// <exception cref="ArgumentException">Not 8 values, a negative or non-finite one, or a total of zero.</exception>
    public EnergyProfile(ReadOnlySpan<double> generation)
    {
        Total = ProfileValues.CheckedSum(generation, EnergySources.All.Count, i => ((EnergySource)i).Label(), nameof(generation));
        _generation = generation.ToArray();
    }

    /// <summary>GWh per day of each source, in the order of <see cref="EnergySource"/>.</summary>
    public ReadOnlySpan<double> Generation => _generation;

    /// <summary>GWh per day of all sources together, above zero.</summary>
    public double Total { get; }

    /// <summary>GWh per day of one source.</summary>
    /// <param name="source">The source.</param>
    public double this[EnergySource source] => _generation[(int)source];

    /// <summary>The share of one source in the total.</summary>
    /// <param name="source">The source.</param>
    /// <returns>A share in [0, 1].</returns>
    public double Share(EnergySource source) => _generation[(int)source] / Total;

    /// <summary>The shares of all sources in the total.</summary>
    /// <returns>8 shares in the order of <see cref="EnergySource"/>; they sum to 1.</returns>
    public double[] Shares() => Array.ConvertAll(_generation, value => value / Total);

    /// <summary>A profile from shares and a total.</summary>
    /// <param name="shares">8 shares in the order of <see cref="EnergySource"/>, each in [0, 1], summing to 1 within 1e-6.</param>
    /// <param name="total">GWh per day, above zero.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="DataFormatException">A share outside [0, 1], or a mix that does not sum to 100 %.</exception>
    public static EnergyProfile FromShares(ReadOnlySpan<double> shares, double total) =>
        new(ProfileValues.FromShares(shares, total, EnergySources.All.Count, i => ((EnergySource)i).Label(), "energy mix"));
}
