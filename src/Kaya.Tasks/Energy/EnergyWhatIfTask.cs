using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyWhatIfTask"/>.</summary>
public sealed record EnergyWhatIfOptions : EnergyQuestionOptions
{
    /// <summary>The region.</summary>
    [Option("region", Required = true)]
    public string? Region { get; set; }

    /// <summary>The day.</summary>
    [Option("day, yyyy-mm-dd", Required = true)]
    public DateOnly? Date { get; set; }

    /// <summary>Moves between sources, such as <c>coal:gas:10%</c>; one after the other.</summary>
    [Option("generation moved from one source to another: FROM:TO:AMOUNT, such as coal:gas:10% (of coal), coal:wind:5pp (of the mix) or "
        + "coal:gas:200GWh; separate several by commas")]
    public IReadOnlyList<string>? Move { get; set; }

    /// <summary>Cuts of sectors, such as <c>industry:10%</c>.</summary>
    [Option("reduction of a sector's emissions: SECTOR:AMOUNT, such as industry:10%; estimates the matching generation")]
    public IReadOnlyList<string>? Cut { get; set; }
}

/// <summary><c>kaya energy whatif</c>: the same day with a different mix, or with a reduced sector.</summary>
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
        "./kaya energy whatif --region China --date 2025-03-01 --move coal:wind:5pp,coal:solar:5pp",
        "./kaya energy whatif --region Japan --date 2025-03-01 --cut industry:10%",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyWhatIfOptions options) => [TrainedEnergyModel.Folder(options)];

    /// <inheritdoc/>
    public override string Estimate(EnergyWhatIfOptions options) =>
        "about 2 s, mostly for reading the data";

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyWhatIfOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        bool moves = options.Move is { Count: > 0 }, cuts = options.Cut is { Count: > 0 };
        if (moves == cuts)
            throw new DataFormatException(
                new Fault("A what-if changes either the mix or the sectors.", Expected: "--move or --cut",
                    Found: moves ? "both" : "neither",
                Remedy: "Give --move coal:gas:10% for the mix, or --cut industry:10% for a sector."));
        IReadOnlyList<SourceMove> sourceMoves = [.. (options.Move ?? []).Select(SourceMove.Parse)];
        IReadOnlyList<SectorCut> sectorCuts = [.. (options.Cut ?? []).Select(SectorCut.Parse)];
        TrainedEnergyModel trained = TrainedEnergyModel.Load(options);
        RegionDay day = trained.Day(options.Region!, options.Date!.Value, withEmission: cuts);
        TaskEnvironment.Record(session.Run, options);
        return moves ? Move(trained, day, sourceMoves, session) : Cut(trained, day, sectorCuts, session);
    }

    private static TaskOutcome Move(TrainedEnergyModel trained, RegionDay day, IReadOnlyList<SourceMove> moves, TaskSession session)
    {
        EnergyProfile after = day.Energy;
        foreach (SourceMove move in moves) after = move.Apply(after);
        WhatIfAnswer answer = WhatIf.Emission(trained.Model, day, after);
        string question = $"{day.Region}, {day.Day:yyyy-MM-dd}: {string.Join("; ", moves)}";
        return EnergyReports.Question(question, trained, answer, EnergyTables.Mix(day.Energy, after), session);
    }

    private static TaskOutcome Cut(TrainedEnergyModel trained, RegionDay day, IReadOnlyList<SectorCut> cuts, TaskSession session)
    {
        EmissionProfile after = day.Emission!;
        foreach (SectorCut cut in cuts) after = cut.Apply(after);
        WhatIfAnswer answer = WhatIf.Generation(trained.Model, day, after);
        string question = $"{day.Region}, {day.Day:yyyy-MM-dd}: {string.Join("; ", cuts)}";
        return EnergyReports.Question(question, trained, answer, EnergyTables.Cut(day.Emission!, after), session);
    }
}
