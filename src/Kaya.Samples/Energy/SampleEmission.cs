using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>Emission of a region of the sample world, sector by sector, MtCO2 per day.</summary>
internal static class SampleEmission
{
    /// <summary>Power: the sum over sources of emission factor and generation. Exact, without noise.</summary>
    internal static double Power(SampleRegion region, ReadOnlySpan<double> generation)
    {
        double tonnes = 0;
        for (int i = 0; i < generation.Length; i++) tonnes += region.EmissionFactors[i] * generation[i];
        return tonnes / 1e6;
    }

    /// <summary>All sectors of a day; international aviation is 0, as the provider has it for single regions.</summary>
    internal static double[] Sectors(SampleRegion region, DateOnly day, double temperature, ReadOnlySpan<double> generation, (double Industry, double Transport) noise)
    {
        double scale = region.BaseDemand / 1e6;
        double[] emission = new double[Energy.Sectors.All.Count];
        emission[(int)Sector.Power] = Power(region, generation);
        emission[(int)Sector.Industry] = scale * region.IndustryIntensity * SampleCalendar.Industry(day)
            * (1 + 0.04 * SampleCalendar.Wave(day, 170)) * (1 + 0.03 * noise.Industry);
        emission[(int)Sector.GroundTransport] = scale * region.TransportIntensity * SampleCalendar.Transport(day)
            * (1 + 0.05 * SampleCalendar.Wave(day, 190)) * (1 + 0.02 * noise.Transport);
        emission[(int)Sector.Residential] = scale * (region.ResidentialIntensity + region.HeatingIntensity * Math.Max(0, 16 - temperature));
        emission[(int)Sector.DomesticAviation] = scale * region.AviationIntensity * SampleCalendar.Aviation(day) * (1 + 0.25 * SampleCalendar.Wave(day, 205));
        return emission;
    }

    /// <summary>A profile after the mix has changed: power by the new generation, every other sector as it was.</summary>
    internal static EmissionProfile WithPower(SampleRegion region, EmissionProfile before, EnergyProfile energy)
    {
        double[] emission = before.Emission.ToArray();
        emission[(int)Sector.Power] = Power(region, energy.Generation);
        return new EmissionProfile(emission);
    }
}
