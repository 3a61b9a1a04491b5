using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunDiffTask"/>.</summary>
public sealed record RunDiffOptions : RunOptions
{
    /// <summary>Folder of another run.</summary>
    [Option("folder of another run", Required = true)]
    public string? Other { get; set; }
}

/// <summary><c>kaya run diff</c>: the differences between two runs.</summary>
public sealed class RunDiffTask : QueryTask<RunDiffOptions>
{
    /// <inheritdoc/>
    public override string Name => "run diff";

    /// <inheritdoc/>
    public override string Summary => "Show the differences between two runs: settings, inputs, machine, metrics, numbers of tables,"
        + " files.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run diff runs/a runs/b"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run", "other"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunDiffOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Run left, Run right) = (Run.Open(options.Run!), Run.Open(options.Other!));
        IReadOnlyList<RunDifference> differences = Run.Diff(left, right);
        ResultTable table = RunText.Differences(differences, $"{differences.Count} differences"), figures = RunFigures.Compare(left, right);
        JsonObject document = table.ToJson();
        document["figures"] = figures.ToJson();
        return new TaskOutcome([], figures.RowCount > 0 ? [table, figures] : [table]) { Document = document };
    }
}
