namespace Kaya.Faults;

/// <summary>A job in a working folder of its own, that is disturbed again and again.</summary>
/// <param name="job">The job.</param>
/// <param name="folder">A folder for its files.</param>
public abstract class JobCheck(FaultJob job, string folder)
{
    /// <summary>What went wrong, one line each.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>The job.</summary>
    protected FaultJob Job => job;

    /// <summary>Its working folder.</summary>
    protected string Work { get; } = Path.Combine(folder, "work");

    /// <summary>The record of its run.</summary>
    protected string RecordFile => Path.Combine(Work, job.Output, "run.json");

    /// <summary>Whether the record says that the run is complete.</summary>
    protected bool SaysComplete => job.IsRun && File.Exists(RecordFile) && File.Exists(Path.Combine(Work, job.Output, "files.json"))
        && File.ReadAllText(RecordFile).Contains("\"completed\"", StringComparison.Ordinal);

    /// <summary>What a person does next: resumes a run that there is, or repeats the command.</summary>
    /// <returns>The arguments of the command.</returns>
    protected string[] Next() => job.IsRun && File.Exists(RecordFile) ? ["run", "resume", job.Output] : job.Command;

    /// <summary>Empties the working folder.</summary>
    protected void Begin()
    {
        if (Directory.Exists(Work)) Directory.Delete(Work, recursive: true);
        Directory.CreateDirectory(Work);
    }

    /// <summary>Has the command verify the run.</summary>
    /// <returns>Its message; null if it is verified.</returns>
    protected string? NotVerified()
    {
        CommandEnd end = KayaCommand.Run(Work, ["run", "verify", job.Output]);
        return end.Code == 0 ? null : end.Error;
    }
}
