using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>A finished inversion, to be judged.</summary>
internal sealed record EvaluatedInversion(Run Run, InversionRunOptions Options)
{
    private const string Task = "inversion run";

    // What two updates of one problem may do differently.
    private static readonly FrozenSet<string> s_ways = FrozenSet.Create(
        "model", "network", "roll-out", "rerun-every", "loss", "rate", "method", "iterations", "directions",
        "threads", "device", "max-memory");

    public string Folder => Run.Folder;

    /// <summary>The run as a task lists its inputs.</summary>
    public static TaskInput Listed(string? folder, string name = "run") =>
        new(name, Path.Combine(Find(folder), "run.json"), $"run of '{Task}'");

    public static EvaluatedInversion Open(string? folder)
    {
        string found = Find(folder);
        Run run = Run.Open(found);
        return run is { Status: RunStatus.Completed, Record.Task: Task }
            ? new EvaluatedInversion(run, ConfigurationReader.FromRecord<InversionRunOptions>(run.Record.Configuration).Options)
            : throw new DataFormatException(new Fault($"The folder is not a complete run of '{Task}'.", new SourceLocation(found),
                $"a complete run of '{Task}'", $"{run.Record.Task}, {run.Status}", "Give another folder."));
    }

    /// <summary>A number that the run has recorded; null where it has not.</summary>
    public double? MetricOf(string name) => Run.Metrics.Where(one => one.Name == name).Select(one => (double?)one.Value).FirstOrDefault();

    /// <summary>Refuses a run of another problem: two updates can be compared that differ in the way to their factors alone.</summary>
    /// <exception cref="SchemaMismatchException">Other hours, cells, stations or errors.</exception>
    public void RequireSameProblem(EvaluatedInversion other)
    {
        foreach ((string key, JsonNode? value) in Run.Record.Configuration)
        {
            JsonNode? there = other.Run.Record.Configuration[key];
            if (!s_ways.Contains(key) && !JsonNode.DeepEquals(value, there))
                throw new SchemaMismatchException(new Fault("The two updates are not of the same problem.",
                    new SourceLocation(other.Folder, Variable: $"--{key}"), value?.ToJsonString() ?? "nothing",
                    there?.ToJsonString() ?? "nothing",
                    $"Compare runs that differ in {string.Join(", ", s_ways.Order().Select(way => $"--{way}"))} alone."));
        }
    }

    private static string Find(string? folder) => folder ?? Run.Newest(Task)?.Folder ?? throw new DataNotFoundException(new Fault(
        "There is no update to evaluate.", new SourceLocation("runs"), $"a complete run of '{Task}'", "none",
        "First run ./kaya inversion run, or name a run folder."));
}
