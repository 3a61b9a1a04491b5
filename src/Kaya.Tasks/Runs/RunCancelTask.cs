namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunCancelTask"/>.</summary>
public sealed record RunCancelOptions : RunOptions
{
    /// <summary>How long to wait for the end, in s.</summary>
    [Option("longest time to wait for the end of the run, in s", Minimum = 0)]
    public double Wait { get; set; } = 60;
}

/// <summary><c>kaya run cancel</c>: stops a run at its next checkpoint.</summary>
public sealed class RunCancelTask : QueryTask<RunCancelOptions>
{
    /// <inheritdoc/>
    public override string Name => "run cancel";

    /// <inheritdoc/>
    public override string Summary => "Stop a run at its next checkpoint, so that it can be resumed.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run cancel runs/job"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunCancelOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        Run run = new LocalExecutor(Environment.ProcessPath!).Cancel(options.Run!, TimeSpan.FromSeconds(options.Wait));
        return new TaskOutcome([$"{run.Folder}: {run.Record.Task}, {RunText.Status(run)}; `kaya run resume {run.Folder}` continues it."],
            []);
    }
}
