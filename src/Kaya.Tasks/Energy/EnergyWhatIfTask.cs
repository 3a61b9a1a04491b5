using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyWhatIfTask"/>.</summary>
public sealed record EnergyWhatIfOptions : EnergyQuestionOptions
{
    /// <summary>The region.</summary>
    [Option("region")]
    public string? Region { get; set; }

    /// <summary>A day, month, year or range of days.</summary>
    [Option("day, month, year or range of days: 2025-03-01, 2025-03, 2024 or 2024-06-01/2024-08-31")]
    public Period? Date { get; set; }

    /// <summary>Moves between sources, such as <c>coal:gas:10%</c>; one after the other.</summary>
    [Option("generation moved from one source to another on each day: FROM:TO:AMOUNT, such as coal:gas:10% (of coal), coal:wind:5pp"
        + " (of the "
        + "mix) or coal:gas:200GWh; separate several by commas")]
    public IReadOnlyList<string>? Move { get; set; }

    /// <summary>Cuts of sectors, such as <c>industry:10%</c>.</summary>
    [Option("reduction of a sector's emissions: SECTOR:AMOUNT, such as industry:10%")]
    public IReadOnlyList<string>? Cut { get; set; }

    /// <summary>A file of scenarios.</summary>
    [Option("file of scenarios in place of --region, --date and --move: a table (CSV, XLSX), one a line, or a YAML list; region, period, "
        + "move or target; optional name, pin, allow", Group = OptionGroup.Input)]
    public string? Scenarios { get; set; }

    /// <summary>Whether the answer is what goes with the change in the data.</summary>
    [Option("answer first with what goes with the change in the data (model, all sectors) instead of what the moved generation emits")]
    public bool Association { get; set; }
}

/// <summary><c>kaya energy whatif</c>: the same days with a different mix, or with a reduced sector.</summary>
public sealed class EnergyWhatIfTask : KayaTask<EnergyWhatIfOptions>
{
    /// <inheritdoc/>
    public override string Name => "energy whatif";

    /// <inheritdoc/>
    public override string Summary => "Estimate the effect of moving generation to another source, or of reducing a sector's emissions.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya energy whatif --region Germany --date 2025-03-01 --move coal:gas:10%",
        "./kaya energy whatif --region China --date 2024 --move coal:wind:5pp,coal:solar:5pp",
        "./kaya energy whatif --region Japan --date 2025-03-01 --cut industry:10%",
        "./kaya energy whatif --scenarios scenarios.yaml",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyWhatIfOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [TrainedEnergyModel.Folder(options),
            .. options.Scenarios is { } path ? [new TaskInput("scenarios", path, "file of scenarios")] : Array.Empty<TaskInput>(),
            .. AnnualInput.StatisticsFile(options.CountryStatistics)];
    }

    /// <inheritdoc/>
    public override string Estimate(EnergyWhatIfOptions options) =>
        "about 2 s, mostly for reading the data";

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyWhatIfOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        bool moves = options.Move is { Count: > 0 }, cuts = options.Cut is { Count: > 0 };
        if (options.Scenarios is { } path) return Table(path, options, moves || cuts, session);
        Require(options, moves, cuts);
        IReadOnlyList<SourceMove> sourceMoves = [.. (options.Move ?? []).Select(SourceMove.Parse)];
        IReadOnlyList<SectorCut> sectorCuts = [.. (options.Cut ?? []).Select(SectorCut.Parse)];
        TrainedEnergyModel trained = TrainedEnergyModel.Load(options);
        SourceFactors factors = trained.Model.RequireFactors();
        ScenarioDays before = trained.Days().Of(trained.Model, options.Region!, options.Date!);
        TaskEnvironment.Record(session.Run, options);
        if (cuts) return Cut(trained, before, sectorCuts, options, session);
        Scenario scenario = new(options.Region!, options.Region!, options.Date!, sourceMoves);
        ScenarioAnswer answer = ScenarioRun.Physical(factors, before, scenario);
        WhatIfAnswer goes = WhatIf.Emission(trained.Model, before.Days, answer.DaysAfter);
        return ScenarioReports.Question($"{before.Region}, {options.Date}: {string.Join("; ", sourceMoves)}", trained, (scenario, answer),
            (goes, options.Association), session);
    }

    private static void Require(EnergyWhatIfOptions options, bool moves, bool cuts)
    {
        if (moves == cuts)
            throw new DataFormatException(
                new Fault("A what-if changes either the mix or the sectors.", Expected: "--move or --cut",
                    Found: moves ? "both" : "neither",
                Remedy: "Give --move coal:gas:10% for the mix, --cut industry:10% for a sector, or a file by --scenarios."));
        if (options.Region is null || options.Date is null)
            throw new DataFormatException(new Fault("A what-if needs a region and a date.",
                Expected: options.Region is null ? "--region" : "--date", Found: "none",
                Remedy: "Give --region Germany --date 2025-03-01, or a file by --scenarios."));
    }

    private static TaskOutcome Table(string path, EnergyWhatIfOptions options, bool questions, TaskSession session)
    {
        if (questions || options.Region is not null || options.Date is not null)
            throw new DataFormatException(new Fault("A file of scenarios holds the whole question.", Expected: "--scenarios alone",
                Found: "--region, --date, --move or --cut too", Remedy: "Put regions, periods and moves into the file."));
        IReadOnlyList<Scenario> scenarios = ScenarioFile.Read(path);
        TrainedEnergyModel trained = TrainedEnergyModel.Load(options);
        SourceFactors factors = trained.Model.RequireFactors();
        session.Report("scenarios");
        IReadOnlyList<ScenarioDays> days = trained.Days().Of(trained.Model, [.. scenarios.Select(own => (own.Region, own.Period))]);
        List<(Scenario, ScenarioAnswer, WhatIfAnswer?)> answers = [];
        for (int i = 0; i < scenarios.Count; i++)
        {
            ScenarioAnswer answer = ScenarioRun.Physical(factors, days[i], scenarios[i]);
            answers.Add((scenarios[i], answer,
                options.Association ? WhatIf.Emission(trained.Model, days[i].Days, answer.DaysAfter) : null));
        }

        TaskEnvironment.Record(session.Run, options);
        return ScenarioReports.Scenarios(trained, answers, session);
    }

    private static TaskOutcome Cut(TrainedEnergyModel trained, ScenarioDays before, IReadOnlyList<SectorCut> cuts,
        EnergyWhatIfOptions options, TaskSession session)
    {
        if (before.Days.Count > 1 || before.Days[0].Emission is not { } emission)
            throw new DataNotFoundException(new Fault("A cut of a sector needs the reported emissions of one day.",
                Expected: "one day with reported emissions", Found: $"{before.Days.Count} days, {before.ReportedDays} of them reported",
                Remedy: "Give one day, and --emissions where the model was trained on other data."));
        EmissionProfile after = cuts.Aggregate(emission, (profile, cut) => cut.Apply(profile));
        WhatIfAnswer goes = WhatIf.Generation(trained.Model, before.Days[0], after);
        string question = $"{before.Region}, {options.Date}: {string.Join("; ", cuts)}";
        return CutReport.Of(question, trained, (before.Days[0], after), (goes, options.Association), session);
    }
}
