namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunWatchTask"/>.</summary>
public sealed record RunWatchOptions : RunOptions;

/// <summary><c>kaya run watch</c>: follows a run until it ends.</summary>
public sealed class RunWatchTask : QueryTask<RunWatchOptions>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public override string Name => "run watch";

    /// <inheritdoc/>
    public override string Summary =>
        "Follow a run until it ends; exit code 143 if it was stopped. Ctrl-C stops only the display, not the run.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run watch runs/model"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunWatchOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        Run run = Run.Open(options.Run!);
        for (; run.Status is RunStatus.Queued or RunStatus.Running; run = Run.Open(options.Run!))
        {
            if (run.Stage is { } stage)
                session.Context.Progress?.Report(new WorkProgress(stage.Stage, stage.Done, stage.Total, stage.Note)
                {
                    Fraction = stage.Fraction, Left = stage.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null,
                });
            if (session.Cancellation.WaitHandle.WaitOne(s_pause)) session.Cancellation.ThrowIfCancellationRequested();
        }

        if (run.Record.Fault is { } fault) throw fault.ToException();
        ResultTable metrics = new("metrics", [new("figure"), new("value"), new("unit")],
            run.Metrics.Select(metric => (IReadOnlyList<object?>)[metric.Name, metric.Value, metric.Unit]), "Figures");
        return new TaskOutcome([$"{run.Folder}: {run.Record.Task}, {RunText.Status(run)}"], run.Metrics.Count == 0 ? [] : [metrics])
        {
            Verdict = run.Status == RunStatus.Completed ? TaskVerdict.Done : TaskVerdict.Interrupted,
        };
    }
}
