namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunDeleteTask"/>.</summary>
public sealed record RunDeleteOptions : RunOptions
{
    /// <summary>Whether to only list what would be removed.</summary>
    [Option("list what would be removed, without removing it")]
    public bool DryRun { get; set; }
}

/// <summary><c>kaya run delete</c>: removes the files that a run wrote.</summary>
public sealed class RunDeleteTask : QueryTask<RunDeleteOptions>
{
    /// <inheritdoc/>
    public override string Name => "run delete";

    /// <inheritdoc/>
    public override string Summary =>
        "Remove runs. Only files recorded by the run are removed; a folder that contains other files is refused.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run delete runs/old --dry-run"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override bool TakesMany => true;

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunDeleteOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        RunRemoval removal = Run.Removal(options.Run!);
        if (!options.DryRun) removal.CarryOut();
        return new TaskOutcome(
            [$"{options.Run}: {removal.Files.Count} files, {RunText.Size(removal.Size)}{(options.DryRun ? " would be" : "")} removed"], []);
    }
}
