using Kaya.Core;
using Kaya.Samples;

namespace Kaya.Energy.Tests.Scenarios;

/// <summary>Physical answers to scenarios of whole periods and targets.</summary>
public sealed class ScenarioRunTests
{
    private static readonly SampleEnergy s_world = SampleEnergy.Create();
    private static readonly SourceFactors s_factors = SourceFactors.Fit(s_world.Dataset);

    private static ScenarioDays Days(string region, Period period)
    {
        RegionDay[] days = [.. Enumerable.Range(0, s_world.Dataset.Count).Select(row => s_world.Dataset[row])
            .Where(day => day.Region == region && period.Contains(day.Day))];
        return new ScenarioDays(region, days, new double[days.Length], new double[days.Length]);
    }

    [Fact]
    public void Physical_Year_IsTheSumOfTheTruthOfItsDays()
    {
        ScenarioDays days = Days("Galdora", Period.Year(2023));
        SourceMove move = SourceMove.Parse("coal:wind:30%");
        ScenarioAnswer answer = ScenarioRun.Physical(s_factors, days, new Scenario("a", "Galdora", Period.Year(2023), [move]));
        double truth = days.Days.Sum(day => s_world.TrueEmissionAfter("Galdora", day.Day, move).Total
            - s_world.TrueEmission("Galdora", day.Day, day.Energy).Total);
        Assert.Equal(truth, answer.Power.Difference, 1e-3 * Math.Abs(truth));
        Assert.Equal(answer.EnergyBefore.Total, answer.EnergyAfter.Total, 1e-6 * answer.EnergyBefore.Total);
        Assert.Equal(365, answer.DaysAfter.Count);
    }

    [Theory]
    [InlineData("-10%")]
    [InlineData("+3%")]
    public void Physical_Target_IsReachedAndZeroStaysZero(string target)
    {
        ScenarioDays days = Days("Arvania", Period.Month(2023, 5));
        Scenario question = new("a", "Arvania", Period.Month(2023, 5), [])
            { Target = EmissionTarget.Parse(target), Pinned = [EnergySource.Hydro] };
        ScenarioAnswer answer = ScenarioRun.Physical(s_factors, days, question);
        Assert.Equal(EmissionTarget.Parse(target).Of(days.Total), answer.TotalAfter, 1e-4 * days.Total);
        Assert.Equal(0, answer.EnergyBefore[EnergySource.Nuclear]);
        Assert.Equal(0, answer.EnergyAfter[EnergySource.Nuclear]);
        Assert.Equal(answer.EnergyBefore[EnergySource.Hydro], answer.EnergyAfter[EnergySource.Hydro], 1e-6);
        ScenarioAnswer allowed = ScenarioRun.Physical(s_factors, days, question with
        {
            Target = EmissionTarget.Parse("-10%"), Allowed = [EnergySource.Nuclear],
        });
        Assert.True(allowed.EnergyAfter[EnergySource.Nuclear] > 0);
    }

    [Fact]
    public void Physical_TargetBeyondThePowerSector_NamesTheNearest() => Assert.Contains("at closest", Assert.Throws<ConvergenceException>(
        () => ScenarioRun.Physical(s_factors, Days("Arvania", Period.Day(new DateOnly(2023, 5, 17))),
            new Scenario("a", "Arvania", Period.Day(new DateOnly(2023, 5, 17)), []) { Target = EmissionTarget.Parse("-95%") })).Fault.Found,
        StringComparison.Ordinal);

    [Fact]
    public void Physical_MoveTooLargeOnSomeDays_CountsThem() => Assert.Contains("such days of 365", Assert.Throws<DataFormatException>(
        () => ScenarioRun.Physical(s_factors, Days("Ivaria", Period.Year(2023)),
            new Scenario("a", "Ivaria", Period.Year(2023), [SourceMove.Parse("wind:gas:200GWh")]))).Fault.Found, StringComparison.Ordinal);
}
