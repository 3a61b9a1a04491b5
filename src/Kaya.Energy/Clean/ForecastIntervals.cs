using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>The errors used for calibrating an interval.</summary>
internal enum IntervalScope
{
    /// <summary>Training regions.</summary>
    Covered,

    /// <summary>Regions outside the training data.</summary>
    Uncovered,
}

/// <summary>Held-out rows and their predictions.</summary>
internal sealed record HeldOutRows(EnergyDataset Test, ProfileForecast Emission, ProfileForecast Generation)
{
    /// <summary>The same, with intervals calibrated on other held-out rows.</summary>
    public HeldOutRows Calibrated(IReadOnlyList<HeldOutRows> others)
    {
        RowIntervals intervals = new(ForecastIntervals.None.With(IntervalScope.Uncovered, others), _ => IntervalScope.Uncovered);
        return this with { Emission = Emission.With(intervals), Generation = Generation.With(intervals) };
    }
}

/// <summary>Conformal intervals of totals and parts, by direction and scope.</summary>
/// <remarks>
/// Totals: |log(observed / predicted)| / s with s^2 = standard deviation of the members^2 + 0.02^2, so the interval is the prediction
/// multiplied or divided by exp(radius s). Parts: |observed - predicted| over the predicted total, a radius for each part.
/// </remarks>
internal sealed class ForecastIntervals
{
    private const double DeviationFloor = 0.02;

    private readonly ImmutableSortedDictionary<string, ConformalIntervals> _radii;

    private ForecastIntervals(ImmutableSortedDictionary<string, ConformalIntervals> radii) => _radii = radii;

