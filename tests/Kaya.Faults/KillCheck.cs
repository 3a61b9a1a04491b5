using System.Diagnostics;

namespace Kaya.Faults;

/// <summary>Kills a job at moments by chance (SIGKILL), resumes or repeats it, and compares every file with those of a job that was left
/// alone.</summary>
/// <param name="job">The job.</param>
/// <param name="folder">A folder for its files.</param>
public sealed class KillCheck(FaultJob job, string folder)
{
    private const double AgainShare = 0.6;
    private readonly string _work = Path.Combine(folder, "work");
    private Made? _whole;
    private Made? _before;

    /// <summary>Time of the job that was left alone.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>Kills of processes that were at work.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills by what was there afterwards.</summary>
    public SortedDictionary<string, int> Moments { get; } = [];

    /// <summary>What went wrong, one line each.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>Kills so many processes.</summary>
    /// <param name="kills">At least so many moments.</param>
    /// <param name="random">Chooses the moments.</param>
    public void Run(int kills, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        MeetWhole();
        for (int attempt = 0; Kills < kills && attempt < 20 * kills; attempt++) Once(random);
        if (Kills < kills) Findings.Add($"only {Kills} kills in {20 * kills} attempts");
    }

    private void MeetWhole()
    {
        Begin();
        long began = Stopwatch.GetTimestamp();
        KayaCommand.Run(_work, job.Command).Require();
        Time = Stopwatch.GetElapsedTime(began);
        _whole = Made.Of(_work);
    }

    private void Once(Random random)
    {
        Begin();
        // Where a file stood before, it must stand after.
        if (!job.IsRun && random.Next(2) == 0) File.WriteAllText(Path.Combine(_work, job.Output), "an earlier file");
        _before = Made.Of(_work);
        string moment = "";
        while (true)
        {
            using KayaCommand command = KayaCommand.Start(_work, Next());
            TimeSpan time = Time * random.NextDouble();
            if (!command.KillAfter(time)) break;
            Kills++;
            moment += $"{time.TotalSeconds:0.00} s, {Stage()}; ";
            Moments[Stage()] = Moments.GetValueOrDefault(Stage()) + 1;
            foreach (string half in Made.Of(_work).Halves(_whole!, _before)) Findings.Add($"{job.Name}: killed at {moment}{half} is"
                + " half written");
            if (random.NextDouble() > AgainShare) break;
        }

        Finish(moment);
    }

    private void Finish(string moment)
    {
        if (!IsComplete)
        {
            CommandEnd end = KayaCommand.Run(_work, Next());
            if (end.Code != 0) Findings.Add($"{job.Name}: killed at {moment}then exit code {end.Code}: {end.Error}");
        }

        foreach (string difference in Made.Of(_work).Differences(_whole!)) Findings.Add($"{job.Name}: killed at {moment}then {difference}");
        if (!job.IsRun) return;
        CommandEnd verified = KayaCommand.Run(_work, ["run", "verify", job.Output]);
        if (verified.Code != 0) Findings.Add($"{job.Name}: killed at {moment}then not verified: {verified.Error}");
    }

    private string RecordFile => Path.Combine(_work, job.Output, "run.json");

    private bool IsComplete => job.IsRun && File.Exists(RecordFile)
        && File.ReadAllText(RecordFile).Contains("\"completed\"", StringComparison.Ordinal)
        && File.Exists(Path.Combine(_work, job.Output, "files.json"));

    // What a person does next: resumes a run that there is, or repeats the command.
    private string[] Next() => job.IsRun && File.Exists(RecordFile) ? ["run", "resume", job.Output] : job.Command;

    private string Stage()
    {
        if (!job.IsRun) return Directory.EnumerateFileSystemEntries(_work).Any() ? "a file was there" : "no file";
        if (!File.Exists(RecordFile)) return "before the run";
        if (IsComplete) return "after the run";
        string run = Path.Combine(_work, job.Output);
        return Directory.Exists(Path.Combine(run, "outputs")) ? "among outputs"
            : Directory.Exists(Path.Combine(run, "checkpoint")) ? "among checkpoints" : "before a checkpoint";
    }

    private void Begin()
    {
        if (Directory.Exists(_work)) Directory.Delete(_work, recursive: true);
        Directory.CreateDirectory(_work);
    }
}
