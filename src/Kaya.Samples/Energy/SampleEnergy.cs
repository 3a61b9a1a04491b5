using System.Collections.Immutable;
using System.Globalization;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>The energy part of the sample world: twelve made-up regions with daily generation and emission, four without published emission, and the truth behind them.</summary>
/// <remarks>
/// Climate drives heating, cooling, wind, sun and rivers; these and the weekly cycle drive demand; a merit order meets it; emission
/// factors and intensities give emission. No figure describes any country. Same seed, same build: same bytes. Values carry the digits
/// that the provider's files print (0.01 GWh; six digits of MtCO2), so a dataset read back from the files equals this one.
/// </remarks>
public sealed class SampleEnergy
{
    /// <summary>What every figure, file and table made from it says.</summary>
    public const string Label = "sample world";

    /// <summary>The seed where none is given.</summary>
    public const ulong DefaultSeed = 20240229;

    /// <summary>The day that the emission side lacks, as the provider's own export does.</summary>
    public static DateOnly AbsentDay { get; } = new(2024, 2, 29);

    private SampleEnergy(ImmutableArray<SampleRegion> regions, ImmutableArray<SampleRegion> uncovered, EnergyDataset everything)
    {
        (Regions, UncoveredRegions, Everything) = (regions, uncovered, everything);
        int[] published = [.. Enumerable.Range(0, everything.Count).Where(row => everything.Day[row] != AbsentDay)];
        Dataset = everything.Select(published).ForRegions(regions.Select(region => region.Name));
        UncoveredTruth = everything.ForRegions(uncovered.Select(region => region.Name));
        Uncovered = UncoveredTruth.WithoutEmission();
    }

    /// <summary>The twelve regions with the truth that produced them.</summary>
    public ImmutableArray<SampleRegion> Regions { get; }

    /// <summary>The regions whose emission is not published, with the truth that produced them.</summary>
    public ImmutableArray<SampleRegion> UncoveredRegions { get; }

    /// <summary>The twelve regions, both sides, all days but <see cref="AbsentDay"/>.</summary>
    public EnergyDataset Dataset { get; }

    /// <summary>Generation of the regions whose emission is not published.</summary>
    public EnergyDataset Uncovered { get; }

    /// <summary>The same with the emission kept aside: what a prediction may be held against.</summary>
    public EnergyDataset UncoveredTruth { get; }

    /// <summary>Every region and day.</summary>
    internal EnergyDataset Everything { get; }

    /// <summary>Makes the world: two years from 1 January 2023.</summary>
    /// <param name="seed">Seed of weather, plant efficiencies and sector intensities.</param>
    /// <returns>The world.</returns>
    public static SampleEnergy Create(ulong seed = DefaultSeed)
    {
        RandomSource random = new RandomSource(seed).Derive("sample/energy");
        ImmutableArray<SampleRegion> covered = SampleRegionTable.CoveredRegions(random);
        ImmutableArray<SampleRegion> uncovered = SampleRegionTable.UncoveredRegions(random);
        DateOnly first = new(2023, 1, 1);
        DateOnly[] days = [.. Enumerable.Range(0, 731).Select(first.AddDays)];
        return new SampleEnergy(covered, uncovered,
            EnergyDataset.From(covered.Concat(uncovered).SelectMany(region => Days(region, days, random.Derive(region.Name)))));
    }

    /// <summary>A region by name, covered or not.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The region with its truth.</returns>
    /// <exception cref="DataFormatException">No such region in the sample world.</exception>
    public SampleRegion Region(string name) =>
        Regions.Concat(UncoveredRegions).FirstOrDefault(region => string.Equals(region.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw Spelling.Unknown("region of the sample world", name, Regions.Concat(UncoveredRegions).Select(region => region.Name));

    /// <summary>The true answer to a what-if: the emission of a region and day had its generation been another one.</summary>
    /// <param name="region">Name of a region.</param>
    /// <param name="day">A day from 2023-01-01 to 2024-12-31.</param>
    /// <param name="energy">The generation supposed.</param>
    /// <returns>Power by the region's emission factors, every other sector as it was.</returns>
    /// <exception cref="KayaException">No such region or day.</exception>
    public EmissionProfile TrueEmission(string region, DateOnly day, EnergyProfile energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return SampleEmission.WithPower(Region(region), Everything[Everything.RowOf(region, day)].Emission!, energy);
    }

    /// <summary>The true emission had a part of the day's generation come from another source, total unchanged.</summary>
    /// <param name="region">Name of a region.</param>
    /// <param name="day">A day from 2023-01-01 to 2024-12-31.</param>
    /// <param name="move">What is replaced by what, such as <c>SourceMove.Parse("coal:gas:10%")</c>.</param>
    /// <returns>The emission after the move.</returns>
    /// <exception cref="KayaException">No such region or day, or the move is larger than the share.</exception>
    public EmissionProfile TrueEmissionAfter(string region, DateOnly day, SourceMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        return TrueEmission(region, day, move.Apply(Everything[Everything.RowOf(region, day)].Energy));
    }

    /// <summary>Writes the world in the two formats of the provider, so that everything that reads real files reads these.</summary>
    /// <param name="folder">Where the files appear; made if it is not there.</param>
    /// <returns>The three files.</returns>
    public SampleProviderFiles WriteProviderFiles(string folder) => SampleProviderFiles.Write(this, folder);

    private static IEnumerable<RegionDay> Days(SampleRegion region, DateOnly[] days, RandomSource random)
    {
        SampleWeather weather = SampleWeather.Draw(region, days, random.Derive("weather"));
        double[] demandNoise = SampleWeather.Persistent(days.Length, 0.3, random.Derive("demand"));
        double[] industryNoise = SampleWeather.Persistent(days.Length, 0.95, random.Derive("industry"));
        double[] transportNoise = SampleWeather.Persistent(days.Length, 0.6, random.Derive("transport"));
        for (int t = 0; t < days.Length; t++)
        {
            double demand = SampleDispatch.Demand(region, days[t], weather.Temperature[t], t / 365.25, demandNoise[t]);
            double[] generation = Array.ConvertAll(SampleDispatch.Run(region, days[t], demand, weather, t), value => Math.Round(value, 2));
            double[] emission = SampleEmission.Sectors(region, days[t], weather.Temperature[t], generation, (industryNoise[t], transportNoise[t]));
            yield return new RegionDay(region.Name, days[t], new EnergyProfile(generation), new EmissionProfile(Array.ConvertAll(emission, SixDigits)));
        }
    }

    private static double SixDigits(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
