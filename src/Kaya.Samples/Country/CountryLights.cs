using Kaya.Core;
using Kaya.Geo;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Night lights like those of DMSP-OLS: integers from 0 to 63, saturated in towns, blooming around them, 0 where faint.</summary>
internal static class CountryLights
{
    private const double DetectionLimit = 2.5;
    private const double Saturation = 63;

    /// <summary>Grid of the sensor: 750 m, not aligned with the grid of the country, and larger.</summary>
    public static Grid Grid { get; } = new(CountryCells.Grid.Crs,
        Affine.NorthUp(CountryCells.Grid.Bounds.West - 540, CountryCells.Grid.Bounds.North + 290, 750, 750), 343, 429);

    /// <param name="land">The country.</param>
    /// <param name="settlement">Built-up land and people of the year.</param>
    /// <param name="lighting">Light per built-up km2 by province number, relative to the mean of the country.</param>
    /// <param name="gain">Gain of the sensor, about 1.</param>
    public static IntensiveRaster Observe(CountryLand land, CountrySettlement settlement, double[] lighting, double gain)
    {
        double[] emitted = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            int province = land.ProvinceOf[cell];
            if (province == 0) continue;
            double people = settlement.People[cell] * 4 / 1000;
            double towns = (26 * Math.Pow(people, 0.8) * settlement.BuiltUp[cell]) + (5 * settlement.BuiltUp[cell]) + (2 * people);
            emitted[cell] = gain * ((lighting[province] * towns)
                + (32 * land.Grounds[cell]) + (0.0006 * land.Roads.Traffic[cell]));
        }

        // Point spread function of the sensor: a narrow core and a wide halo.
        double[] core = CountrySmoothing.Gaussian(emitted, 0.9), halo = CountrySmoothing.Gaussian(emitted, 3.2);
        double[] blurred = [.. core.Zip(halo, (narrow, wide) => (0.78 * narrow) + (0.22 * wide))];
        IntensiveRaster received = IntensiveRaster.Of(CountryCells.Grid, Unit.One, blurred, "lights");
        ReadOnlySpan<double> sampled = new ConservativeRegridding(CountryCells.Grid, Grid).Apply(received).Values();
        double[] digital = new double[Grid.CellCount];
        for (int cell = 0; cell < digital.Length; cell++)
            digital[cell] = sampled[cell] >= DetectionLimit ? Math.Round(Math.Min(Saturation, sampled[cell])) : 0;
        return IntensiveRaster.Of(Grid, Unit.One, digital, "lights");
    }
}
