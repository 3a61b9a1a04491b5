using System.Collections.Immutable;

namespace Kaya.Energy;

/// <summary>Emission factors of generation where no data say otherwise: IPCC 2006 default contents of fuels over the average efficiency of
/// plants.</summary>
/// <remarks>
/// Content of fuels, kg CO2 per GJ: IPCC 2006, volume 2, table 2.2 (other bituminous coal 94.6, natural gas 56.1, residual fuel oil 77.4).
/// Efficiency: 35 % for coal, 45 % for gas, 38 % for oil (Graus, Voogt and Worrell 2007, Energy Policy 35, 3936: average of public plants
/// of countries with 65 % of the world's fossil generation). Other sources: the share of waste and peat that is not biogenic; ours, wide.
/// Nuclear, hydro, solar and wind emit nothing at the plant.
/// </remarks>
public static class WorldFactors
{
    private const double GigajoulesPerMegawattHour = 3.6;

    /// <summary>The sources that emit at the plant: coal, gas, oil, other.</summary>
    public static ImmutableArray<EnergySource> EmittingSources { get; } =
        [EnergySource.Coal, EnergySource.Gas, EnergySource.Oil, EnergySource.Other];

    /// <summary>Factors of <see cref="EmittingSources"/>, t CO2 per MWh: 0.97, 0.45, 0.73, 0.10.</summary>
    public static ImmutableArray<double> Means { get; } =
        [Of(94.6, 0.35), Of(56.1, 0.45), Of(77.4, 0.38), 0.10];

    /// <summary>Their standard deviations between regions, t CO2 per MWh: 30 % of the mean (efficiencies from 26 to 45 %, lignite, heat
    /// that is counted with the power sector), and 0.15 for other sources.</summary>
    public static ImmutableArray<double> Deviations { get; } = [0.3 * Of(94.6, 0.35), 0.3 * Of(56.1, 0.45), 0.3 * Of(77.4, 0.38), 0.15];

    /// <summary>Relative standard deviation of what the plants of a country emit for the same electricity: their average efficiency lies
    /// between 30 and 42 % for coal (Graus, Voogt and Worrell 2007, figure of efficiencies by country).</summary>
    public const double PlantDeviation = 0.1;

    /// <summary>The default factor of a source.</summary>
    /// <param name="source">Any source.</param>
    /// <returns>t per MWh; 0 for sources that do not emit at the plant.</returns>
    public static double Of(EnergySource source) => EmittingSources.IndexOf(source) is >= 0 and int index ? Means[index] : 0;

    private static double Of(double kilogramsPerGigajoule, double efficiency) =>
        kilogramsPerGigajoule * GigajoulesPerMegawattHour / efficiency / 1000;
}
