using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>Daily dispatch of the power plants of one region in merit order.</summary>
internal static class SampleDispatch
{
    /// <summary>Minimum output of the coal plants as a fraction of their availability: they cannot stop for a day.</summary>
    private const double CoalMinimum = 0.22;

    /// <summary>Fraction of the demand left after must-run plants that oil always delivers (islands and peak load).</summary>
    private const double OilFraction = 0.01;

    /// <summary>Electricity demand of a day, GWh.</summary>
    /// <param name="region">The region.</param>
    /// <param name="day">The day.</param>
    /// <param name="temperature">Daily mean, degrees Celsius.</param>
    /// <param name="years">Years since the first day, for growth.</param>
    /// <param name="noise">A random anomaly of standard deviation 1.</param>
    internal static double Demand(SampleRegion region, DateOnly day, double temperature, double years, double noise)
    {
        double comfort = 1 + 0.008 * Math.Max(0, 16 - temperature) + 0.018 * Math.Max(0, temperature - 22);
        return region.BaseDemand * (1 + 0.012 * years) * comfort * SampleCalendar.Electricity(day) * (1 + 0.008 * noise);
    }

    /// <summary>Generation of a day by source, GWh, in the order of <see cref="EnergySource"/>.</summary>
    /// <remarks>
    /// Merit order: nuclear, other, hydro, the minimum output of coal, solar, wind, then coal and gas in the order of the region, then oil.
    /// Surplus solar and wind is curtailed. Demand above all availabilities is met by gas, or by oil where there is more oil than gas.
    /// </remarks>
    internal static double[] Run(SampleRegion region, DateOnly day, double demand, SampleWeather weather, int t)
    {
        double Available(EnergySource source) => region.Availability[(int)source] * region.BaseDemand;
        double[] made = new double[EnergySources.All.Count];
        double left = demand;
        void Take(EnergySource source, double able)
        {
            double taken = Math.Min(Math.Max(able, 0), left);
            made[(int)source] += taken;
            left -= taken;
        }

        // Nuclear plants refuel in summer.
        Take(EnergySource.Nuclear, Available(EnergySource.Nuclear) * (1 - 0.12 * Math.Max(0, SampleCalendar.AnnualCycle(day, 200))));
        Take(EnergySource.Other, Available(EnergySource.Other));
        Take(EnergySource.Hydro, Available(EnergySource.Hydro) * weather.Inflow[t]);
        Take(EnergySource.Coal, Available(EnergySource.Coal) * CoalMinimum);
        Take(EnergySource.Solar, Available(EnergySource.Solar) * weather.Sun[t]);
        Take(EnergySource.Wind, Available(EnergySource.Wind) * weather.Wind[t]);
        if (Available(EnergySource.Oil) > 0) Take(EnergySource.Oil, left * OilFraction);
        Thermal(region, Take, Available);
        Take(Available(EnergySource.Oil) > Available(EnergySource.Gas) ? EnergySource.Oil : EnergySource.Gas, left);
        return made;
    }

    private static void Thermal(SampleRegion region, Action<EnergySource, double> take, Func<EnergySource, double> available)
    {
        double coal = available(EnergySource.Coal) * (1 - CoalMinimum), gas = available(EnergySource.Gas);
        // Costs vary among plants of one fuel, so the two fuels alternate: the efficient plants of both run before the rest.
        (EnergySource first, double firstAble, EnergySource second, double secondAble) = region.CoalBeforeGas
            ? (EnergySource.Coal, coal, EnergySource.Gas, gas)
            : (EnergySource.Gas, gas, EnergySource.Coal, coal);
        take(first, 0.6 * firstAble);
        take(second, 0.25 * secondAble);
        take(first, 0.4 * firstAble);
        take(second, 0.75 * secondAble);
        take(EnergySource.Oil, available(EnergySource.Oil));
    }
}
