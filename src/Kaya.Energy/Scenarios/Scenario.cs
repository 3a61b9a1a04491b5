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
/// <param name="PredictedTotal">Emissions of all sectors that the model predicts for these days, Mt.</param>
/// <param name="PredictedPower">The same of the power sector, Mt.</param>
public sealed record ScenarioDays(string Region, IReadOnlyList<RegionDay> Days, double PredictedTotal, double PredictedPower)
{
    /// <summary>Days with reported emissions.</summary>
    public int ReportedDays => Days.Count(day => day.Emission is not null);

    /// <summary>Whether all days are reported, so that the reported sum is used; otherwise the predicted one is.</summary>
    public bool IsReported => ReportedDays == Days.Count;

    /// <summary>Emissions of all sectors before the change, Mt over the days: reported, or predicted where a day is not.</summary>
    public double Total => IsReported ? Days.Sum(day => day.Emission!.Total) : PredictedTotal;

    /// <summary>Emissions of the power sector before the change, Mt over the days.</summary>
    public double Power => IsReported ? Days.Sum(day => day.Emission![Sector.Power]) : PredictedPower;

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
            own, energy.Generation, sum.Generation, before.Power, before.IsReported ? before.Days.Count : 0);
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
