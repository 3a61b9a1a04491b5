using Kaya.Core;
using Kaya.Geo;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Night light as an old sensor sees it: whole numbers from 0 to 63 that saturate in towns, bloom around them, and miss the faintest.</summary>
internal static class CountryLights
{
    private const double Faintest = 2.5;
    private const double Brightest = 63;

    /// <summary>The sensor's own grid: 750 m, shifted against the country's, reaching over its edges.</summary>
    public static Grid Grid { get; } = new(CountryCells.Grid.Crs, Affine.NorthUp(CountryCells.Grid.Bounds.West - 540, CountryCells.Grid.Bounds.North + 290, 750, 750), 343, 429);

    public static IntensiveRaster See(CountryLand land, CountrySettlement settlement, double[] lighting, double gain)
    {
        double[] shining = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            int province = land.ProvinceOf[cell];
            if (province == 0) continue;
            double people = settlement.People[cell] * 4 / 1000;
            shining[cell] = gain * ((lighting[province] * ((26 * Math.Pow(people, 0.8) * settlement.BuiltUp[cell]) + (5 * settlement.BuiltUp[cell]) + (2 * people)))
                + (32 * land.Grounds[cell]) + (0.0006 * land.Roads.Traffic[cell]));
        }

        double[] near = CountrySmoothing.Gaussian(shining, 0.9), far = CountrySmoothing.Gaussian(shining, 3.2);
        IntensiveRaster seen = IntensiveRaster.Of(CountryCells.Grid, Unit.One, near.Zip(far, (close, wide) => (0.78 * close) + (0.22 * wide)).ToArray(), "lights");
        ReadOnlySpan<double> sampled = new ConservativeRegridding(CountryCells.Grid, Grid).Apply(seen).Values();
        double[] counted = new double[Grid.CellCount];
        for (int cell = 0; cell < counted.Length; cell++) counted[cell] = sampled[cell] >= Faintest ? Math.Round(Math.Min(Brightest, sampled[cell])) : 0;
        return IntensiveRaster.Of(Grid, Unit.One, counted, "lights");
    }
}
