using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunResumeTask"/>.</summary>
public sealed record RunResumeOptions : RunOptions;

/// <summary><c>kaya run resume</c>: takes up a run that was interrupted or queued, as its record says.</summary>
public sealed class RunResumeTask : QueryTask<RunResumeOptions>
{
    /// <inheritdoc/>
    public override string Name => "run resume";

    /// <inheritdoc/>
    public override string Summary => "Continue a run that was interrupted, with its own settings, from its last checkpoint.";

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
            OwnsProcess = session.OwnsProcess, Progress = session.Context.Progress, Cancellation = session.Cancellation,
        });
        return finished.Outcome with { Run = finished.Run };
    }
}
