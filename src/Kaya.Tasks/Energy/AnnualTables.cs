using Kaya.Energy;
using Kaya.Figures;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>Tables about annual totals of countries.</summary>
internal static class AnnualTables
{
    // As many days as stand for a year in the annual model.
    private const int FewestDays = 300;

    private static readonly Unit s_total = Unit.Parse("Mt");

    /// <summary>Each country left out in turn: a table of countries, one of errors by distance, metrics, and a part of the
    /// report.</summary>
    public static IReadOnlyList<ResultTable> LeftOut(AnnualKnowledge annual, EnergyDataset daily, ActiveRun run, ReportBuilder report)
    {
        IReadOnlyList<LeftOutCountry> all = annual.LeftOut;
        ResultTable countries = new("countries",
            [
                new("country"), new("published", s_total, 1), new("year"), new("predicted", s_total, 1), new("error", Unit.Percent, 0),
                .. ConformalIntervals.StandardLevels.SelectMany(level => new ResultColumn[]
                    { new($"low {level:P0}", s_total, 1), new($"high {level:P0}", s_total, 1) }),
                new("in 80 %"), new("applicability"), new("nearest country"), new("distance", Unit.One, 3), new("statistics"), new("why"),
            ], all.OrderByDescending(country => country.Published).Select(Row),
            "Annual totals of countries, each predicted without its own total, against the published one");
        ResultTable distances = ByDistance(all);
        double[] errors = [.. all.Select(country => country.Error)];
        run.SetMetric("countries/median absolute error", Metrics.Median(errors.Select(Math.Abs)));
        run.SetMetric("countries/mean absolute error", errors.Average(Math.Abs));
        run.SetMetric("countries/median error", Metrics.Median(errors));
        foreach (double level in ConformalIntervals.StandardLevels)
            run.SetMetric(FormattableString.Invariant($"countries/coverage {level:P0}"),
                (double)all.Count(own => own.Holds(level)) / all.Count);
        report.Section("Countries with annual totals").Paragraph(Sentence(annual) + " The intervals of a country are from the errors"
            + " of all "
            + "other countries. A country whose published total is beyond its interval at 80 % is marked `outside`.")
            .Table(distances).Table(countries, new TableStyle { Heat = ["error"] });
        if (annual.Notes.Count > 0) report.Bullets(annual.Notes);
        if (Scope(daily, annual.Totals) is not { } scope) return [countries, distances];
        report.Paragraph("Where a training region has a published total, it need not have the scope of its daily emissions.").Table(scope);
        return [countries, distances, scope];

        static IReadOnlyList<object?> Row(LeftOutCountry country) =>
        [
            country.Region, country.Published, country.PublishedYear, country.Predicted.Total, 100 * country.Error,
            .. country.Predicted.Intervals.SelectMany(interval => new object?[] { interval.Lower, interval.Upper }),
            country.Holds(0.8) ? "yes" : "no", country.Predicted.Nearness.Flag.ToString().ToLowerInvariant(),
            country.Predicted.Nearness.NearestRegion, country.Predicted.Nearness.Distance,
            country.Predicted.UsesStatistics ? "used" : "unknown", country.Predicted.Nearness.Reason,
        ];
    }

    /// <summary>Daily emissions of training regions, summed over whole years, beside the published totals: the difference in scope.
    /// Null where no such year has a total.</summary>
    public static ResultTable? Scope(EnergyDataset daily, AnnualTotals totals)
    {
        IReadOnlyList<object?>[] rows =
        [
            .. Enumerable.Range(0, daily.Count).GroupBy(row => (Region: daily.RegionOf(row), daily.Day[row].Year)).Select(year =>
            {
                if (totals.Of(year.Key.Region, year.Key.Year) is not { } published || year.Count() < FewestDays) return null;
                double sum = year.Average(row => daily.TotalEmission[row]) * Period.Year(year.Key.Year).DayCount;
                return (IReadOnlyList<object?>)[year.Key.Region, year.Key.Year, year.Count(), sum, published.Total, sum / published.Total];
            }).OfType<IReadOnlyList<object?>>(),
        ];
        return rows.Length == 0 ? null : new ResultTable("scope",
            [new("region"), new("year"), new("days"), new("daily emissions", s_total, 1), new("published", s_total, 1),
                new("daily / published", Unit.One, 3)],
            rows, "Daily emissions of whole years beside published totals: they differ in scope (bunkers, cement) and method");
    }

    /// <summary>The errors of countries that were left out, in one sentence.</summary>
    public static string Sentence(AnnualKnowledge annual)
    {
        IReadOnlyList<LeftOutCountry> all = annual.LeftOut;
        double[] errors = [.. all.Select(country => country.Error)];
        double bias = Metrics.Median(errors);
        return FormattableString.Invariant($"Annual totals of {all.Count} countries, each left out in turn: median error ")
            + FormattableString.Invariant($"{Metrics.Median(errors.Select(Math.Abs)):P0}, mean {errors.Average(Math.Abs):P0}, in the ")
            + FormattableString.Invariant($"median {Math.Abs(bias):P0} too {(bias > 0 ? "high" : "low")}; ")
            + "the intervals at 50, 80 and 95 % hold " + string.Join(", ", ConformalIntervals.StandardLevels.Select(level =>
                FormattableString.Invariant($"{(double)all.Count(own => own.Holds(level)) / all.Count:P0}"))) + ".";
    }

