using Kaya.Energy;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>Physical answers to scenarios as tables.</summary>
internal static class ScenarioTables
{
    /// <summary>Significant digits of energy tables in CSV files: beyond those of any report.</summary>
    public const int Digits = 7;

    // A change relative to less than this part of the whole says nothing.
    private const double SmallestPart = 1e-4;

    private static readonly Unit s_mass = Unit.Parse("Mt");
    private static readonly Unit s_energy = Unit.Parse("GWh");
    private static readonly Unit s_factor = Unit.Parse("t MWh-1");

    /// <summary>All sectors together, and the power sector: before as reported and as predicted, after, difference with
    /// intervals.</summary>
    public static ResultTable Change(ScenarioAnswer answer)
    {
        ScenarioDays before = answer.Before;
        return new ResultTable("change",
            [
                new("sector"), new("before", s_mass, 4, Basis(before)), new("before, by the model", s_mass, 4), new("after", s_mass, 4),
                new("difference", s_mass, 4), new("relative", Unit.Percent, 2), .. Levels(s_mass),
            ],
            [
                Row("total", before.Total, before.PredictedTotal, answer.TotalAfter),
                Row("power", before.Power, before.PredictedPower, answer.Power.After),
            ],
            $"Emissions over {Text(before.Days.Count)}, at emission factors of the sources: only the power sector changes. Intervals"
                + $" of the "
                + "difference") { FileDigits = Digits };

        IReadOnlyList<object?> Row(string name, double reported, double predicted, double after) =>
        [
            name, reported, predicted, after, answer.Power.Difference, reported > 0 ? 100 * answer.Power.Difference / reported : null,
            .. answer.Power.Differences.SelectMany(interval => new object?[] { interval.Lower, interval.Upper }),
        ];
    }

    /// <summary>Emissions before and after per head and per gross domestic product; null without statistics.</summary>
    public static ResultTable? Rates(ScenarioAnswer answer, CountryStatistics? statistics)
    {
        ScenarioDays before = answer.Before;
        return statistics is null ? null : new ResultTable("rates", [new("sector"), .. CountryRates.Columns(statistics, "before", "after")],
            [Row("total", before.Total, answer.TotalAfter), Row("power", before.Power, answer.Power.After)],
            $"Emissions of {Text(before.Days.Count)} as a yearly rate, per head and per gross domestic product");

        IReadOnlyList<object?> Row(string name, double reported, double after) => [name, .. CountryRates.Values(statistics,
            before.Region, before.Days[0].Day.Year, before.Days.Count, reported, after)];
    }

    /// <summary>Generation and emissions by source before and after, with the factors used.</summary>
    public static ResultTable Sources(ScenarioAnswer answer)
    {
        RegionFactors factors = answer.Power.Factors;
        double quantile = factors.Quantile(0.8);
        return new ResultTable("sources",
            [
                new("source"), new("before", s_energy, 1), new("after", s_energy, 1), new("difference", s_energy, 1),
                new("share before", Unit.Percent, 2), new("share after", Unit.Percent, 2), new("factor", s_factor, 3, Origin(factors)),
                new("factor, low 80 %", s_factor, 3), new("factor, high 80 %", s_factor, 3),
                new("world default", s_factor, 3, "IPCC 2006 content of the fuel over the average efficiency of plants"),
                new("emission difference", s_mass, 4, "at the mean factor"), new("at world defaults", s_mass, 4),
            ],
            EnergySources.All.Select(source =>
            {
                double moved = answer.EnergyAfter[source] - answer.EnergyBefore[source];
                double factor = factors.Of(source), deviation = quantile * factors.DeviationOf(source);
                double world = WorldFactors.Of(source);
                return (IReadOnlyList<object?>)
                [
                    source.Label(), answer.EnergyBefore[source], answer.EnergyAfter[source], moved,
                    100 * answer.EnergyBefore.Share(source), 100 * answer.EnergyAfter.Share(source), factor,
                    Math.Max(0, factor - deviation), factor + deviation, world, factor * moved / 1000, world * moved / 1000,
                ];
            }), $"Generation by source over {Text(answer.Before.Days.Count)}, and the emission factors: {Origin(factors)}")
            { FileDigits = Digits };
    }

