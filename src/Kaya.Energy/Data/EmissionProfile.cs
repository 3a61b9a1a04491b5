using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The emissions of a region on one day: six sectors in MtCO2, or sector shares and a total.</summary>
public sealed class EmissionProfile
{
    private readonly double[] _emission;

    /// <summary>A profile from the emissions of each sector.</summary>
    /// <param name="emission">MtCO2 per day in the order of <see cref="Sector"/>, 6 values, each finite and not negative. Copied.</param>
    /// <exception cref="ArgumentException">Not 6 values, a negative or non-finite one, or a total of zero.</exception>
    public EmissionProfile(ReadOnlySpan<double> emission)
    {
        Total = ProfileValues.CheckedSum(emission, Sectors.All.Count, i => ((Sector)i).Label(), nameof(emission));
        _emission = emission.ToArray();
    }

    /// <summary>MtCO2 per day of each sector, in the order of <see cref="Sector"/>.</summary>
    public ReadOnlySpan<double> Emission => _emission;

    /// <summary>MtCO2 per day of all sectors together, above zero.</summary>
    public double Total { get; }

    /// <summary>MtCO2 per day of one sector.</summary>
    /// <param name="sector">The sector.</param>
    public double this[Sector sector] => _emission[(int)sector];

    /// <summary>The share of one sector in the total.</summary>
    /// <param name="sector">The sector.</param>
    /// <returns>A share in [0, 1].</returns>
    public double Share(Sector sector) => _emission[(int)sector] / Total;

    /// <summary>The shares of all sectors in the total.</summary>
    /// <returns>6 shares in the order of <see cref="Sector"/>; they sum to 1.</returns>
    public double[] Shares() => Array.ConvertAll(_emission, value => value / Total);

    /// <summary>A profile from shares and a total.</summary>
    /// <param name="shares">6 shares in the order of <see cref="Sector"/>, each in [0, 1], summing to 1 within 1e-6.</param>
    /// <param name="total">MtCO2 per day, above zero.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="DataFormatException">A share outside [0, 1], or sectors that do not sum to 100 %.</exception>
    public static EmissionProfile FromShares(ReadOnlySpan<double> shares, double total) =>
        new(ProfileValues.FromShares(shares, total, Sectors.All.Count, i => ((Sector)i).Label(), "sector mix"));
}