    public static ForecastIntervals None { get; } = new(
        ImmutableSortedDictionary<string, ConformalIntervals>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>Adds the errors of held-out rows for one scope.</summary>
    public ForecastIntervals With(IntervalScope scope, IReadOnlyList<HeldOutRows> folds)
    {
        ImmutableSortedDictionary<string, ConformalIntervals>.Builder radii = _radii.ToBuilder();
        foreach (Direction direction in Enum.GetValues<Direction>())
        {
            (EnergyDataset Test, ProfileForecast Forecast)[] own =
                [.. folds.Select(fold => (fold.Test, direction == Direction.EnergyToEmission ? fold.Emission : fold.Generation))];
            radii[Key(scope, direction, "total")] = ConformalIntervals.Calibrate(TotalRows(scope, direction, own));
            radii[Key(scope, direction, "parts")] = ConformalIntervals.Calibrate(PartRows(direction, own));
            if (scope == IntervalScope.Uncovered && direction == Direction.EnergyToEmission)
                radii[Key(scope, direction, "pattern")] = ConformalIntervals.Calibrate(PatternRows(own));
        }

        return new ForecastIntervals(radii.ToImmutable());
    }

    /// <summary>Intervals of a total; none if the scope was not calibrated.</summary>
    public IReadOnlyList<Interval> Total(IntervalScope scope, Direction direction, string region, double total, double deviation)
    {
        if (!_radii.TryGetValue(Key(scope, direction, "total"), out ConformalIntervals? radii)) return [];
        double scale = Scale(deviation);
        return [.. radii.Levels.Select(level => (level, factor: Math.Exp(radii.Radius(level, region) * scale)))
            .Select(pair => new Interval(pair.level, total / pair.factor, total * pair.factor))];
    }

    /// <summary>Radii of the logarithm of a day's emissions around the mean of a region that was left out: the error that is left where
    /// the level is known; none if it was not calibrated.</summary>
    public IReadOnlyList<double> Pattern(double deviation) =>
        _radii.TryGetValue(Key(IntervalScope.Uncovered, Direction.EnergyToEmission, "pattern"), out ConformalIntervals? radii)
            ? [.. radii.Levels.Select(level => radii.Radius(level) * Scale(deviation))] : [];

    /// <summary>Intervals of a part; none if the scope was not calibrated.</summary>
    public IReadOnlyList<Interval> Part(IntervalScope scope, Direction direction, int part, double value, double total)
    {
        if (!_radii.TryGetValue(Key(scope, direction, "parts"), out ConformalIntervals? radii)) return [];
        return [.. radii.Levels.Select(level => (level, radius: radii.Radius(level, PartName(part)) * total))
            .Select(pair => new Interval(pair.level, Math.Max(0, value - pair.radius), value + pair.radius))];
    }

    public JsonObject ToJson() => new(_radii.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value.ToJson())));

    public static ForecastIntervals FromJson(JsonNode? json) => new((json as JsonObject ?? [])
        .ToImmutableSortedDictionary(pair => pair.Key, pair => ConformalIntervals.FromJson(pair.Value), StringComparer.Ordinal));

    private static double Scale(double deviation) => Math.Sqrt(deviation * deviation + DeviationFloor * DeviationFloor);

    private static string Key(IntervalScope scope, Direction direction, string what) => $"{scope}/{direction}/{what}";

    private static string PartName(int part) => part.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // A training region has radii of its own: some are steadier than others. A region that was left out stands for all others.
    private static ConformalRows TotalRows(IntervalScope scope, Direction direction,
        (EnergyDataset Test, ProfileForecast Forecast)[] folds)
    {
        List<double> observed = [], predicted = [], scales = [];
        List<string> regions = [];
        foreach ((EnergyDataset test, ProfileForecast forecast) in folds)
            for (int row = 0; row < test.Count; row++)
            {
                observed.Add(Math.Log(direction == Direction.EnergyToEmission ? test.TotalEmission[row] : test.TotalGeneration[row]));
                predicted.Add(Math.Log(forecast.Total(row)));
                scales.Add(Scale(forecast.StandardDeviation(row)));
                regions.Add(test.RegionOf(row));
            }

        return new ConformalRows { Observed = observed.ToArray(), Predicted = predicted.ToArray(), Scales = scales.ToArray(),
            Groups = scope == IntervalScope.Covered ? regions : null };
    }

    // Each region's mean error is taken away: it is the error of the level.
    private static ConformalRows PatternRows((EnergyDataset Test, ProfileForecast Forecast)[] folds)
    {
        List<double> observed = [], predicted = [], scales = [];
        foreach ((EnergyDataset test, ProfileForecast forecast) in folds)
            foreach (IGrouping<string, int> region in Enumerable.Range(0, test.Count).GroupBy(test.RegionOf))
            {
                double level = Math.Log(region.Sum(row => test.TotalEmission[row]) / region.Sum(forecast.Total));
                foreach (int row in region)
                {
                    observed.Add(Math.Log(test.TotalEmission[row]) - level);
                    predicted.Add(Math.Log(forecast.Total(row)));
                    scales.Add(Scale(forecast.StandardDeviation(row)));
                }
            }

        return new ConformalRows { Observed = observed.ToArray(), Predicted = predicted.ToArray(), Scales = scales.ToArray() };
    }

    private static ConformalRows PartRows(Direction direction, (EnergyDataset Test, ProfileForecast Forecast)[] folds)
    {
        List<double> observed = [], predicted = [], scales = [];
        List<string> groups = [];
        foreach ((EnergyDataset test, ProfileForecast forecast) in folds)
            for (int row = 0; row < test.Count; row++)
                for (int part = 0; part < forecast.PartCount; part++)
                {
                    observed.Add(direction == Direction.EnergyToEmission ? test.Emission((Sector)part)[row]
                        : test.Generation((EnergySource)part)[row]);
                    predicted.Add(forecast.Part(row, part));
                    scales.Add(forecast.Total(row));
                    groups.Add(PartName(part));
                }

        return new ConformalRows { Observed = observed.ToArray(), Predicted = predicted.ToArray(), Scales = scales.ToArray(),
            Groups = groups };
    }
}
