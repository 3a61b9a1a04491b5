using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Everything that is the same in both years: terrain, water, towns, provinces, roads and industrial sites.</summary>
internal sealed class CountryLand
{
    public required CountryTerrain Terrain { get; init; }

    public required CountryWater Water { get; init; }

    /// <summary>Suitability of each cell for farms and towns, 0 or more.</summary>
    public required double[] Suitability { get; init; }

    public required ImmutableArray<SampleTown> Towns { get; init; }

    /// <summary>Province number of each cell, from 1; 0 at sea.</summary>
    public required int[] ProvinceOf { get; init; }

    /// <summary>Largest town of each province.</summary>
    public required ImmutableArray<SampleTown> Seats { get; init; }

    public required CountryRoads Roads { get; init; }

    public required ImmutableArray<SampleSite> Sites { get; init; }

    /// <summary>Fraction of each cell that belongs to an industrial site, 0 to 1.</summary>
    public required double[] Grounds { get; init; }

    public static CountryLand Create(RandomSource random)
    {
        CountryTerrain terrain = CountryTerrain.Create(random.Derive("terrain"));
        CountryWater water = CountryWater.Of(terrain);
        double[] suitability = CountryTowns.Suitability(terrain, water, random.Derive("towns"));
        ImmutableArray<SampleTown> towns = CountryTowns.Create(suitability, random.Derive("towns"));
        (int[] provinceOf, ImmutableArray<SampleTown> seats) = CountryProvinces.Create(terrain, water, towns, random.Derive("provinces"));
        CountryRoads roads = CountryRoads.Create(terrain, water, towns, random.Derive("roads"));
        ImmutableArray<SampleSite> sites = CountryIndustry.Create(terrain, water, towns, roads, random.Derive("industry"));
        return new CountryLand
        {
            Terrain = terrain, Water = water, Suitability = suitability, Towns = towns,
            ProvinceOf = provinceOf, Seats = seats, Roads = roads, Sites = sites,
            Grounds = CountryIndustry.Grounds(sites),
        };
    }
}
