using Kaya.Energy;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>Results of energy tasks as tables.</summary>
internal static class EnergyTables
{
    private static readonly Unit s_emission = Unit.Parse("Mt d-1");
    private static readonly Unit s_generation = Unit.Parse("GWh");

    /// <summary>Mean errors of totals for each region.</summary>
    public static ResultTable FitByRegion(
        EnergyDataset data, ProfileForecast emission, ProfileForecast generation,
            string description = "Mean absolute percentage error on the training days")
    {
        IEnumerable<IReadOnlyList<object?>> rows = Enumerable.Range(0, data.Count).GroupBy(data.RegionOf)
            .Select(region => (IReadOnlyList<object?>)
        [
            region.Key, region.Count(),
            100 * region.Average(row => Math.Abs(emission.Total(row) / data.TotalEmission[row] - 1)),
            100 * region.Average(row => Math.Abs(generation.Total(row) / data.TotalGeneration[row] - 1)),
        ]);
        return new ResultTable(
            "fit", [new("region"), new("days"), new("emission MAPE", Unit.Percent, 2), new("energy MAPE", Unit.Percent, 2)], rows,
            description);
    }

    /// <summary>Records the mean error of each direction over all region-days, as <see cref="FitByRegion"/> shows it.</summary>
    public static void RecordFit(EnergyDataset data, ProfileForecast emission, ProfileForecast generation, ActiveRun run)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        run.SetMetric("training days/emission/mape", rows.Average(row => Math.Abs(emission.Total(row) / data.TotalEmission[row] - 1)));
        run.SetMetric(
            "training days/generation/mape", rows.Average(row => Math.Abs(generation.Total(row) / data.TotalGeneration[row] - 1)));
    }

    /// <summary>Records the totals of a what-if, before and after.</summary>
    public static void Record(WhatIfAnswer answer, ActiveRun run)
    {
        (string name, Unit unit) = answer.Direction == Direction.EnergyToEmission ? ("emission", s_emission) : ("generation", s_generation);
        run.SetMetric($"{name}/before", answer.Total.Before, unit);
        run.SetMetric($"{name}/after", answer.Total.After, unit);
        run.SetMetric($"{name}/difference", answer.Total.Difference, unit);
    }

    /// <summary>One row per region-day: total with intervals, parts, applicability.</summary>
    public static ResultTable Forecast(EnergyDataset data, ProfileForecast forecast, IReadOnlyList<ApplicabilityResult> near)
    {
        bool emission = forecast.Direction == Direction.EnergyToEmission;
        Unit unit = emission ? s_emission : s_generation;
        IReadOnlyList<ResultColumn> columns =
        [
            new("region"), new("date"), new(emission ? "emission" : "generation", unit),
            .. Levels(unit),
            .. emission ? Sectors.All.Select(sector => new ResultColumn(sector.Label(), unit))
                : EnergySources.All.Select(source => new ResultColumn(source.Label(), unit)),
            new("applicability",
                Description: "inside: a training region, with a mix and a day within those of training; near: as close as training regions "
                    + "are to each other, or a day not much farther than was tested; outside: extrapolation"),
            new("distance", Unit.One, 4, "to the nearest training mix, between square roots of shares"), new("nearest region"),
            new("days away", Description: "days between the day and the training days"),
            new("why", Description: "why the applicability is not the one of the distance"),
        ];
        return new ResultTable(emission ? "emission" : "generation", columns, Enumerable.Range(0, data.Count).Select(Row),
            emission ? "Daily emissions by sector, with intervals" : "Daily generation by source, with intervals")
            { FileDigits = ScenarioTables.Digits };

        IReadOnlyList<object?> Row(int row) =>
        [
            data.RegionOf(row), data.Day[row], forecast.Total(row),
            .. Ends(forecast[row].Intervals),
            .. Enumerable.Range(0, forecast.PartCount).Select(part => (object?)forecast.Part(row, part)),
            near[row].Flag.ToString().ToLowerInvariant(), near[row].Distance, near[row].NearestRegion, near[row].DaysAway, near[row].Reason,
        ];
    }

    /// <summary>Daily mean of each region: total, 80 % interval of a day, applicability.</summary>
    public static ResultTable ForecastByRegion(EnergyDataset data, ProfileForecast forecast, IReadOnlyList<ApplicabilityResult> near)
    {
        bool emission = forecast.Direction == Direction.EnergyToEmission;
        Unit unit = emission ? s_emission : s_generation;
        IEnumerable<IReadOnlyList<object?>> rows = Enumerable.Range(0, data.Count).GroupBy(data.RegionOf).Select(region =>
        {
            Interval[] middle = [.. region.SelectMany(row => forecast[row].Intervals.Where(interval => interval.Level == 0.8))];
            return (IReadOnlyList<object?>)
            [
                region.Key, region.Count(), region.Average(forecast.Total),
                middle.Length > 0 ? middle.Average(interval => interval.Lower) : null, middle.Length > 0
                    ? middle.Average(interval => interval.Upper) : null,
                100.0 * region.Count(row => near[row].Flag == ApplicabilityClass.Outside) / region.Count(),
                region.GroupBy(row => near[row].Flag).MaxBy(group => group.Count())!.Key.ToString().ToLowerInvariant(),
                region.GroupBy(row => near[row].NearestRegion).MaxBy(group => group.Count())!.Key,
                region.GroupBy(row => near[row].Reason).MaxBy(group => group.Count())!.Key,
            ];
        });
        return new ResultTable("regions",
            [
                new("region"), new("days"), new(emission ? "emission" : "generation", unit), new("low 80 %", unit), new("high 80 %", unit),
                new("days outside", Unit.Percent, 0), new("applicability"), new("nearest region"), new("why"),
            ], rows, "Daily means of each region") { FileDigits = ScenarioTables.Digits };
    }

    private static IEnumerable<ResultColumn> Levels(Unit unit) =>
        ConformalIntervals.StandardLevels.SelectMany(
            level => new[] { new ResultColumn($"low {level:P0}", unit), new ResultColumn($"high {level:P0}", unit) });

    private static IEnumerable<object?> Ends(IReadOnlyList<Interval> intervals) => intervals.Count == 0
        ? Enumerable.Repeat<object?>(null, 2 * ConformalIntervals.StandardLevels.Length)
        : intervals.SelectMany(interval => new object?[] { interval.Lower, interval.Upper });
}
