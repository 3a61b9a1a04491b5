using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>Runs the power plants of one region: demand of the day met by merit order.</summary>
internal static class SampleDispatch
{
    /// <summary>Part of its availability that the coal fleet keeps running because it cannot stop for a day.</summary>
    private const double CoalMinimum = 0.22;

    /// <summary>Part of what is still needed after the must-run plants that oil delivers in any case, on islands and in peaks.</summary>
    private const double OilPart = 0.01;

    internal static double Demand(SampleRegion region, DateOnly day, double temperature, double years, double noise)
    {
        double comfort = 1 + 0.008 * Math.Max(0, 16 - temperature) + 0.018 * Math.Max(0, temperature - 22);
        return region.BaseDemand * (1 + 0.012 * years) * comfort * SampleCalendar.Electricity(day) * (1 + 0.008 * noise);
    }

    /// <summary>Generation of the day by source, GWh: sun, wind, nuclear, rivers and other run first, then coal and gas in the region's order, oil last.</summary>
    /// <remarks>Too much sun and wind is curtailed; too little of everything is met by gas (or by oil where there is more oil), beyond its mean availability.</remarks>
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

        // Refuelling is done in summer.
        Take(EnergySource.Nuclear, Available(EnergySource.Nuclear) * (1 - 0.12 * Math.Max(0, SampleCalendar.Wave(day, 200))));
        Take(EnergySource.Other, Available(EnergySource.Other));
        Take(EnergySource.Hydro, Available(EnergySource.Hydro) * weather.Rivers[t]);
        Take(EnergySource.Coal, Available(EnergySource.Coal) * CoalMinimum);
        Take(EnergySource.Solar, Available(EnergySource.Solar) * weather.Sun[t]);
        Take(EnergySource.Wind, Available(EnergySource.Wind) * weather.Wind[t]);
        if (Available(EnergySource.Oil) > 0) Take(EnergySource.Oil, left * OilPart);
        Thermal(region, Take, Available);
        Take(Available(EnergySource.Oil) > Available(EnergySource.Gas) ? EnergySource.Oil : EnergySource.Gas, left);
        return made;
    }

    private static void Thermal(SampleRegion region, Action<EnergySource, double> take, Func<EnergySource, double> available)
    {
        double coal = available(EnergySource.Coal) * (1 - CoalMinimum), gas = available(EnergySource.Gas);
        // Fleets are not of one cost: the cheaper fuel's best plants run first, then the other's, then the rest.
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
