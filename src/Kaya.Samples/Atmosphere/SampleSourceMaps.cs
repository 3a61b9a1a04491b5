using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Inversion;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Where a kind of source emits: the annual emissions of every species are spread by one map.</summary>
/// <param name="Sector">Its sector, which gives the temporal profile.</param>
/// <param name="Layer">The layer it emits into.</param>
/// <param name="Weights">Part of each cell of the transport grid; they add up to 1 where the grid covers the country.</param>
/// <param name="Totals">Annual emissions of the country by species, kg a-1.</param>
internal sealed record SampleSource(SampleSector Sector, int Layer, ReadOnlyMemory<double> Weights, ImmutableArray<double> Totals);

/// <summary>The true sources of the sample country.</summary>
/// <remarks>
/// The maps are made of 500 m cells and then added up, so that grids of different cells have the same emissions: the sum of the small
/// cells in a large one.
/// </remarks>
internal static class SampleSourceMaps
{
    public static ImmutableArray<SampleSource> Create(AtmosphereLand land, SampleCountry country, RandomSource random)
    {
        int aloft = Math.Min(1, land.Grid.Layers - 1);
        double[] people = OfKilometres(country.Second.Population);
        double[] product = Scaled(OfKilometres(country.Second.GrossDomesticProduct));
        double[] builtUp = Scaled(Cover(country, kind => kind == 13 ? 1 : 0)), traffic = Scaled(country.Traffic.Values().ToArray());
        double[] works = Sites(country, industry => industry is not (SampleIndustry.CoalPower or SampleIndustry.GasPower));
        double[] farms = Cover(country, kind => kind is 12 or 14 ? 1 : kind is >= 6 and <= 10 ? 0.3 : 0);
        double population = people.Sum();
        return
        [
            // Gas plants emit little SO2 and dust.
            Source(SampleSector.Power, aloft, Sites(country, industry => industry == SampleIndustry.CoalPower), [0.8, 1, 0.995, 0.7, 0.97]),
            Source(SampleSector.Power, aloft, Sites(country, industry => industry == SampleIndustry.GasPower), [0.2, 0, 0.005, 0.3, 0.03]),
            Source(SampleSector.Industry, aloft, works, [0.35, 0.3, 0.35, 0.08, 0.25]),
            Source(SampleSector.Industry, 0, works, [0.2, 0.4, 0.2, 0.22, 0.3]),
            Source(SampleSector.Industry, 0, Sum(0.6, product, 0.4, builtUp), [0.45, 0.3, 0.45, 0.7, 0.45]),
            Source(SampleSector.Transport, 0, Sum(0.6, traffic, 0.4, Scaled(people)), [1, 1, 1, 1, 1]),
            // Outside of towns fewer homes are heated by gas or electricity.
            Source(SampleSector.Residential, 0, [.. people.Select(value => Math.Pow(value, 0.8))], [1, 1, 1, 1, 1]),
            Source(SampleSector.Agriculture, 0, farms, [1, 1, 1, 1, 1]),
        ];

        // The parts of a sector by species, of what the sector emits in the country.
        SampleSource Source(SampleSector sector, int layer, double[] map, ImmutableArray<double> parts) => new(
            sector, layer, land.ToBlocks(ByProvince(country, map, random.Derive(sector.ToString()))),
            [.. AtmosphericSpecies.Emitted.Select(species => parts[(int)species] * SampleSectors.Share(sector, species)
                * SampleSectors.AnnualTotal(species, population))]);
    }

    /// <summary>Totals of the 500 m cells from a density per km2 on the 1 km grid; 0 at sea.</summary>
    public static double[] OfKilometres(Raster raster)
    {
        double[] totals = new double[Count];
        ReadOnlySpan<double> values = raster.Values();
        for (int cell = 0; cell < Count; cell++)
        {
            double value = values[(cell / Columns / 2 * KilometreGrid.Columns) + (cell % Columns / 2)];
            totals[cell] = double.IsNaN(value) ? 0 : value / 4;
        }

        return totals;
    }

    // Provinces differ by more than their activity: habits, age of plants. Scaled to a sum of 1.
    private static double[] ByProvince(SampleCountry country, double[] map, RandomSource random)
    {
        double[] factors = [.. Enumerable.Range(0, country.Provinces.Length + 1)
            .Select(province => Math.Exp(0.25 * random.Derive($"{province}").Sequence().NextGaussian()))];
        ReadOnlySpan<double> provinces = country.ProvinceNumbers.Values();
        double[] weights = new double[Count];
        for (int cell = 0; cell < Count; cell++)
            weights[cell] = double.IsNaN(provinces[cell]) ? 0 : map[cell] * factors[(int)provinces[cell]];
        return Scaled(weights);
    }

    private static double[] Sites(SampleCountry country, Predicate<SampleIndustry> isKind)
    {
        double[] map = new double[Count];
        foreach (SampleSite site in country.Sites)
            if (isKind(site.Industry)) map[site.Cell] += site.Emission * site.Growth;
        return map;
    }

    private static double[] Cover(SampleCountry country, Func<int, double> weight)
    {
        ReadOnlySpan<double> kinds = country.Second.LandCover.Values();
        double[] map = new double[Count];
        for (int cell = 0; cell < Count; cell++) map[cell] = double.IsNaN(kinds[cell]) ? 0 : weight((int)kinds[cell]);
        return map;
    }

    private static double[] Sum(double left, double[] first, double right, double[] second) =>
        [.. first.Zip(second, (a, b) => (left * a) + (right * b))];

    private static double[] Scaled(double[] map)
    {
        double sum = map.Sum();
        return [.. map.Select(value => value / sum)];
    }
}
