using System.Collections.Immutable;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>What emits in the sample atmosphere.</summary>
public enum SampleSector
{
    /// <summary>Power plants: point sources of the second layer.</summary>
    Power,

    /// <summary>Works, in part through stacks into the second layer, and diffuse industry.</summary>
    Industry,

    /// <summary>Traffic on roads and in towns.</summary>
    Transport,

    /// <summary>Homes.</summary>
    Residential,

    /// <summary>Farms.</summary>
    Agriculture,
}

/// <summary>Annual totals, shares and temporal profiles of the sectors.</summary>
/// <remarks>
/// Totals in proportion to the population as in China in 2015: 20, 10, 14, 23 and 7 Mt of NOx, NH3, SO2, VOC and PM2.5 for 1.37e9 people
/// (paper 003, section 3.1). Shares and profiles are ours, of the size of published ones.
/// </remarks>
public static class SampleSectors
{
    private const double PeopleOfChina = 1.37e9;

    // 1 kg of VOC holds about 0.8 kg of carbon.
    private static readonly ImmutableArray<double> s_millionTonnes = [20, 10, 14, 23 * 0.8, 7];

    // Rows: power, industry, transport, residential, agriculture; columns: NOx, NH3, SO2, VOC, PM2.5.
    private static readonly ImmutableArray<ImmutableArray<double>> s_shares =
    [
        [0.23, 0.00, 0.27, 0.01, 0.09],
        [0.40, 0.03, 0.55, 0.62, 0.46],
        [0.33, 0.01, 0.02, 0.21, 0.08],
        [0.04, 0.04, 0.16, 0.15, 0.34],
        [0.00, 0.92, 0.00, 0.01, 0.03],
    ];

    private static readonly ImmutableArray<ImmutableArray<double>> s_hours =
    [
        Normal(80, 76, 74, 73, 74, 78, 88, 98, 106, 110, 112, 112, 108, 108, 110, 110, 110, 112, 116, 118, 114, 106, 96, 86),
        Normal(70, 68, 67, 67, 70, 76, 90, 106, 122, 128, 128, 126, 118, 124, 128, 128, 124, 116, 104, 94, 88, 82, 78, 74),
        Normal(34, 24, 19, 18, 24, 48, 100, 156, 168, 140, 126, 124, 124, 124, 128, 136, 150, 172, 162, 124, 96, 80, 66, 48),
        Normal(40, 34, 31, 31, 38, 68, 120, 140, 120, 90, 90, 118, 132, 96, 78, 82, 108, 152, 182, 176, 150, 116, 80, 54),
        Normal(52, 50, 48, 48, 52, 62, 80, 104, 126, 144, 156, 164, 166, 164, 156, 144, 128, 110, 94, 82, 74, 66, 60, 56),
    ];

    // From Monday to Sunday.
    private static readonly ImmutableArray<ImmutableArray<double>> s_days =
    [
        Normal(102, 102, 102, 102, 102, 97, 93), Normal(104, 105, 105, 105, 104, 94, 83), Normal(104, 104, 105, 106, 110, 91, 80),
        Normal(98, 98, 98, 98, 99, 104, 105), Normal(100, 100, 100, 100, 100, 100, 100),
    ];

    private static readonly ImmutableArray<ImmutableArray<double>> s_months =
    [
        Normal(112, 104, 99, 92, 90, 97, 106, 106, 94, 92, 100, 110), Normal(95, 88, 100, 101, 101, 102, 101, 101, 101, 102, 104, 104),
        Normal(96, 92, 99, 101, 102, 102, 102, 102, 102, 102, 101, 99), Normal(205, 180, 130, 85, 58, 46, 44, 44, 50, 76, 122, 160),
        Normal(40, 48, 84, 128, 138, 136, 144, 132, 112, 100, 78, 60),
    ];

    /// <summary>The sectors in the order of the enumeration.</summary>
    public static ImmutableArray<SampleSector> All { get; } = [.. Enum.GetValues<SampleSector>()];

    /// <summary>Factor of the emissions of an hour.</summary>
    /// <param name="sector">The sector.</param>
    /// <param name="localTime">Begin of the hour on the clocks of the country.</param>
    /// <returns>Hour of the day x day of the week x month; 1 in the mean of a year.</returns>
    public static double Profile(SampleSector sector, DateTimeOffset localTime) =>
        s_hours[(int)sector][localTime.Hour] * s_days[(int)sector][((int)localTime.DayOfWeek + 6) % 7]
            * s_months[(int)sector][localTime.Month - 1];

    /// <summary>Share of a sector in the annual emissions of a species.</summary>
    /// <param name="sector">The sector.</param>
    /// <param name="species">The species.</param>
    /// <returns>0 to 1; the shares of a species add up to 1.</returns>
    public static double Share(SampleSector sector, EmittedSpecies species) => s_shares[(int)sector][(int)species];

    /// <summary>Annual emissions of a country of the size of a population.</summary>
    /// <param name="species">The species.</param>
    /// <param name="population">Residents.</param>
    /// <returns>kg a-1: NOx as NO2, VOC as carbon.</returns>
    public static double AnnualTotal(EmittedSpecies species, double population) =>
        s_millionTonnes[(int)species] * 1e9 * population / PeopleOfChina;

    private static ImmutableArray<double> Normal(params ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        double[] scaled = values.ToArray();
        for (int k = 0; k < scaled.Length; k++) scaled[k] *= values.Length / sum;
        return [.. scaled];
    }
}
