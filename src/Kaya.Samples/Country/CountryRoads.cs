using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Ties every town to the network by the cheapest way, largest first, and counts who drives where.</summary>
internal sealed class CountryRoads
{
    private readonly int[] _onwards = new int[Count];

    private CountryRoads(CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, RandomSource random)
    {
        FractalNoise noise = new(random.Derive("ways"));
        double[] cost = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = Place(cell);
            cost[cell] = !terrain.IsLand[cell] ? double.PositiveInfinity
                : 0.5 + Math.Pow(terrain.Slope[cell] / 35, 1.5) + (water.IsWater[cell] ? 12 : 0) + (4 * Math.Pow(noise.Sum(x / 11, y / 11, 4), 2));
        }

        CostSearch search = new(cost);
        Array.Fill(_onwards, -1);
        foreach (SampleTown town in towns.Where(town => town.Population > 900)) Connect(town.Cell, search);
        foreach (SampleTown town in towns.Where(town => !town.IsVillage).Take(45)) Loop(town.Cell, towns, search);
        foreach (SampleTown town in towns) Drive(town);
        ToRoad = DistanceTo(cell => Traffic[cell] > 0);
    }

    /// <summary>Traffic of each cell in arbitrary units; 0 beside roads.</summary>
    public double[] Traffic { get; } = new double[Count];

    /// <summary>km to a road.</summary>
    public double[] ToRoad { get; }

    public static CountryRoads Create(CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, RandomSource random) => new(terrain, water, towns, random);

    // The first town of a piece of land is its root; every later one finds the nearest cell of a road.
    private void Connect(int town, CostSearch search)
    {
        if (_onwards[town] >= 0) return;
        int end = search.Run([(town, 0)], cell => _onwards[cell] >= 0);
        if (end < 0) _onwards[town] = town;
        for (int cell = end; cell >= 0 && cell != town;)
        {
            int before = search.Before(cell);
            _onwards[before] = cell;
            cell = before;
        }
    }

    // A second way out of larger towns, to a larger town that is near, where it is not yet a road.
    private void Loop(int town, ImmutableArray<SampleTown> towns, CostSearch search)
    {
        HashSet<int> goals = [.. towns.Take(45).Where(other => other.Cell != town && Distance(other.Cell, town) < 90).Select(other => other.Cell)];
        HashSet<int> own = [];
        for (int cell = town; _onwards[cell] != cell && own.Add(cell);) cell = _onwards[cell];
        goals.ExceptWith(own);
        int end = search.Run([(town, 0)], goals.Contains);
        for (int cell = end; cell >= 0 && cell != town; cell = search.Before(cell)) Traffic[cell] += 4000;
    }

    // Fewer and fewer of a town's drivers go on with each kilometre.
    private void Drive(SampleTown town)
    {
        double drivers = Math.Pow(town.Population, 0.85);
        for (int cell = town.Cell; _onwards[cell] >= 0; cell = _onwards[cell])
        {
            Traffic[cell] += drivers;
            drivers *= 0.988;
            if (_onwards[cell] == cell || drivers < 20) return;
        }
    }
}
