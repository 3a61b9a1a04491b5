using System.Collections.Immutable;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>Climate and power plants of the regions of the sample world. Fixed values, chosen to differ as countries do.</summary>
internal static class SampleRegionTable
{
    /// <summary>Availability in the order coal, gas, oil, nuclear, hydro, solar, wind, other.</summary>
    private sealed record Row(
        string Name, SampleClimate Climate, double Latitude, double Demand, bool CoalBeforeGas, ImmutableArray<double> Availability);

    private static readonly ImmutableArray<Row> Covered =
    [
        new("Arvania", SampleClimate.Temperate, 51, 1400, true, [0.55, 0.55, 0.05, 0, 0.05, 0.11, 0.26, 0.1]),
        new("Belmora", SampleClimate.Temperate, 46, 1250, false, [0.06, 0.35, 0.03, 0.68, 0.12, 0.04, 0.08, 0.02]),
        new("Corsund", SampleClimate.Cold, 60, 420, false, [0.08, 0.2, 0.02, 0.3, 0.45, 0.005, 0.15, 0.06]),
        new("Drevia", SampleClimate.Cold, 55, 2900, false, [0.35, 0.75, 0.05, 0.2, 0.18, 0.004, 0.01, 0.01]),
        new("Elmarch", SampleClimate.Mediterranean, 41, 800, false, [0.12, 0.75, 0.06, 0, 0.16, 0.1, 0.08, 0.09]),
        new("Fenholt", SampleClimate.Temperate, 54, 880, false, [0.08, 0.75, 0.02, 0.16, 0.02, 0.05, 0.28, 0.11]),
        new("Galdora", SampleClimate.Arid, 30, 5200, true, [0.9, 0.25, 0.06, 0.03, 0.08, 0.08, 0.06, 0.02]),
        new("Hestmark", SampleClimate.Temperate, 37, 11000, true, [0.75, 0.3, 0.02, 0.05, 0.15, 0.06, 0.09, 0.02]),
        new("Ivaria", SampleClimate.Tropical, 8, 1800, false, [0.08, 0.35, 0.05, 0.03, 0.62, 0.06, 0.14, 0.08]),
        new("Jorvale", SampleClimate.Mediterranean, 38, 700, false, [0.06, 0.55, 0.05, 0.2, 0.12, 0.18, 0.24, 0.04]),
        new("Kelvane", SampleClimate.Arid, 25, 650, false, [0.05, 1.1, 0.3, 0.04, 0.01, 0.09, 0.02, 0.01]),
        new("Lundmere", SampleClimate.Temperate, 42, 7600, false, [0.3, 0.65, 0.04, 0.18, 0.07, 0.05, 0.11, 0.02]),
    ];

    private static readonly ImmutableArray<Row> Uncovered =
    [
        new("Marrowick", SampleClimate.Temperate, 49, 210, true, [0.6, 0.4, 0.05, 0.1, 0.08, 0.06, 0.15, 0.05]),
        new("Ostelia", SampleClimate.Mediterranean, 39, 330, false, [0.2, 0.6, 0.06, 0.05, 0.2, 0.12, 0.15, 0.05]),
        new("Pellune", SampleClimate.Tropical, 12, 95, false, [0.1, 0.3, 0.45, 0, 0.3, 0.05, 0.04, 0.1]),
        new("Quessia", SampleClimate.Cold, 62, 380, false, [0.01, 0.1, 0.02, 0, 0.95, 0.002, 0.12, 0.02]),
    ];

    internal static ImmutableArray<SampleRegion> CoveredRegions(RandomSource random) =>
        [.. Covered.Select(row => Draw(row, random.Derive(row.Name)))];

    internal static ImmutableArray<SampleRegion> UncoveredRegions(RandomSource random) =>
        [.. Uncovered.Select(row => Draw(row, random.Derive(row.Name)))];

    /// <summary>Draws emission factors and sector intensities from log-normal distributions around typical values.</summary>
    private static SampleRegion Draw(Row row, RandomSource random)
    {
        RandomSequence sequence = random.Derive("truth").Sequence();
        double LogNormal(double median, double deviation) => median * Math.Exp(deviation * sequence.NextGaussian());
        double[] factors = new double[EnergySources.All.Count];
        factors[(int)EnergySource.Coal] = LogNormal(940, 0.06);
        factors[(int)EnergySource.Gas] = LogNormal(420, 0.07);
        factors[(int)EnergySource.Oil] = LogNormal(720, 0.06);
        double coal = row.Availability[(int)EnergySource.Coal];
        double heated = row.Climate is SampleClimate.Tropical or SampleClimate.Arid ? 0.4 : 1;
        return new SampleRegion
        {
            Name = row.Name,
            Climate = row.Climate,
            Latitude = row.Latitude,
            BaseDemand = row.Demand,
            Availability = row.Availability,
            CoalBeforeGas = row.CoalBeforeGas,
            EmissionFactors = [.. factors],
            IndustryIntensity = LogNormal(180 + 330 * coal, 0.1),
            TransportIntensity = LogNormal(250 - 110 * coal, 0.1),
            ResidentialIntensity = LogNormal(45, 0.1),
            HeatingIntensity = LogNormal(17 * heated, 0.1),
            AviationIntensity = LogNormal(9, 0.15),
        };
    }
}
