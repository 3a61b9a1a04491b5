namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunVerifyTask"/>.</summary>
public sealed record RunVerifyOptions : RunOptions;

/// <summary><c>kaya run verify</c>: checks that every file of a run is unchanged.</summary>
public sealed class RunVerifyTask : QueryTask<RunVerifyOptions>
{
    /// <inheritdoc/>
    public override string Name => "run verify";

    /// <inheritdoc/>
    public override string Summary => "Check that every file of a run is unchanged; exit code 5 if not.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run verify runs/model"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunVerifyOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        Run run = Run.Open(options.Run!);
        IReadOnlyList<RunDifference> differences = run.Verify();
        ResultTable table = RunText.Differences(differences, $"{differences.Count} of the files of {run.Folder} differ from their record");
        return differences.Count == 0
            ? new TaskOutcome([$"{run.Folder}: every file is unchanged."], []) { Document = table.ToJson() }
            : new TaskOutcome([], [table]) { Document = table.ToJson(), Verdict = TaskVerdict.NotVerified };
    }
}
