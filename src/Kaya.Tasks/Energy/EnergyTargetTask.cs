using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyTargetTask"/>.</summary>
public sealed record EnergyTargetOptions : EnergyQuestionOptions
{
    /// <summary>The region.</summary>
    [Option("region", Required = true)]
    public string? Region { get; set; }

    /// <summary>A day, month, year or range of days.</summary>
    [Option("day, month, year or range of days: 2025-03-01, 2025-03, 2024 or 2024-06-01/2024-08-31 (default: the last day of the region)")]
    public Period? Date { get; set; }

    /// <summary>The emissions target.</summary>
    [Option("emissions target: a change such as -15%, or an amount per day such as 1.2Mt", Required = true)]
    public string? Emission { get; set; }

    /// <summary>Sources that keep their share.</summary>
    [Option("sources whose share is kept fixed, separated by commas, such as nuclear,hydro")]
    public IReadOnlyList<EnergySource>? Pin { get; set; }

    /// <summary>Sources that may be used though they are zero.</summary>
    [Option("sources that may be used though the region has none, separated by commas, such as nuclear (default: zero stays zero)")]
    public IReadOnlyList<EnergySource>? Allow { get; set; }

    /// <summary>Whether the target is that of the model's prediction of all sectors.</summary>
    [Option("reach the target in the model's prediction of all sectors, instead of by the power sector at emission factors of sources")]
    public bool Association { get; set; }
}

/// <summary><c>kaya energy target</c>: the smallest change of the mix that reaches an emissions target.</summary>
public sealed class EnergyTargetTask : KayaTask<EnergyTargetOptions>
{
    /// <inheritdoc/>
    public override string Name => "energy target";

    /// <inheritdoc/>
    public override string Summary => "Find the smallest change of a region's energy mix that reaches an emissions target.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya energy target --region Germany --date 2025-03-01 --emission -15%",
        "./kaya energy target --region Spain --emission 0.5Mt --pin nuclear,hydro",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyTargetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [TrainedEnergyModel.Folder(options), .. AnnualInput.StatisticsFile(options.CountryStatistics)];
    }

    /// <inheritdoc/>
    public override string Estimate(EnergyTargetOptions options) => "about 3 s, mostly for reading the data";

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyTargetOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        EmissionTarget target = EmissionTarget.Parse(options.Emission!);
        TrainedEnergyModel trained = TrainedEnergyModel.Load(options);
        SourceFactors factors = trained.Model.RequireFactors();
        EnergyDays all = trained.Days();
        Period period = options.Date ?? Period.Day(all.Generation.ForRegions(options.Region!).Days[^1]);
        ScenarioDays before = all.Of(trained.Model, options.Region!, period);
        Scenario scenario = new(options.Region!, options.Region!, period, [])
            { Target = target, Pinned = options.Pin ?? [], Allowed = options.Allow ?? [] };
        ScenarioAnswer answer = options.Association ? ByModel(trained.Model, factors, before, scenario)
            : ScenarioRun.Physical(factors, before, scenario);
        WhatIfAnswer goes = WhatIf.Emission(trained.Model, before.Days, answer.DaysAfter);
        TaskEnvironment.Record(session.Run, options);
        string question = $"{before.Region}, {period}: smallest change of the mix for {options.Emission}";
        return ScenarioReports.Question(question, trained, (scenario, answer), (goes, options.Association), session);
    }

    private static ScenarioAnswer ByModel(CleanModel model, SourceFactors factors, ScenarioDays before, Scenario scenario)
    {
        if (before.Days.Count > 1)
            throw new DataFormatException(new Fault("The model's target is searched on one day.", Expected: "one day with --association",
                Found: $"{before.Days.Count} days", Remedy: "Give a day, or leave out --association."));
        RegionDay day = before.Days[0];
        EnergyProfile after = MixSearch.Reach(model, day, scenario.Target!, scenario.Pinned, scenario.Allowed);
        PowerChange power = PhysicalWhatIf.Of(factors.Of(before.Region), day.Energy.Generation, after.Generation, before.Power,
            before.ReportedDays);
        return new ScenarioAnswer(before, day.Energy, after, [after], power);
    }
}
