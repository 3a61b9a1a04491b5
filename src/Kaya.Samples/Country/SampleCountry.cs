using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Samples;

/// <summary>The downscaling part of the sample world: a made-up island country of twelve provinces at 500 m, in two years, with its true emission.</summary>
/// <remarks>
/// Terrain gives rivers and coasts, these give towns of ranked sizes, towns give roads and provinces, towns and roads give built-up land and
/// people, and industry stands near all of them; what is burnt where follows, and statistics, lights and land cover from that. Statistics are
/// rounded as an office rounds them, and the true map is scaled to them. Same seed, same build: same bytes. Nothing is about a real country.
/// </remarks>
public sealed class SampleCountry
{
    /// <summary>What every figure, file and table made from it says.</summary>
    public const string Label = "sample country, made-up provinces";

    /// <summary>The seed where none is given.</summary>
    public const ulong DefaultSeed = 2010;

    private readonly SampleCountryMap _map;

    private SampleCountry(SampleCountryMap map, SampleCountryYear first, SampleCountryYear second)
    {
        (_map, First, Second) = (map, first, second);
        ProvinceNumbers = new CategoryRaster(CountryCells.Grid, ["province"], (_, cells) => OnLand(cells, cell => map.Land.ProvinceOf[cell]));
        Traffic = IntensiveRaster.Of(CountryCells.Grid, Unit.One, map.Land.Roads.Traffic, "traffic");
        Height = new IntensiveRaster(CountryCells.Grid, Unit.Parse("m"), ["height"], (_, cells) => OnLand(cells, cell => map.Land.Terrain.Height[cell]));
    }

    /// <summary>The provinces; the first is one large town, another has an island.</summary>
    public ImmutableArray<SampleProvince> Provinces => _map.Provinces;

    /// <summary>Their outlines along the edges of 500 m cells, with the codes of the statistics.</summary>
    public ZoneSet Zones => _map.Zones;

    /// <summary>Their numbers from 1, in the order of <see cref="Provinces"/>, on the 500 m grid; no-data outside the country.</summary>
    public CategoryRaster ProvinceNumbers { get; }

    /// <summary>Towns by size, then villages.</summary>
    public ImmutableArray<SampleTown> Towns => _map.Land.Towns;

    /// <summary>Industrial sites.</summary>
    public ImmutableArray<SampleSite> Sites => _map.Land.Sites;

    /// <summary>Traffic on roads of the 500 m grid in arbitrary units; 0 beside them.</summary>
    public IntensiveRaster Traffic { get; }

    /// <summary>Height of the 500 m grid, m; no-data at sea.</summary>
    public IntensiveRaster Height { get; }

    /// <summary>The first year.</summary>
    public SampleCountryYear First { get; }

    /// <summary>The second year, five years later: more people, other habits, some sites larger and some smaller.</summary>
    public SampleCountryYear Second { get; }

    /// <summary>A year by its number.</summary>
    /// <param name="year">2005 or 2010.</param>
    /// <returns>The year.</returns>
    /// <exception cref="DataNotFoundException">The country has no such year.</exception>
    public SampleCountryYear In(int year) => year == First.Year ? First : year == Second.Year ? Second : throw new DataNotFoundException(new Fault(
        "The sample country has no such year.", Expected: FormattableString.Invariant($"{First.Year} or {Second.Year}"), Found: FormattableString.Invariant($"{year}"), Remedy: "Choose one of its years."));

    /// <summary>Makes the country.</summary>
    /// <param name="seed">Seed of everything in it.</param>
    /// <returns>The country, both years.</returns>
    public static SampleCountry Create(ulong seed = DefaultSeed)
    {
        RandomSource random = new RandomSource(seed).Derive("sample/country");
        SampleCountryMap map = SampleCountryMap.Of(CountryLand.Create(random));
        (CountryHabits first, CountryHabits second) = CountryHabits.Create(random.Derive("habits"));
        return new SampleCountry(map, CountryYears.Create(map, first, 2005, random, isSecond: false), CountryYears.Create(map, second, 2010, random, isSecond: true));
    }

    private void OnLand(Span<double> cells, Func<int, double> value)
    {
        for (int cell = 0; cell < cells.Length; cell++) cells[cell] = _map.Land.ProvinceOf[cell] == 0 ? double.NaN : value(cell);
    }
}
