using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A question about one region and period: moves between sources, or an emissions target.</summary>
/// <param name="Name">A label for tables.</param>
/// <param name="Region">Any known name of the region.</param>
/// <param name="Period">A day, month, year or range of days.</param>
/// <param name="Moves">Moves, applied in order on each day; empty for a target.</param>
public sealed record Scenario(string Name, string Region, Period Period, IReadOnlyList<SourceMove> Moves)
{
    /// <summary>The emissions target of the whole period; null for moves.</summary>
    public EmissionTarget? Target { get; init; }

    /// <summary>Sources whose share a target does not change.</summary>
    public IReadOnlyCollection<EnergySource> Pinned { get; init; } = [];

    /// <summary>Sources that a target may begin to use though they are zero before.</summary>
    public IReadOnlyCollection<EnergySource> Allowed { get; init; } = [];
}

/// <summary>The days of a scenario before the change.</summary>
/// <param name="Region">Canonical name.</param>
/// <param name="Days">The days that have data, ascending; at least one.</param>
/// <param name="PredictedTotals">Emissions of all sectors that the model predicts for each of them, Mt.</param>
/// <param name="PredictedPowers">The same of the power sector, Mt.</param>
public sealed record ScenarioDays(
    string Region, IReadOnlyList<RegionDay> Days, IReadOnlyList<double> PredictedTotals, IReadOnlyList<double> PredictedPowers)
{
    // With fewer reported days, the sum says more about the model than about the region's factors.
    private const double MostlyReported = 0.9;

    /// <summary>Emissions of all sectors that the model predicts, Mt over the days.</summary>
    public double PredictedTotal => PredictedTotals.Sum();

    /// <summary>Emissions of the power sector that the model predicts, Mt over the days.</summary>
    public double PredictedPower => PredictedPowers.Sum();

    /// <summary>Days with reported emissions.</summary>
    public int ReportedDays => Days.Count(day => day.Emission is not null);

    /// <summary>Emissions of all sectors before the change, Mt over the days: reported, and predicted on days without a report.</summary>
    public double Total => Days.Select((day, i) => day.Emission?.Total ?? PredictedTotals[i]).Sum();

    /// <summary>Emissions of the power sector before the change, Mt over the days: reported, and predicted on days without a
    /// report.</summary>
    public double Power => Days.Select((day, i) => day.Emission?[Sector.Power] ?? PredictedPowers[i]).Sum();

    /// <summary>Days whose report tells the deviation of the region's factors; 0 where few days are reported.</summary>
    internal int TellingDays => ReportedDays >= MostlyReported * Days.Count ? ReportedDays : 0;

    /// <summary>Generation before the change, GWh over the days.</summary>
    /// <returns>The sum of the days.</returns>
    public EnergyProfile Energy() => Sum(Days.Select(day => day.Energy));

    internal static EnergyProfile Sum(IEnumerable<EnergyProfile> profiles)
    {
        double[] sum = new double[EnergyRows.Sources];
        foreach (EnergyProfile profile in profiles)
            for (int i = 0; i < sum.Length; i++) sum[i] += profile.Generation[i];
        return new EnergyProfile(sum);
    }
}

/// <summary>The physical answer to a scenario.</summary>
/// <param name="Before">The days before the change.</param>
/// <param name="EnergyBefore">Generation before, GWh over the period.</param>
/// <param name="EnergyAfter">Generation after, GWh over the period.</param>
/// <param name="DaysAfter">Generation of each day after, GWh.</param>
/// <param name="Power">The change of the power sector.</param>
public sealed record ScenarioAnswer(
    ScenarioDays Before, EnergyProfile EnergyBefore, EnergyProfile EnergyAfter, IReadOnlyList<EnergyProfile> DaysAfter, PowerChange Power)
{
    /// <summary>Emissions of all sectors after, Mt over the period; sectors other than power keep theirs.</summary>
    public double TotalAfter => Before.Total + Power.Difference;
}

/// <summary>Answers scenarios.</summary>
public static class ScenarioRun
{
    /// <summary>The physical answer: power sector, at emission factors of the region's own sources.</summary>
    /// <param name="factors">Emission factors of regions.</param>
    /// <param name="before">The days.</param>
    /// <param name="scenario">The question.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="DataFormatException">A move is larger than the generation of its source on a day.</exception>
    /// <exception cref="ConvergenceException">No mix reaches the target.</exception>
    public static ScenarioAnswer Physical(SourceFactors factors, ScenarioDays before, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(scenario);
        RegionFactors own = factors.Of(before.Region);
        EnergyProfile energy = before.Energy();
        EnergyProfile[] after = scenario.Target is { } target
            ? Scaled(before, energy, MixSearch.ReachPhysical(own, before, target, scenario.Pinned, scenario.Allowed))
            : Moved(before, scenario.Moves);
        EnergyProfile sum = ScenarioDays.Sum(after);
        PowerChange change = PhysicalWhatIf.Of(
            own, energy.Generation, sum.Generation, before.Power, before.TellingDays);
        return new ScenarioAnswer(before, energy, sum, after, change);
    }

    private static EnergyProfile[] Moved(ScenarioDays before, IReadOnlyList<SourceMove> moves)
    {
        EnergyProfile[] after = new EnergyProfile[before.Days.Count];
        DataFormatException? first = null;
        int failed = 0;
        for (int i = 0; i < after.Length; i++)
        {
            try
            {
                after[i] = moves.Aggregate(before.Days[i].Energy, (mix, move) => move.Apply(mix));
            }
            catch (DataFormatException tooLarge)
            {
                first ??= tooLarge;
                failed++;
            }
        }

        if (first is null) return after;
        if (after.Length == 1) throw first;
        throw new DataFormatException(first.Fault with
        {
            Found = $"{first.Fault.Found} on the first of {failed} such days of {after.Length}",
            Remedy = "Move a part of the source on each day, such as coal:gas:10%, or a smaller amount.",
        });
    }

    // A target is one mix for the period; each source of each day changes in proportion, or is added in proportion to the day's total.
    private static EnergyProfile[] Scaled(ScenarioDays before, EnergyProfile sum, EnergyProfile after) =>
    [
        .. before.Days.Select(day => new EnergyProfile([.. EnergySources.All.Select(source => sum[source] > 0
            ? day.Energy[source] * after[source] / sum[source] : after[source] * day.Energy.Total / sum.Total)])),
    ];
}
