using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Built-up land and people of one year.</summary>
/// <remarks>
/// Streets thin out exponentially from the middle of each town, further along roads; where that density, times noise that looks alike at
/// every scale, passes a threshold, land is built up (after Makse et al. 1998, correlated percolation). So towns of all sizes have like shapes.
/// </remarks>
internal sealed class CountrySettlement
{
    private CountrySettlement(CountryLand land, double[] growth, RandomSource random)
    {
        double[] streets = Streets(land, growth);
        FractalNoise shape = new(random.Derive("shape")), crowd = new(random.Derive("crowd"));
        double[] onGrounds = land.Grounds;
        for (int cell = 0; cell < Count; cell++)
        {
            if (!land.Terrain.IsLand[cell] || land.Water.IsWater[cell]) continue;
            (double x, double y) = Place(cell);
            double density = streets[cell] * Math.Exp((1.6 * shape.Sum(x / 6, y / 6, 5, 0.7)) + (0.7 * Math.Exp(-land.Roads.ToRoad[cell] / 0.6)) - (land.Terrain.Slope[cell] / 90));
            BuiltUp[cell] = Math.Max(1 / (1 + Math.Pow(density + 1e-9, -2.6)), onGrounds[cell]);
            double rural = 14 + (70 * Math.Min(2, land.Suitability[cell]) * (0.4 + Math.Exp(-land.Roads.ToRoad[cell] / 1.2)));
            double urban = 7200 * BuiltUp[cell] * (1 - onGrounds[cell]) * (1 - Math.Exp(-density / 9)) * Math.Exp(0.35 * crowd.Sum(x / 3, y / 3, 3));
            // A cell has a quarter of a km2.
            People[cell] = (rural + (urban * growth[land.ProvinceOf[cell]])) / 4;
        }
    }

    /// <summary>Part of each cell that is built up, 0 to 1.</summary>
    public double[] BuiltUp { get; } = new double[Count];

    /// <summary>Residents of each cell.</summary>
    public double[] People { get; } = new double[Count];

    /// <param name="land">The country.</param>
    /// <param name="growth">By number of the province: population by that of the first year.</param>
    /// <param name="random">The same in both years, so that towns grow where they are.</param>
    public static CountrySettlement Create(CountryLand land, double[] growth, RandomSource random) => new(land, growth, random);

    private static double[] Streets(CountryLand land, double[] growth)
    {
        double[] streets = new double[Count];
        foreach (SampleTown town in land.Towns)
        {
            double height = (town.IsVillage ? 3 : 8.5 * Math.Pow(town.Population / 1e5, 0.12)) * growth[land.ProvinceOf[town.Cell]];
            foreach ((int cell, double distance) in Around(town.Cell, 9 * town.Reach)) streets[cell] += height * Math.Exp(-distance / town.Reach);
        }

        return streets;
    }
}
