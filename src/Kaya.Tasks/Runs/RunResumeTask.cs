namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunResumeTask"/>.</summary>
public sealed record RunResumeOptions : RunOptions;

/// <summary><c>kaya run resume</c>: continues an interrupted or queued run with its recorded settings.</summary>
public sealed class RunResumeTask : QueryTask<RunResumeOptions>
{
    /// <inheritdoc/>
    public override string Name => "run resume";

    /// <inheritdoc/>
    public override string Summary => "Continue an interrupted run from its last checkpoint, with the same settings.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run resume runs/job"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunResumeOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        FinishedTask finished = TaskRunner.Resume(options.Run!, new TaskRunSettings
        {
            OwnsProcess = session.OwnsProcess, Unstoppable = session.Unstoppable,
            Progress = session.Context.Progress, Cancellation = session.Cancellation,
        });
        return finished.Outcome with { Run = finished.Run };
    }
}
