using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Connects the towns to a road network by least-cost paths, largest town first, and assigns traffic to the roads.</summary>
internal sealed class CountryRoads
{
    // Next cell on the road towards the root of the network; -1 where there is no road.
    private readonly int[] _next = new int[Count];

    private CountryRoads(CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, RandomSource random)
    {
        FractalNoise noise = new(random.Derive("ways"));
        double[] cost = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = CentreOf(cell);
            cost[cell] = !terrain.IsLand[cell] ? double.PositiveInfinity
                : 0.5 + Math.Pow(terrain.Slope[cell] / 35, 1.5) + (water.IsWater[cell] ? 12 : 0)
                    + (4 * Math.Pow(noise.Sum(x / 11, y / 11, 4), 2));
        }

        CostSearch search = new(cost);
        Array.Fill(_next, -1);
        foreach (SampleTown town in towns.Where(town => town.Population > 900)) Connect(town.Cell, search);
        foreach (SampleTown town in towns.Where(town => !town.IsVillage).Take(45)) AddSecondRoute(town.Cell, towns, search);
        foreach (SampleTown town in towns) AddTraffic(town);
        ToRoad = DistanceTo(cell => Traffic[cell] > 0);
    }

    /// <summary>Traffic of each cell in arbitrary units; 0 where there is no road.</summary>
    public double[] Traffic { get; } = new double[Count];

    /// <summary>Distance of each cell to the nearest road, km.</summary>
    public double[] ToRoad { get; }

    public static CountryRoads Create(
        CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, RandomSource random) =>
        new(terrain, water, towns, random);

    // The first town of a connected piece of land is the root of its network; each later town is joined to the nearest road cell.
    private void Connect(int town, CostSearch search)
    {
        if (_next[town] >= 0) return;
        int end = search.Run([(town, 0)], cell => _next[cell] >= 0);
        if (end < 0) _next[town] = town;
        for (int cell = end; cell >= 0 && cell != town;)
        {
            int before = search.Predecessor(cell);
            _next[before] = cell;
            cell = before;
        }
    }

    // Gives a large town a second road, to a large town within 90 km that its first road does not pass.
    private void AddSecondRoute(int town, ImmutableArray<SampleTown> towns, CostSearch search)
    {
        HashSet<int> targets = [.. towns.Take(45).Where(other => other.Cell != town && Distance(other.Cell, town) < 90)
            .Select(other => other.Cell)];
        HashSet<int> firstRoad = [];
        for (int cell = town; _next[cell] != cell && firstRoad.Add(cell);) cell = _next[cell];
        targets.ExceptWith(firstRoad);
        int end = search.Run([(town, 0)], targets.Contains);
        for (int cell = end; cell >= 0 && cell != town; cell = search.Predecessor(cell)) Traffic[cell] += 4000;
    }

    // Traffic from a town follows its road; 1.2 % of it ends in each cell.
    private void AddTraffic(SampleTown town)
    {
        double drivers = Math.Pow(town.Population, 0.85);
        for (int cell = town.Cell; _next[cell] >= 0; cell = _next[cell])
        {
            Traffic[cell] += drivers;
            drivers *= 0.988;
            if (_next[cell] == cell || drivers < 20) return;
        }
    }
}