    /// <summary>A year of a region in one sentence, with the published total where there is one.</summary>
    public static string Sentence(RegionLevel level)
    {
        string interval = level.Intervals.Where(own => own.Level == 0.8)
            .Select(own => FormattableString.Invariant($" (80 % interval {own.Lower:0.#} to {own.Upper:0.#})")).FirstOrDefault("");
        string published = level.Published is not { } known ? "; no published total up to this year is known"
            : FormattableString.Invariant($"; published for {known.Year}: {known.Total:0.#} Mt, the prediction is ")
                + FormattableString.Invariant($"{level.Total / known.Total:0.00} times as much");
        return FormattableString.Invariant($"{level.Region}, {level.Year}: {level.Total:0.#} Mt{interval}, level from ")
            + $"{Label(level.Origin)}{published}.";
    }

    /// <summary>One row for each region and year: where its level comes from, beside the published total.</summary>
    public static ResultTable Levels(IReadOnlyList<RegionLevel> levels) => new("levels",
        [
            new("region"), new("year"), new("days"), new("level from"), new("emission", s_total, 1),
            .. ConformalIntervals.StandardLevels.SelectMany(level => new ResultColumn[]
                { new($"low {level:P0}", s_total, 1), new($"high {level:P0}", s_total, 1) }),
            new("published", s_total, 1), new("of year"), new("emission / published", Unit.One, 2),
            new("annual model", s_total, 1), new("annual model / published", Unit.One, 2), new("nearest country"),
        ],
        levels.Select(level => (IReadOnlyList<object?>)
        [
            level.Region, level.Year, level.Days, Label(level.Origin), level.Total,
            .. level.Intervals.Count > 0 ? level.Intervals.SelectMany(interval => new object?[] { interval.Lower, interval.Upper })
                : Enumerable.Repeat<object?>(null, 2 * ConformalIntervals.StandardLevels.Length),
            level.Published?.Total, level.Published?.Year, level.Published is { } total ? level.Total / total.Total : null,
            level.Annual?.Total, level.Annual is { } annual && level.Published is { } known ? annual.Total / known.Total : null,
            level.Annual?.Nearness.NearestRegion,
        ]), "Emissions of whole years: where the level of the days comes from, and the last published total up to that year");

    /// <summary>Published sectors beside predicted ones, where a table has them; null where none has.</summary>
    public static ResultTable? Sectors(IReadOnlyList<RegionLevel> levels, EnergyDataset data, ProfileForecast forecast)
    {
        IReadOnlyList<object?>[] rows =
        [
            .. levels.Where(level => level.Published is { Sectors.Count: > 0 } && level.Days > 0).SelectMany(level =>
            {
                int[] days = [.. Enumerable.Range(0, data.Count).Where(row => data.RegionOf(row) == level.Region
                    && data.Day[row].Year == level.Year)];
                double sum = days.Sum(forecast.Total);
                return level.Published!.Sectors.Select(own => (IReadOnlyList<object?>)
                [
                    level.Region, level.Year, own.Key.Label(),
                    level.Total * days.Sum(row => forecast.Part(row, (int)own.Key)) / sum, own.Value, level.Published.Year,
                ]);
            }),
        ];
        return rows.Length == 0 ? null : new ResultTable("sectors",
            [new("region"), new("year"), new("sector"), new("emission", s_total, 2), new("published", s_total, 2), new("of year")],
            rows, "Emissions of whole years by sector, beside the published ones");
    }

    private static string Label(LevelOrigin origin) => origin switch
    {
        LevelOrigin.AnnualModel => "annual model",
        LevelOrigin.Published => "published total",
        _ => "networks",
    };

    private static ResultTable ByDistance(IReadOnlyList<LeftOutCountry> all)
    {
        const int Parts = 3;
        LeftOutCountry[] sorted = [.. all.OrderBy(country => country.Predicted.Nearness.Distance)];
        return new ResultTable("errors-by-distance",
            [new("distance from", Unit.One, 3), new("to", Unit.One, 3), new("countries"), new("median error", Unit.Percent, 0),
                new("mean error", Unit.Percent, 0), new("largest error", Unit.Percent, 0), new("in 80 %", Unit.Percent, 0)],
            Enumerable.Range(0, Parts).Select(part => sorted[(part * sorted.Length / Parts)..((part + 1) * sorted.Length / Parts)])
                .Where(own => own.Length > 0).Select(own => (IReadOnlyList<object?>)
            [
                own[0].Predicted.Nearness.Distance, own[^1].Predicted.Nearness.Distance, own.Length,
                100 * Metrics.Median(own.Select(country => Math.Abs(country.Error))), 100 * own.Average(country => Math.Abs(country.Error)),
                100 * own.Max(country => Math.Abs(country.Error)), 100.0 * own.Count(country => country.Holds(0.8)) / own.Length,
            ]), "Absolute errors of countries left out, by the distance that the model expects");
    }
}
