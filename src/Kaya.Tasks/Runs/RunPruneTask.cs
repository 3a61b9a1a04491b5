namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunPruneTask"/>.</summary>
public sealed record RunPruneOptions : RunsOptions
{
    /// <summary>Number of complete runs of each task to keep.</summary>
    [Option("number of complete runs of each task to keep, newest first (default: all)", Minimum = 0)]
    public int? Keep { get; set; }

    /// <summary>Only runs that started more than this many days ago.</summary>
    [Option("only runs that started more than this many days ago", Minimum = 0)]
    public double OlderThanDays { get; set; }

    /// <summary>Whether to only list what would be removed.</summary>
    [Option("list what would be removed, without removing it")]
    public bool DryRun { get; set; }
}

/// <summary><c>kaya run prune</c>: removes runs that failed or were interrupted, and old ones.</summary>
public sealed class RunPruneTask : QueryTask<RunPruneOptions>
{
    /// <inheritdoc/>
    public override string Name => "run prune";

    /// <inheritdoc/>
    public override string Summary =>
        "Remove failed and interrupted runs and, with --keep, all except the newest complete runs of each task.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["./kaya run prune --dry-run", "./kaya run prune --keep 5 --older-than-days 30 --dry-run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunPruneOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ResultTable table = new("pruned", [new("run"), new("task"), new("status"), new("started"), new("files"), new("size"), new("what")],
            [.. Chosen(options).Select(run => Row(run, options.DryRun))], options.DryRun ? "Runs that would be removed" : "Runs");
        return new TaskOutcome(table.RowCount == 0 ? ["There is nothing to remove."] : [], table.RowCount == 0 ? [] : [table])
            { Document = table.ToJson() };
    }

    private static IEnumerable<Run> Chosen(RunPruneOptions options)
    {
        DateTimeOffset latest = DateTimeOffset.UtcNow - TimeSpan.FromDays(options.OlderThanDays);
        Dictionary<string, int> complete = [];
        foreach (Run run in Run.List(options.Root).Select(entry => entry.Run).OfType<Run>())
        {
            bool goes = run.Status is RunStatus.Failed or RunStatus.Interrupted;
            if (run.Status == RunStatus.Completed)
            {
                complete[run.Record.Task] = complete.GetValueOrDefault(run.Record.Task) + 1;
                goes = options.Keep is { } keep && complete[run.Record.Task] > keep;
            }

            if (goes && run.Record.Started <= latest) yield return run;
        }
    }

    private static IReadOnlyList<object?> Row(Run run, bool dryRun)
    {
        string started = RunText.Time(run.Record.Started), status = RunText.Status(run);
        try
        {
            RunRemoval removal = Run.Removal(run.Folder);
            if (!dryRun) removal.CarryOut();
            return [run.Folder, run.Record.Task, status, started, removal.Files.Count, RunText.Size(removal.Size),
                dryRun ? "would be removed" : "removed"];
        }
        catch (KayaException refused)
        {
            return [run.Folder, run.Record.Task, status, started, null, null, $"kept: {refused.Fault.What} {refused.Fault.Found}"];
        }
    }
}
