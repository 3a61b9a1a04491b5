using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Samples;

/// <summary>Sample data for downscaling: an invented country of twelve provinces at 500 m, in two years, with its true emissions.</summary>
/// <remarks>
/// Computed in this order: terrain, rivers and coasts; towns, by the rank-size rule; roads and provinces; industrial sites; built-up land
/// and population; fuel use and CO2 emissions of each cell; fuel statistics, night lights, population, GDP and land cover as they would
/// be published. The statistics are rounded, and the map of true emissions is scaled to them. The same seed and the same build give the
/// same bytes. No data of a real country are used.
/// </remarks>
public sealed class SampleCountry
{
    /// <summary>Label of every figure, file and table made from these data.</summary>
    public const string Label = "sample country, made-up provinces";

    /// <summary>The default seed.</summary>
    public const ulong DefaultSeed = 2010;

    private readonly SampleCountryMap _map;

    private SampleCountry(SampleCountryMap map, SampleCountryYear first, SampleCountryYear second)
    {
        (_map, First, Second) = (map, first, second);
        ProvinceNumbers = new CategoryRaster(
            CountryCells.Grid, ["province"], (_, cells) => OnLand(cells, cell => map.Land.ProvinceOf[cell]));
        Traffic = IntensiveRaster.Of(CountryCells.Grid, Unit.One, map.Land.Roads.Traffic, "traffic");
        Height = new IntensiveRaster(
            CountryCells.Grid, Unit.Parse("m"), ["height"], (_, cells) => OnLand(cells, cell => map.Land.Terrain.Height[cell]));
    }

    /// <summary>The provinces. The first consists of the largest town; another includes the island.</summary>
    public ImmutableArray<SampleProvince> Provinces => _map.Provinces;

    /// <summary>Outlines of the provinces along the edges of 500 m cells, with the codes used in the statistics.</summary>
    public ZoneSet Zones => _map.Zones;

    /// <summary>Province numbers on the 500 m grid, from 1 in the order of <see cref="Provinces"/>; no-data outside the country.</summary>
    public CategoryRaster ProvinceNumbers { get; }

    /// <summary>Towns from the largest to the smallest, then villages.</summary>
    public ImmutableArray<SampleTown> Towns => _map.Land.Towns;

    /// <summary>Industrial sites.</summary>
    public ImmutableArray<SampleSite> Sites => _map.Land.Sites;

    /// <summary>Road traffic on the 500 m grid in arbitrary units; 0 where there is no road.</summary>
    public IntensiveRaster Traffic { get; }

    /// <summary>Height above sea level on the 500 m grid, m; no-data at sea.</summary>
    public IntensiveRaster Height { get; }

    /// <summary>The first year.</summary>
    public SampleCountryYear First { get; }

    /// <summary>The second year, five years later: population, activity and the emissions of industrial sites have changed.</summary>
    public SampleCountryYear Second { get; }

    /// <summary>The data of a year.</summary>
    /// <param name="year">2005 or 2010.</param>
    /// <returns>The year.</returns>
    /// <exception cref="DataNotFoundException">The year is neither of the two.</exception>
    public SampleCountryYear In(int year) => year == First.Year ? First
        : year == Second.Year ? Second
        : throw new DataNotFoundException(new Fault("The sample country has no data for this year.",
            Expected: FormattableString.Invariant($"{First.Year} or {Second.Year}"),
            Found: FormattableString.Invariant($"{year}"), Remedy: "Choose one of the two years."));

    /// <summary>Computes the sample country.</summary>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <returns>The country with both years.</returns>
    public static SampleCountry Create(ulong seed = DefaultSeed)
    {
        RandomSource random = new RandomSource(seed).Derive("sample/country");
        SampleCountryMap map = SampleCountryMap.Of(CountryLand.Create(random));
        (CountryActivity first, CountryActivity second) = CountryActivity.Create(random.Derive("habits"));
        return new SampleCountry(map,
            CountryYears.Create(map, first, 2005, random, isSecond: false),
            CountryYears.Create(map, second, 2010, random, isSecond: true));
    }

    private void OnLand(Span<double> cells, Func<int, double> value)
    {
        for (int cell = 0; cell < cells.Length; cell++) cells[cell] = _map.Land.ProvinceOf[cell] == 0 ? double.NaN : value(cell);
    }
}
