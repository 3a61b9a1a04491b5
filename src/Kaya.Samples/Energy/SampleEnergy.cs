using System.Collections.Immutable;
using System.Globalization;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>Sample data for energy: daily generation of sixteen invented regions and CO2 emissions of twelve of them.</summary>
/// <remarks>
/// Weather follows from climate; demand from temperature and the weekly cycle; generation from dispatch in merit order; emissions from
/// generation times emission factors and from sector intensities. No data of real countries are used. The same seed and the same build give
/// the same bytes. Values have the precision of the provider's files (0.01 GWh; six significant digits of Mt CO2), so a dataset read back
/// from written files equals this one.
/// </remarks>
public sealed class SampleEnergy
{
    /// <summary>Label of every figure, file and table made from these data.</summary>
    public const string Label = "sample world";

    /// <summary>The default seed.</summary>
    public const ulong DefaultSeed = 20240229;

    /// <summary>The day without emissions; it is missing from the provider's own export too.</summary>
    public static DateOnly AbsentDay { get; } = new(2024, 2, 29);

    private SampleEnergy(ImmutableArray<SampleRegion> regions, ImmutableArray<SampleRegion> uncovered, EnergyDataset everything)
    {
        (Regions, UncoveredRegions, Everything) = (regions, uncovered, everything);
        int[] published = [.. Enumerable.Range(0, everything.Count).Where(row => everything.Day[row] != AbsentDay)];
        Dataset = everything.Select(published).ForRegions(regions.Select(region => region.Name));
        UncoveredTruth = everything.ForRegions(uncovered.Select(region => region.Name));
        Uncovered = UncoveredTruth.WithoutEmission();
    }

    /// <summary>The twelve regions with published emissions, and their true parameters.</summary>
    public ImmutableArray<SampleRegion> Regions { get; }

    /// <summary>The four regions without published emissions, and their true parameters.</summary>
    public ImmutableArray<SampleRegion> UncoveredRegions { get; }

    /// <summary>Generation and emissions of the twelve regions, all days except <see cref="AbsentDay"/>.</summary>
    public EnergyDataset Dataset { get; }

    /// <summary>Generation of the regions without published emissions.</summary>
    public EnergyDataset Uncovered { get; }

    /// <summary>Generation and true emissions of the regions of <see cref="Uncovered"/>, to evaluate predictions.</summary>
    public EnergyDataset UncoveredTruth { get; }

    /// <summary>Generation and emissions of all regions and days.</summary>
    internal EnergyDataset Everything { get; }

    /// <summary>Computes the sample data: two years from 1 January 2023.</summary>
    /// <param name="seed">Seed of weather, plant efficiencies and sector intensities.</param>
    /// <returns>The sample data.</returns>
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

    /// <summary>A region by name, with or without published emissions.</summary>
    /// <param name="name">Name of the region, in any case.</param>
    /// <returns>The region and its true parameters.</returns>
    /// <exception cref="DataFormatException">No region has this name; the message lists the names.</exception>
    public SampleRegion Region(string name) =>
        Regions.Concat(UncoveredRegions).FirstOrDefault(region => string.Equals(region.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw Spelling.Unknown("region of the sample world", name, Regions.Concat(UncoveredRegions).Select(region => region.Name));

    /// <summary>The true emissions of a region and day if its generation were different: the reference for a what-if question.</summary>
    /// <param name="region">Name of a region.</param>
    /// <param name="day">A day from 2023-01-01 to 2024-12-31.</param>
    /// <param name="energy">The assumed generation.</param>
    /// <returns>Emissions of the power sector from the region's emission factors; the other sectors as they were.</returns>
    /// <exception cref="DataFormatException">No region has this name.</exception>
    /// <exception cref="DataNotFoundException">There are no data for this day.</exception>
    public EmissionProfile TrueEmission(string region, DateOnly day, EnergyProfile energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return SampleEmission.WithPower(Region(region), Everything[Everything.RowOf(region, day)].Emission!, energy);
    }

    /// <summary>The true emissions of a region and day if one source replaced a part of another; total generation is unchanged.</summary>
    /// <param name="region">Name of a region.</param>
    /// <param name="day">A day from 2023-01-01 to 2024-12-31.</param>
    /// <param name="move">The replacement, such as <c>SourceMove.Parse("coal:gas:10%")</c>.</param>
    /// <returns>The emissions after the replacement.</returns>
    /// <exception cref="DataFormatException">No region has this name, or the move is larger than the generation of the source.</exception>
    /// <exception cref="DataNotFoundException">There are no data for this day.</exception>
    public EmissionProfile TrueEmissionAfter(string region, DateOnly day, SourceMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        return TrueEmission(region, day, move.Apply(Everything[Everything.RowOf(region, day)].Energy));
    }

    /// <summary>Writes the data in the provider's two file formats, so that the readers of real files read them.</summary>
    /// <param name="folder">Folder for the files; created if it does not exist.</param>
    /// <returns>The paths of the three files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public SampleProviderFiles WriteProviderFiles(string folder) => SampleProviderFiles.Write(this, folder);

    private static IEnumerable<RegionDay> Days(SampleRegion region, DateOnly[] days, RandomSource random)
    {
        SampleWeather weather = SampleWeather.Draw(region, days, random.Derive("weather"));
        double[] demandNoise = SampleWeather.Autoregressive(days.Length, 0.3, random.Derive("demand"));
        double[] industryNoise = SampleWeather.Autoregressive(days.Length, 0.95, random.Derive("industry"));
        double[] transportNoise = SampleWeather.Autoregressive(days.Length, 0.6, random.Derive("transport"));
        for (int t = 0; t < days.Length; t++)
        {
            double demand = SampleDispatch.Demand(region, days[t], weather.Temperature[t], t / 365.25, demandNoise[t]);
            double[] generation = Array.ConvertAll(SampleDispatch.Run(region, days[t], demand, weather, t), value => Math.Round(value, 2));
            double[] emission = SampleEmission.Sectors(
                region, days[t], weather.Temperature[t], generation, (industryNoise[t], transportNoise[t]));
            EmissionProfile published = new(Array.ConvertAll(emission, SixDigits));
            yield return new RegionDay(region.Name, days[t], new EnergyProfile(generation), published);
        }
    }

    private static double SixDigits(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
