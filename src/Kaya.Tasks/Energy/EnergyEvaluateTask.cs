using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyEvaluateTask"/>.</summary>
public sealed record EnergyEvaluateOptions : EnergyDataOptions
{
    /// <summary>Whether fewer members and steps and only n = 0 are used.</summary>
    [Option("fewer members and steps, n = 0 only: takes minutes instead of most of an hour")]
    public bool Quick { get; set; }

    /// <summary>Numbers of synthetic regions.</summary>
    [Option("numbers of synthetic regions, separated by commas (default: 0,10,100; 0 with --quick)")]
    public IReadOnlyList<int>? Synthetic { get; set; }

    /// <summary>Splits.</summary>
    [Option("splits, separated by commas: random, last-days, leave-region-out (default: all three)")]
    public IReadOnlyList<SplitKind>? Splits { get; set; }

    /// <summary>Models.</summary>
    [Option("models, separated by commas (default: LR,KNN,DT,XGB,MLP,CNN,CLEAN-MLP,CLEAN-CNN)")]
    public IReadOnlyList<string>? Models { get; set; }

    internal IReadOnlyList<int> Counts => Synthetic is { Count: > 0 } ? Synthetic : Quick ? [0] : [0, 10, 100];

    internal IReadOnlyList<SplitKind> Kinds => Splits is { Count: > 0 } ? Splits : Enum.GetValues<SplitKind>();
}

/// <summary><c>kaya energy evaluate</c>: the table of the paper for each of three splits.</summary>
public sealed class EnergyEvaluateTask : KayaTask<EnergyEvaluateOptions>
{
    /// <inheritdoc/>
    public override string Name => "energy evaluate";

    /// <inheritdoc/>
    public override string Summary =>
        "Compare eight models on three splits: errors in both directions and by sector, and coverage of intervals.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya energy evaluate --quick",
        "./kaya energy evaluate --emissions carbon-monitor-GLOBAL.csv --generation carbon-monitor-power.csv",
        "./kaya energy evaluate --emissions E.csv --generation G.csv --models XGB,CLEAN-MLP --splits last-days --synthetic 0",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyEvaluateOptions options) => EnergyInput.Files(options);

    /// <inheritdoc/>
    public override string Estimate(EnergyEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Quick ? "up to 5 minutes on two cores" : "up to 45 minutes on two cores for the whole table";
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyEvaluateOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read");
        EnergyInput input = EnergyInput.Load(options);
        IReadOnlyList<EvaluationScore> scores = Score(options, input, session);
        TaskEnvironment.Record(session.Run, options);
        foreach (EvaluationScore score in scores)
            session.Run.SetMetric($"{score.Model}/{score.Split}/n{score.SyntheticRegions}/{score.Direction}/mape", score.Mape);
        IReadOnlyList<ResultTable> tables = EvaluationTables.All(scores, options.Kinds, options.Counts);
        session.Write(EvaluationReport.Of(input, scores, tables, options.Kinds));
        return new TaskOutcome(
            [$"{input.Origin.Label}: {input.Dataset.Regions.Count} regions, {input.Dataset.Count} region-days. Errors are mean absolute "
            + $"percentage errors of totals; leave-one-region-out gives the median over regions."],
            tables, TablesPrinted: options.Kinds.Count + 1);
    }

    /// <summary>Scores every chosen model, split and number of synthetic regions; those of an interrupted run are read.</summary>
    internal static IReadOnlyList<EvaluationScore> Score(EnergyEvaluateOptions options, EnergyInput input, TaskSession session)
    {
        IReadOnlyList<string> names = EnergyModels.Chosen(options.Models);
        EvaluationLedger ledger = new(session.Run);
        int cell = 0, cells = options.Kinds.Count * options.Counts.Count * names.Count;
        foreach (SplitKind split in options.Kinds)
            foreach (int count in options.Counts)
                foreach (string name in names)
                {
                    session.Context.Cancellation.ThrowIfCancellationRequested();
                    session.Report($"score {name}, {split}", ++cell, cells);
                    ledger.Score(split, count, name, () => EnergyEvaluation.Score(
                        input.Dataset, split, EnergyModels.Create(name, split, count, options.Quick), count, session.Context));
                }

        return ledger.All;
    }
}
