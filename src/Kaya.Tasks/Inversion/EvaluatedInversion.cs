namespace Kaya.Tasks;

/// <summary>A finished inversion, to be judged.</summary>
internal sealed record EvaluatedInversion(string Folder, InversionRunOptions Options)
{
    private const string Task = "inversion run";

    /// <summary>The run as a task lists its inputs.</summary>
    public static TaskInput Listed(string? folder) => new("run", Path.Combine(Find(folder), "run.json"), $"run of '{Task}'");

    public static EvaluatedInversion Open(string? folder)
    {
        string found = Find(folder);
        Run run = Run.Open(found);
        return run is { Status: RunStatus.Completed, Record.Task: Task }
            ? new EvaluatedInversion(found, ConfigurationReader.FromRecord<InversionRunOptions>(run.Record.Configuration).Options)
            : throw new DataFormatException(new Fault($"The folder is not a complete run of '{Task}'.", new SourceLocation(found),
                $"a complete run of '{Task}'", $"{run.Record.Task}, {run.Status}", "Give another folder."));
    }

    private static string Find(string? folder) => folder ?? Run.Newest(Task)?.Folder ?? throw new DataNotFoundException(new Fault(
        "There is no update to evaluate.", new SourceLocation("runs"), $"a complete run of '{Task}'", "none",
        "First run ./kaya inversion run, or name a run folder."));
}