    /// <summary>One row for each scenario.</summary>
    public static ResultTable Scenarios(IReadOnlyList<(Scenario Scenario, ScenarioAnswer Answer,
        WhatIfAnswer? Association)> answers, CountryStatistics? statistics) => new(
        "scenarios",
        [
            new("scenario"), new("region"), new("period"), new("days"), new("question"), new("before", s_mass), new("before is"),
            new("before, by the model", s_mass), new("after", s_mass), new("difference", s_mass), new("relative", Unit.Percent, 2),
            .. Levels(s_mass), new("power before", s_mass), new("power relative", Unit.Percent, 2), new("at world defaults", s_mass),
            new("factors of"), new("generation moved", s_energy), .. CountryRates.Columns(statistics, "before", "after"),
            .. answers.Any(own => own.Association is not null)
                ? [new("by association", s_mass, null, "difference of all sectors that goes with the mix in the data"),
                    new("by association, power", s_mass)] : Array.Empty<ResultColumn>(),
        ],
        answers.Select(own => (IReadOnlyList<object?>)
        [
            own.Scenario.Name, own.Answer.Before.Region, PeriodText(own.Scenario.Period), own.Answer.Before.Days.Count,
            Question(own.Scenario), own.Answer.Before.Total, Basis(own.Answer.Before),
            own.Answer.Before.PredictedTotal, own.Answer.TotalAfter, own.Answer.Power.Difference,
            100 * own.Answer.Power.Difference / own.Answer.Before.Total,
            .. own.Answer.Power.Differences.SelectMany(interval => new object?[] { interval.Lower, interval.Upper }),
            own.Answer.Power.Before, 100 * own.Answer.Power.Relative, own.Answer.Power.AtWorldFactors, Origin(own.Answer.Power.Factors),
            EnergySources.All.Sum(source => Math.Max(0, own.Answer.EnergyAfter[source] - own.Answer.EnergyBefore[source])),
            .. CountryRates.Values(statistics, own.Answer.Before.Region, own.Answer.Before.Days[0].Day.Year,
                own.Answer.Before.Days.Count, own.Answer.Before.Total, own.Answer.TotalAfter),
            .. own.Association is { } goes ? [goes.Total.Difference, goes.Parts[(int)Sector.Power].Difference] : Array.Empty<object?>(),
        ]), "Emissions before and after each scenario over its period, at emission factors of the sources; intervals of the difference")
        { FileDigits = Digits };

    /// <summary>The scenarios in the columns that fit on a page.</summary>
    public static ResultTable Summary(IReadOnlyList<(Scenario Scenario, ScenarioAnswer Answer, WhatIfAnswer? Association)> answers) => new(
        "summary",
        [
            new("scenario"), new("region"), new("period"), new("question"), new("before", s_mass), new("after", s_mass),
            new("difference", s_mass), new("low 80 %", s_mass), new("high 80 %", s_mass), new("relative", Unit.Percent, 1),
            new("power relative", Unit.Percent, 1), new("at world defaults", s_mass),
        ],
        answers.Select(own =>
        {
            Interval middle = own.Answer.Power.Differences.First(interval => interval.Level == 0.8);
            return (IReadOnlyList<object?>)
            [
                own.Scenario.Name, own.Answer.Before.Region, PeriodText(own.Scenario.Period), Question(own.Scenario),
                own.Answer.Before.Total, own.Answer.TotalAfter, own.Answer.Power.Difference, middle.Lower, middle.Upper,
                100 * own.Answer.Power.Difference / own.Answer.Before.Total, 100 * own.Answer.Power.Relative,
                own.Answer.Power.AtWorldFactors,
            ];
        }), "Emissions over the period of each scenario; the interval is that of the difference. All columns are in scenarios.csv")
        { FileDigits = Digits };

