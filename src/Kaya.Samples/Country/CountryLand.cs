using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Samples;

/// <summary>What does not change between the years: terrain, water, towns, provinces, roads and industry.</summary>
internal sealed record CountryLand(
    CountryTerrain Terrain, CountryWater Water, ImmutableArray<SampleTown> Towns, int[] ProvinceOf, ImmutableArray<SampleTown> Seats, CountryRoads Roads, ImmutableArray<SampleSite> Sites)
{
    public static CountryLand Create(RandomSource random)
    {
        CountryTerrain terrain = CountryTerrain.Create(random.Derive("terrain"));
        CountryWater water = CountryWater.Of(terrain);
        ImmutableArray<SampleTown> towns = CountryTowns.Create(terrain, water, random.Derive("towns"));
        (int[] provinceOf, ImmutableArray<SampleTown> seats) = CountryProvinces.Create(terrain, water, towns, random.Derive("provinces"));
        CountryRoads roads = CountryRoads.Create(terrain, water, towns, random.Derive("roads"));
        ImmutableArray<SampleSite> sites = CountryIndustry.Create(terrain, water, towns, roads, random.Derive("industry"));
        return new CountryLand(terrain, water, towns, provinceOf, seats, roads, sites);
    }
}
