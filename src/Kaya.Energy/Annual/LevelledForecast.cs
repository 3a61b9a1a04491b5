using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>Where the level of a region's days comes from.</summary>
public enum LevelOrigin
{
    /// <summary>The networks alone.</summary>
    Networks,

    /// <summary>The annual model: the sum over the year is its annual total.</summary>
    AnnualModel,

    /// <summary>The region's last published total.</summary>
    Published,
}

/// <summary>The level of one region in one year.</summary>
/// <param name="Region">The region.</param>
/// <param name="Year">The year.</param>
/// <param name="Days">Days of generation of that year that are known, from which the level is.</param>
/// <param name="Origin">Where the level comes from.</param>
/// <param name="Total">Emissions of the year, Mt of CO2; where days are missing, the mean of the others stands for them.</param>
/// <param name="Intervals">Intervals of <see cref="Total"/>, Mt a year; none for <see cref="LevelOrigin.Networks"/>.</param>
public sealed record RegionLevel(string Region, int Year, int Days, LevelOrigin Origin, double Total, IReadOnlyList<Interval> Intervals)
{
    /// <summary>What the annual model says, whether it was used or not; null if the model was trained without annual totals.</summary>
    public AnnualPrediction? Annual { get; init; }

    /// <summary>The last published total up to the year; null if there is none.</summary>
    public PublishedTotal? Published { get; init; }

    /// <summary>What is assumed, or why something was not done; empty if there is nothing to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What is known of the level of regions besides the days to predict.</summary>
public sealed record LevelSources
{
    /// <summary>All known days of generation, of which the days to predict are a part; the level of a year is from all of its
    /// days.</summary>
    public required EnergyDataset Days { get; init; }

    /// <summary>Published totals; null for those of the model.</summary>
    public AnnualTotals? Totals { get; init; }

    /// <summary>Population and gross domestic product; null for those of the model.</summary>
    public CountryStatistics? Statistics { get; init; }

    /// <summary>Whether days are tied to the last published total of their region.</summary>
    public bool Anchor { get; init; }
}

/// <summary>Daily emissions by sector of regions whose level is not from the networks: the annual model's, or a published
/// total's.</summary>
/// <remarks>
/// The networks' days p (power) and q (the other sectors) become a p + b q. Of the annual model, a and b are those for which power and the
/// other sectors have its sums over the known days of the year. Of a published total, power has the model's sum and the others have the
/// rest of the total; where that is less than a fifth, all sectors are multiplied by one factor. Our method.
/// </remarks>
public sealed class LevelledForecast
{
    private const double LeastOthers = 0.2;

    private LevelledForecast(ProfileForecast forecast, IReadOnlyList<RegionLevel> levels) => (Forecast, Levels) = (forecast, levels);

    /// <summary>The days.</summary>
    public ProfileForecast Forecast { get; }

    /// <summary>The level of each region and year, in the order of the rows.</summary>
    public IReadOnlyList<RegionLevel> Levels { get; }

    /// <summary>How similar the days are to what the model was trained on: the farther of mix, time and, where the level is the annual
    /// model's, country. One result per row.</summary>
    public required IReadOnlyList<ApplicabilityResult> Applicability { get; init; }

    /// <summary>Predicts days and gives them their level.</summary>
    /// <param name="model">The model; with annual totals or without.</param>
    /// <param name="energy">Days of generation to predict; a part of the known days of <paramref name="sources"/>.</param>
    /// <param name="sources">What else is known.</param>
    /// <returns>The days, with intervals that contain the uncertainty of the level.</returns>
    /// <exception cref="ArgumentException">A day is not among the known days.</exception>
    /// <exception cref="DataFormatException">A region is not among those of the known days.</exception>
    /// <exception cref="DataNotFoundException">Days are to be tied to published totals, and no total of any region is known.</exception>
    public static LevelledForecast Of(CleanModel model, EnergyDataset energy, LevelSources sources)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(sources);
        LevelMeasures measures = new(model, energy, sources);
        if (sources.Anchor) measures.RequireTotals(energy.Regions);
        ProfileForecast forecast = measures.Asked;
        List<RegionLevel> levels = [];
        double[] power = new double[energy.Count], others = new double[energy.Count];
        IReadOnlyList<double>?[] radii = new IReadOnlyList<double>?[energy.Count];
        foreach (IGrouping<(string Region, int Year), int> year in Enumerable.Range(0, energy.Count)
            .GroupBy(row => (energy.RegionOf(row), energy.Day[row].Year)))
        {
            (RegionLevel level, double powerFactor, double otherFactor) = measures.Of(year.Key.Region, year.Key.Year);
            levels.Add(level);
            double[]? own = level.Intervals.Count == 0 ? null
                : [.. level.Intervals.Select(interval => Math.Log(interval.Upper / level.Total))];
            foreach (int row in year) (power[row], others[row], radii[row]) = (powerFactor, otherFactor, own);
        }

        ProfileForecast moved = forecast.With(forecast.Intervals with { Levels = radii }, members => members.Moved(power, others));
        return new LevelledForecast(moved, levels.AsReadOnly()) { Applicability = Nearness(model, energy, levels) };
    }

    private static ApplicabilityResult[] Nearness(CleanModel model, EnergyDataset energy, List<RegionLevel> levels)
    {
        Dictionary<(string, int), RegionLevel> known = levels.ToDictionary(level => (level.Region, level.Year));
        return
        [
            .. model.MeasureApplicability(energy).Select((result, row) =>
                known[(energy.RegionOf(row), energy.Day[row].Year)] is { Origin: LevelOrigin.AnnualModel, Annual.Nearness: { } country }
                    ? result.AtLeast(country.Flag, country.Reason) : result),
        ];
    }

    /// <summary>The factors of power and other sectors for a total and a part of power in it.</summary>
    internal static (double Power, double Others) Factors(double total, double power, double networkPower, double networkOthers)
    {
        if (networkPower <= 0 || total - power < LeastOthers * total)
            return (total / (networkPower + networkOthers), total / (networkPower + networkOthers));
        return (power / networkPower, (total - power) / networkOthers);
    }
}