    /// <summary>What goes with the change in the data: the model's predictions before and after.</summary>
    public static ResultTable Association(WhatIfAnswer answer)
    {
        Unit unit = answer.Direction == Direction.EnergyToEmission ? s_mass : s_energy;
        int decimals = answer.Direction == Direction.EnergyToEmission ? 4 : 1;
        return new ResultTable("association",
            [
                new(answer.Direction == Direction.EnergyToEmission ? "sector" : "source"), new("model before", unit, decimals),
                new("model after", unit, decimals), new("difference", unit, decimals), new("relative", Unit.Percent, 2),
                .. ConformalIntervals.StandardLevels.SelectMany(level => new[]
                {
                    new ResultColumn($"members from, {level:P0}", unit, decimals), new ResultColumn($"members to, {level:P0}", unit,
                        decimals),
                }),
            ],
            answer.Parts.Prepend(answer.Total).Select(line => (IReadOnlyList<object?>)
            [
                line.Name, line.Before, line.After, line.Difference, line.Before > SmallestPart * answer.Total.Before
                    ? 100 * line.Relative : null,
                .. line.Disagreement.SelectMany(range => new object?[] { range.Lower, range.Upper }),
                .. Enumerable.Repeat<object?>(null, line.Disagreement.Count == 0 ? 2 * ConformalIntervals.StandardLevels.Length : 0),
            ]),
            "Goes with it in the data: the model before and after. Regions with such a mix differ in these sectors too; this is no"
                + " effect of "
                + "the change. The last columns are the disagreement of the networks, not an interval that holds the"
                    + " truth") { FileDigits = Digits };
    }

    /// <summary>Sectors before and after a cut.</summary>
    public static ResultTable Cut(EmissionProfile before, EmissionProfile after) => new("cut",
        [new("sector"), new("before", s_mass, 4), new("after", s_mass, 4), new("difference", s_mass, 4)],
        Sectors.All.Select(sector => (IReadOnlyList<object?>)[sector.Label(), before[sector], after[sector],
            after[sector] - before[sector]])
            .Prepend(["total", before.Total, after.Total, after.Total - before.Total]),
        "Reported emissions by sector before and after the cut");

    /// <summary>Generation behind a cut of the power sector, if all emitting sources fall in the same proportion.</summary>
    public static ResultTable Behind(EnergyProfile energy, double part) => new("generation",
        [new("source"), new("before", s_energy, 1), new("after", s_energy, 1), new("difference", s_energy, 1)],
        EnergySources.All.Select(source => (source, cut: WorldFactors.EmittingSources.Contains(source) ? part : 0))
            .Select(own => (IReadOnlyList<object?>)[own.source.Label(), energy[own.source], (1 - own.cut) * energy[own.source],
                -own.cut * energy[own.source]]),
        "Generation behind the cut of the power sector, if all sources that emit fall in the same proportion and nothing replaces them");

    /// <summary>Where factors come from, in words.</summary>
    public static string Origin(RegionFactors factors) => factors.Origin switch
    {
        FactorOrigin.OwnData => FormattableString.Invariant($"the region's own {factors.Days} days"),
        FactorOrigin.OtherRegions => "other regions: this one reports no emissions",
        _ => "world defaults: too few regions of the training data use the sources",
    };

    /// <summary>A period as ISO 8601.</summary>
    public static string PeriodText(Period period) => period.ToString();

    /// <summary>The question of a scenario in words.</summary>
    public static string Question(Scenario scenario) => scenario.Target is { } target
        ? "smallest change of the mix for "
            + FormattableString.Invariant($"{(target.IsRelative ? 100 * (target.Value - 1) : target.Value):0.####}")
            + (target.IsRelative ? " %" : " Mt")
        : string.Join("; ", scenario.Moves);

    /// <summary>What the emissions before are.</summary>
    public static string Basis(ScenarioDays before) => before.ReportedDays == before.Days.Count ? "reported"
        : before.ReportedDays == 0 ? "predicted" : $"reported on {before.ReportedDays} of {before.Days.Count} days, else predicted";

    private static string Text(int days) => days == 1 ? "the day" : FormattableString.Invariant($"{days} days");

    private static IEnumerable<ResultColumn> Levels(Unit unit) => ConformalIntervals.StandardLevels.SelectMany(
        level => new[] { new ResultColumn($"low {level:P0}", unit, 4), new ResultColumn($"high {level:P0}", unit, 4) });
}
