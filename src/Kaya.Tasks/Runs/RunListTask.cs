namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunListTask"/>.</summary>
public sealed record RunListOptions : RunsOptions;

/// <summary><c>kaya run list</c>: all runs, including running ones.</summary>
public sealed class RunListTask : QueryTask<RunListOptions>
{
    /// <inheritdoc/>
    public override string Name => "run list";

    /// <inheritdoc/>
    public override string Summary => "List runs, newest first, with their status and the progress of running ones.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run list", "./kaya run list --json"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunListOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ResultTable table = new("runs", [new("run"), new("task"), new("status"), new("started"), new("progress"), new("fault")],
            Run.List(options.Root).Select(Row));
        return new TaskOutcome([], [table]) { Document = table.ToJson() };
    }

    private static IReadOnlyList<object?> Row(RunListEntry entry) => entry.Run is { } run
        ? [entry.Folder, run.Record.Task, RunText.Status(run), RunText.Time(run.Record.Started), RunText.Progress(run),
            run.Record.Fault?.What]
        : [entry.Folder, null, "damaged", null, null, entry.Fault?.What];
}
