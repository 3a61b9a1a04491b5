using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>CO2 emissions of a region of the sample world by sector, Mt d-1.</summary>
internal static class SampleEmission
{
    /// <summary>Power sector: the sum over sources of emission factor times generation, without noise.</summary>
    internal static double Power(SampleRegion region, ReadOnlySpan<double> generation)
    {
        double tonnes = 0;
        for (int i = 0; i < generation.Length; i++) tonnes += region.EmissionFactors[i] * generation[i];
        return tonnes / 1e6;
    }

    /// <summary>Emissions of all sectors on a day. International aviation is 0, as in the provider's data for single regions.</summary>
    /// <param name="region">The region.</param>
    /// <param name="day">The day.</param>
    /// <param name="temperature">Daily mean, degrees Celsius.</param>
    /// <param name="generation">Generation by source, GWh.</param>
    /// <param name="noise">Random anomalies of standard deviation 1.</param>
    internal static double[] Sectors(
        SampleRegion region, DateOnly day, double temperature, ReadOnlySpan<double> generation, (double Industry, double Transport) noise)
    {
        double scale = region.BaseDemand / 1e6;
        double[] emission = new double[Energy.Sectors.All.Count];
        emission[(int)Sector.Power] = Power(region, generation);
        emission[(int)Sector.Industry] = scale * region.IndustryIntensity * SampleCalendar.Industry(day)
            * (1 + 0.04 * SampleCalendar.AnnualCycle(day, 170)) * (1 + 0.03 * noise.Industry);
        emission[(int)Sector.GroundTransport] = scale * region.TransportIntensity * SampleCalendar.Transport(day)
            * (1 + 0.05 * SampleCalendar.AnnualCycle(day, 190)) * (1 + 0.02 * noise.Transport);
        emission[(int)Sector.Residential] = scale * (region.ResidentialIntensity + region.HeatingIntensity * Math.Max(0, 16 - temperature));
        emission[(int)Sector.DomesticAviation] = scale * region.AviationIntensity * SampleCalendar.Aviation(day)
            * (1 + 0.25 * SampleCalendar.AnnualCycle(day, 205));
        return emission;
    }

    /// <summary>Emissions for another generation mix: the power sector is computed again, the other sectors are kept.</summary>
    internal static EmissionProfile WithPower(SampleRegion region, EmissionProfile before, EnergyProfile energy)
    {
        double[] emission = before.Emission.ToArray();
        emission[(int)Sector.Power] = Power(region, energy.Generation);
        return new EmissionProfile(emission);
    }
}
