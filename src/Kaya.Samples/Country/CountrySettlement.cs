using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Built-up land and population of one year.</summary>
/// <remarks>
/// The density of streets falls exponentially with the distance from a town's centre, more slowly along roads, and is multiplied by fractal
/// noise. Land is built up where the product passes a threshold (correlated percolation, after Makse et al. 1998), so that the shapes of
/// towns are similar at all sizes.
/// </remarks>
internal sealed class CountrySettlement
{
    private CountrySettlement(CountryLand land, double[] growth, RandomSource random)
    {
        double[] streets = StreetDensity(land, growth);
        FractalNoise shape = new(random.Derive("shape")), crowd = new(random.Derive("crowd"));
        double[] onGrounds = land.Grounds;
        for (int cell = 0; cell < Count; cell++)
        {
            if (!land.Terrain.IsLand[cell] || land.Water.IsWater[cell]) continue;
            (double x, double y) = CentreOf(cell);
            double density = streets[cell] * Math.Exp((1.6 * shape.Sum(x / 6, y / 6, 5, 0.7))
                + (0.7 * Math.Exp(-land.Roads.ToRoad[cell] / 0.6)) - (land.Terrain.Slope[cell] / 90));
            BuiltUp[cell] = Math.Max(1 / (1 + Math.Pow(density + 1e-9, -2.6)), onGrounds[cell]);
            double rural = 14 + (70 * Math.Min(2, land.Suitability[cell]) * (0.4 + Math.Exp(-land.Roads.ToRoad[cell] / 1.2)));
            double urban = 7200 * BuiltUp[cell] * (1 - onGrounds[cell]) * (1 - Math.Exp(-density / 9))
                * Math.Exp(0.35 * crowd.Sum(x / 3, y / 3, 3));
            // Residents per km2 so far; the area of a cell is 0.25 km2.
            People[cell] = (rural + (urban * growth[land.ProvinceOf[cell]])) / 4;
        }
    }

    /// <summary>Built-up fraction of each cell, 0 to 1.</summary>
    public double[] BuiltUp { get; } = new double[Count];

    /// <summary>Residents of each cell.</summary>
    public double[] People { get; } = new double[Count];

    /// <param name="land">The country.</param>
    /// <param name="growth">Population relative to the first year, by province number.</param>
    /// <param name="random">The same source in both years, so that towns grow in place.</param>
    public static CountrySettlement Create(CountryLand land, double[] growth, RandomSource random) => new(land, growth, random);

    private static double[] StreetDensity(CountryLand land, double[] growth)
    {
        double[] streets = new double[Count];
        foreach (SampleTown town in land.Towns)
        {
            double height = (town.IsVillage ? 3 : 8.5 * Math.Pow(town.Population / 1e5, 0.12)) * growth[land.ProvinceOf[town.Cell]];
            foreach ((int cell, double distance) in Around(town.Cell, 9 * town.DecayLength))
                streets[cell] += height * Math.Exp(-distance / town.DecayLength);
        }

        return streets;
    }
}
