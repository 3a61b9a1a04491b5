using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RunShowTask"/>.</summary>
public sealed record RunShowOptions : RunOptions;

/// <summary><c>kaya run show</c>: task, settings, inputs and metrics of a run.</summary>
public sealed class RunShowTask : QueryTask<RunShowOptions>
{
    /// <inheritdoc/>
    public override string Name => "run show";

    /// <inheritdoc/>
    public override string Summary => "Show the task, settings, inputs and metrics of a run.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya run show runs/model"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(RunShowOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        Run run = Run.Open(options.Run!);
        ResultTable inputs = new("inputs", [new("input"), new("path"), new("files"), new("bytes"), new("sha256")],
            run.Inputs.Select(
                input => (IReadOnlyList<object?>)[input.Name, input.Path, input.Files?.Count ?? 1, input.Size, input.Sha256?[..16]]),
                "Inputs");
        ResultTable metrics = new("metrics", [new("figure"), new("value"), new("unit")],
            run.Metrics.Select(metric => (IReadOnlyList<object?>)[metric.Name, metric.Value, metric.Unit]), "Figures");
        return new TaskOutcome([.. Lines(run)], [inputs, metrics]) { Document = Document(run) };
    }

    private static IEnumerable<string> Lines(Run run)
    {
        yield return $"{run.Record.Task}, {RunText.Status(run)}, seed {run.Record.Seed}, Kaya {run.Record.KayaVersion}";
        yield return run.Record.Command;
        yield return $"{run.Environment}";
        if (run.Job is { } job) yield return $"process {job.Id} on {job.Host}";
        if (RunText.Progress(run) is { } progress) yield return progress;
        if (run.Record.Fault is { } fault) yield return $"fault: {fault.What}";
    }

    // The stored record, with the metrics.
    private static JsonObject Document(Run run)
    {
        JsonObject record = run.ToJson();
        record["metrics"] = new JsonArray([.. run.Metrics.Select(metric => (JsonNode)new JsonObject
        {
            ["name"] = metric.Name, ["value"] = metric.Value, ["unit"] = metric.Unit,
        })]);
        return record;
    }
}
