namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunRepeatTask"/>.</summary>
public sealed record RunRepeatOptions : RunOptions
{
    /// <summary>Folder of the new run.</summary>
    [Option("folder of the new run (default: runs/TASK-TIME)", Group = OptionGroup.Output)]
    public string? Out { get; set; }

    /// <summary>Whether an earlier run in that folder may be replaced.</summary>
    [Option("replace an earlier run in that folder", Group = OptionGroup.Output)]
    public bool Force { get; set; }
}

/// <summary><c>kaya run repeat</c>: repeats a run with the same settings and inputs, and compares the two runs.</summary>
public sealed class RunRepeatTask : QueryTask<RunRepeatOptions>
{
    /// <inheritdoc/>
    public override string Name => "run repeat";

    /// <inheritdoc/>
    public override string Summary => "Repeat a run with the same settings and inputs, and compare the results.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run repeat runs/model"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunRepeatOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        Run earlier = Run.Open(options.Run!);
        RunRepetition repetition = earlier.Repetition();
        FinishedTask finished = TaskRunner.Run(TaskCatalog.Find(repetition.Task).Prepare(repetition), new TaskRunSettings
        {
            Command = earlier.Record.Command, Folder = options.Out, Force = options.Force, OwnsProcess = session.OwnsProcess,
            Unstoppable = session.Unstoppable, Progress = session.Context.Progress, Cancellation = session.Cancellation,
        });
        IReadOnlyList<RunDifference> differences = [
            .. Run.Diff(earlier, finished.Run!).Where(difference => difference.Area is not "environment")];
        ResultTable table = RunText.Differences(differences, differences.Count == 0 ? "All files are identical"
            : $"{differences.Count} differences");
        return new TaskOutcome([$"repeated as {finished.Run!.Folder}"], [table]) { Document = table.ToJson() };
    }
}
