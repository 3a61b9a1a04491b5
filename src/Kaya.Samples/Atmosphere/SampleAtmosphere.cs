using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Sample data for inversion: weather, true and prior emissions and monitoring sites of the sample country.</summary>
/// <remarks>
/// Towns, roads, works and land cover are those of <see cref="SampleCountry"/>. Every field is a function of place and time: an hour is the
/// same in whatever order and from whatever start hours are read, and grids of other cells show the same weather and sources. The same
/// options and the same build give the same bytes. No data of a real country or a real day are used.
/// </remarks>
public sealed class SampleAtmosphere
{
    /// <summary>Label of every figure, file and table made from these data.</summary>
    public const string Label = "sample country, made-up weather and emissions";

    private static readonly DateTimeOffset s_origin = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AtmosphereLand _land;
    private readonly ImmutableArray<SampleSource> _sources;
    private readonly RandomSource _random;

    private SampleAtmosphere(SampleAtmosphereOptions options, SampleCountry country)
    {
        (Options, Country) = (options, country);
        _random = new RandomSource(options.Seed).Derive("sample/atmosphere");
        _land = AtmosphereLand.Of(AtmosphereLand.GridOf(options), country);
        _sources = SampleSourceMaps.Create(_land, country, _random.Derive("sources"));
        Geography = new SampleGeography(_land);
        InventoryError = new SampleInventoryError(_land, country, options, _random.Derive("inventory error"));
        Stations = SampleStations.Create(_land, country, options, _random.Derive("stations"));
    }

    /// <summary>Begins of the four months of paper 003: January, April, July and October 2015.</summary>
    public static ImmutableArray<DateTimeOffset> Months { get; } =
        [.. new[] { 1, 4, 7, 10 }.Select(month => new DateTimeOffset(2015, month, 1, 0, 0, 0, TimeSpan.Zero))];

    /// <summary>Difference between the clocks of the country and UTC.</summary>
    public static TimeSpan UtcOffset { get; } = TimeSpan.FromHours(-2);

    /// <summary>What it was made with.</summary>
    public SampleAtmosphereOptions Options { get; }

    /// <summary>The country below.</summary>
    public SampleCountry Country { get; }

    /// <summary>The boxes of air: UTM zone 25N, centred on the country, sea around it.</summary>
    public TransportGrid Grid => _land.Grid;

    /// <summary>Height and land cover.</summary>
    public SampleGeography Geography { get; }

    /// <summary>How the prior emissions are wrong.</summary>
    public SampleInventoryError InventoryError { get; }

    /// <summary>The monitoring sites, town by town.</summary>
    public ImmutableArray<SampleStation> Stations { get; }

    /// <summary>Longitude of the middle of each cell, degrees; row x column.</summary>
    public ReadOnlyMemory<double> Longitudes => _land.Longitude;

    /// <summary>Latitude of the middle of each cell, degrees; row x column.</summary>
    public ReadOnlyMemory<double> Latitudes => _land.Latitude;

