using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Places towns and villages on flat, low land near rivers and coasts. Populations of towns follow the rank-size rule.</summary>
internal static class CountryTowns
{
    private const int TownCount = 230;
    private const int VillageCount = 1400;
    private const double LargestPopulation = 1_700_000;
    private const double RankExponent = 0.93;

    /// <param name="suitability">From <see cref="Suitability"/>.</param>
    /// <param name="random">Source of the random draws.</param>
    public static ImmutableArray<SampleTown> Create(double[] suitability, RandomSource random)
    {
        double[] cumulative = new double[Count];
        double sum = 0;
        for (int cell = 0; cell < Count; cell++) cumulative[cell] = sum += suitability[cell];
        RandomSequence sequence = random.Derive("places").Sequence();
        List<SampleTown> towns = [];
        for (int rank = 1; rank <= TownCount + VillageCount; rank++)
        {
            bool isTown = rank <= TownCount;
            int candidates = rank == 1 ? 400 : isTown ? 24 : 3;
            int place = Enumerable.Range(0, candidates).Select(_ => Draw(cumulative, sequence.NextDouble() * sum))
                .MaxBy(cell => suitability[cell] * (isTown ? Spacing(cell, rank, towns) : 1));
            double population = isTown
                ? LargestPopulation / Math.Pow(rank, RankExponent)
                : 250 * Math.Exp(0.9 * Math.Abs(sequence.NextGaussian()));
            towns.Add(new SampleTown(isTown ? TownNames.Of(rank - 1) : "", place / Columns, place % Columns, Math.Round(population)));
        }

        return [.. towns];
    }

    /// <summary>Suitability of each cell for farms and towns, 0 or more.</summary>
    public static double[] Suitability(CountryTerrain terrain, CountryWater water, RandomSource random)
    {
        FractalNoise noise = new(random.Derive("suitability"));
        double[] suitability = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            if (!terrain.IsLand[cell] || water.IsWater[cell] || terrain.ToCoast[cell] < 0.8) continue;
            (double x, double y) = CentreOf(cell);
            suitability[cell] = Math.Exp(-(terrain.Slope[cell] / 70) - (terrain.Height[cell] / 420))
                * (0.2 + Math.Exp(-water.ToRiver[cell] / 3)) * (0.8 + Math.Exp(-terrain.ToCoast[cell] / 9))
                * Math.Exp(1.1 * noise.Sum(x / 40, y / 40, 4));
        }

        return suitability;
    }

    private static int Draw(double[] cumulative, double at)
    {
        int found = Array.BinarySearch(cumulative, at);
        int cell = found >= 0 ? found + 1 : ~found;
        return Math.Min(cell, Count - 1);
    }

    // Weight of a candidate cell: low near existing towns, more so for large towns; for small towns higher near a large one.
    private static double Spacing(int cell, int rank, List<SampleTown> towns)
    {
        double spacing = 1, attraction = 0;
        foreach (SampleTown town in towns)
        {
            double distance = Distance(cell, town.Cell);
            double separation = Math.Min(60, 46 * Math.Pow(Math.Max(rank, 12) / 12.0, -0.75)) + (town.Population / 250_000);
            spacing *= 1 - Math.Exp(-Math.Pow(distance / Math.Max(3, separation), 2));
            attraction += Math.Pow(town.Population / 1e6, 0.7) * Math.Exp(-distance / 22);
        }

        return spacing * (rank > 25 ? 0.5 + attraction : 1);
    }
}
