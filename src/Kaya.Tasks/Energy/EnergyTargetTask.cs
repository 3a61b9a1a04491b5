using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyTargetTask"/>.</summary>
public sealed record EnergyTargetOptions : EnergyQuestionOptions
{
    /// <summary>The region.</summary>
    [Option("region", Required = true)]
    public string? Region { get; set; }

    /// <summary>The day.</summary>
    [Option("day, yyyy-mm-dd (default: the last day of the region)")]
    public DateOnly? Date { get; set; }

    /// <summary>The emissions target.</summary>
    [Option("emissions target: a change such as -15%, or an amount per day such as 1.2Mt", Required = true)]
    public string? Emission { get; set; }

    /// <summary>Sources that keep their share.</summary>
    [Option("sources whose share is kept fixed, separated by commas, such as nuclear,hydro")]
    public IReadOnlyList<EnergySource>? Pin { get; set; }
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
    public override IReadOnlyList<TaskInput> Inputs(EnergyTargetOptions options) => [TrainedEnergyModel.Folder(options)];

    /// <inheritdoc/>
    public override string Estimate(EnergyTargetOptions options) => "about 3 s, mostly for reading the data";

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyTargetOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        EmissionTarget target = EmissionTarget.Parse(options.Emission!);
        TrainedEnergyModel trained = TrainedEnergyModel.Load(options);
        EnergyDataset own = trained.Generation().ForRegions(options.Region!);
        RegionDay day = own[own.RowOf(options.Region!, options.Date ?? own.Days[^1])];
        EnergyProfile after = MixSearch.Reach(trained.Model, day, target, options.Pin ?? []);
        WhatIfAnswer answer = WhatIf.Emission(trained.Model, day, after);
        TaskEnvironment.Record(session.Run, options);
        string question = $"{day.Region}, {day.Day:yyyy-MM-dd}: smallest change of the mix for {options.Emission}";
        return EnergyReports.Question(question, trained, answer, EnergyTables.Mix(day.Energy, after), session);
    }
}