    /// <summary>Makes the atmosphere.</summary>
    /// <param name="options">Size, errors and stations; null for the defaults.</param>
    /// <param name="country">The country below; null to compute the default one, which takes some seconds.</param>
    /// <returns>The atmosphere. Its hours are computed when they are read.</returns>
    /// <exception cref="ArgumentException">Layer tops that do not rise, or a grid without cells.</exception>
    public static SampleAtmosphere Create(SampleAtmosphereOptions? options = null, SampleCountry? country = null)
    {
        options ??= new SampleAtmosphereOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.CellSize);
        double below = 0;
        foreach (double top in options.LayerTops)
            below = top > below ? top : throw new ArgumentException("the tops of the layers have to rise", nameof(options));
        if (options.LayerTops.IsDefaultOrEmpty) throw new ArgumentException("one layer at least is needed", nameof(options));
        return new SampleAtmosphere(options, country ?? SampleCountry.Create());
    }

    /// <summary>Weather.</summary>
    /// <param name="start">Begin of the first hour, a whole hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>All variables.</returns>
    public IHourlyFields<MeteorologyVariable> Meteorology(DateTimeOffset start, int hours) => Weather(start, hours);

    /// <summary>The emissions that are to be found.</summary>
    /// <param name="start">Begin of the first hour, a whole hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>All species, kg s-1 of a cell; two layers.</returns>
    public IHourlyFields<EmittedSpecies> TrueEmissions(DateTimeOffset start, int hours) => Emissions(default, start, hours);

    /// <summary>The emissions that an update starts from: wrong by <see cref="InventoryError"/>.</summary>
    /// <param name="start">Begin of the first hour, a whole hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>All species, kg s-1 of a cell; two layers.</returns>
    public IHourlyFields<EmittedSpecies> PriorEmissions(DateTimeOffset start, int hours) =>
        Emissions(InventoryError.PriorRatios, start, hours);

    /// <summary>Prior emissions multiplied by drawn factors, for the training of a network.</summary>
    /// <param name="start">Begin of the first hour, a whole hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <param name="member">Number of the set.</param>
    /// <returns>All species, kg s-1 of a cell; two layers.</returns>
    public IHourlyFields<EmittedSpecies> PerturbedEmissions(DateTimeOffset start, int hours, int member)
    {
        float[] factors = PerturbationFactors(member).ToArray();
        ReadOnlySpan<float> prior = InventoryError.PriorRatios.Span;
        for (int at = 0; at < factors.Length; at++) factors[at] *= prior[at];
        return Emissions(factors, start, hours);
    }

    /// <summary>Emissions of plants and soils, the same in all sets: VOC and NOx.</summary>
    /// <param name="start">Begin of the first hour, a whole hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>kg s-1 of a cell; one layer.</returns>
    public IHourlyFields<EmittedSpecies> NaturalEmissions(DateTimeOffset start, int hours) =>
        new SampleNaturalEmissions(_land, Weather(start, hours));

    /// <summary>Factors of a perturbed emission set: log-uniform by region and species.</summary>
    /// <param name="member">Number of the set.</param>
    /// <returns>species x row x column.</returns>
    public ReadOnlyMemory<float> PerturbationFactors(int member)
    {
        RandomSource random = _random.Derive($"perturbation/{member}");
        (int[] regions, int number) = PerturbedRegions(random.Derive("regions").Sequence());
        double lowest = Math.Log(Options.LowestPerturbation), span = Math.Log(Options.HighestPerturbation) - lowest;
        float[] factors = new float[AtmosphericSpecies.Emitted.Length * regions.Length];
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            RandomSequence sequence = random.Derive(species.ToString()).Sequence();
            double[] drawn = [.. Enumerable.Range(0, number).Select(_ => Math.Exp(lowest + (span * sequence.NextDouble())))];
            for (int cell = 0; cell < regions.Length; cell++)
                factors[((int)species * regions.Length) + cell] = (float)drawn[regions[cell]];
        }

        return factors;
    }

    /// <summary>Annual true emissions on the grid.</summary>
    /// <param name="species">The species.</param>
    /// <returns>kg a-1: NOx as NO2, VOC as carbon.</returns>
    public double AnnualTotal(EmittedSpecies species)
    {
        double total = 0;
        foreach (SampleSource source in _sources)
            foreach (double weight in source.Weights.Span) total += source.Totals[(int)species] * weight;
        return total;
    }

    /// <summary>Concentration of clean air over the sea, for initial and lateral boundary values.</summary>
    /// <param name="pollutant">The pollutant.</param>
    /// <returns>ppb or micrograms per cubic metre.</returns>
    public static double Background(Pollutant pollutant) => pollutant switch
    {
        Pollutant.No2 => 0.2, Pollutant.So2 => 0.15, Pollutant.O3 => 38, _ => 4,
    };

    /// <summary>Observes concentrations at the sites, with the errors and gaps of the options.</summary>
    /// <param name="concentrations">Hourly concentrations at the ground, on <see cref="Grid"/>.</param>
    /// <param name="member">Number of the set of errors and gaps.</param>
    /// <returns>Observations.</returns>
    /// <exception cref="GridMismatchException">Other cells.</exception>
    public SampleObservations Observe(IHourlyFields<Pollutant> concentrations, int member = 0)
    {
        ArgumentNullException.ThrowIfNull(concentrations);
        Grid.Horizontal.RequireMatch(concentrations.Grid.Horizontal, "observing the sample atmosphere");
        return SampleObservations.Of(Stations, concentrations, Options.Noise,
            _random.Derive(member == 0 ? "observations" : $"observations/{member}"));
    }

    /// <summary>Another error of the same kind and range, for twins that share a prior.</summary>
    internal SampleInventoryError OtherError(int member) =>
        new(_land, Country, Options, _random.Derive($"inventory error/{member}"));

    /// <summary>Hours from the begin of 2015, UTC.</summary>
    internal static double HoursOf(DateTimeOffset time) => (time - s_origin).TotalHours;

    private SampleMeteorology Weather(DateTimeOffset start, int hours) => new(_land, _random.Derive("weather"), start, hours);

    private SampleEmissions Emissions(ReadOnlyMemory<float> factors, DateTimeOffset start, int hours) =>
        new(Grid, _sources, factors, start, hours);

    // The provinces, or the cells nearest to drawn points.
    private (int[] Regions, int Number) PerturbedRegions(RandomSequence sequence)
    {
        if (Options.PerturbedRegions < 1) return (_land.ProvinceOf, Country.Provinces.Length + 1);
        (double X, double Y)[] points = [.. Enumerable.Range(0, Options.PerturbedRegions)
            .Select(_ => (sequence.NextDouble() * Grid.Columns, sequence.NextDouble() * Grid.Rows))];
        int[] regions = new int[Grid.Rows * Grid.Columns];
        for (int cell = 0; cell < regions.Length; cell++)
        {
            (double x, double y) = ((cell % Grid.Columns) + 0.5, (cell / Grid.Columns) + 0.5);
            regions[cell] = Enumerable.Range(0, points.Length)
                .MinBy(k => ((points[k].X - x) * (points[k].X - x)) + ((points[k].Y - y) * (points[k].Y - y)));
        }

        return (regions, points.Length);
    }
}
