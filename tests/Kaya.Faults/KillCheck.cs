using System.Diagnostics;

namespace Kaya.Faults;

/// <summary>Kills a job at moments by chance (SIGKILL), resumes or repeats it, and compares every file with those of a job that was left
/// alone.</summary>
/// <param name="job">The job.</param>
/// <param name="folder">A folder for its files.</param>
public sealed class KillCheck(FaultJob job, string folder) : JobCheck(job, folder)
{
    private const double AgainShare = 0.6;
    private Made? _whole;
    private Made? _before;

    /// <summary>Time of the job that was left alone.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>Kills of processes that were at work.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills by what was there afterwards.</summary>
    public SortedDictionary<string, int> Moments { get; } = [];

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
        KayaCommand.Run(Work, Job.Command).Require();
        Time = Stopwatch.GetElapsedTime(began);
        _whole = Made.Of(Work);
    }

    private void Once(Random random)
    {
        Begin();
        // Where a file stood before, it must stand after.
        if (!Job.IsRun && random.Next(2) == 0) File.WriteAllText(Path.Combine(Work, Job.Output), "an earlier file");
        _before = Made.Of(Work);
        string moment = "";
        while (true)
        {
            using KayaCommand command = KayaCommand.Start(Work, Next());
            TimeSpan time = Time * random.NextDouble();
            if (!command.KillAfter(time)) break;
            Kills++;
            moment += $"{time.TotalSeconds:0.00} s, {Stage()}; ";
            Moments[Stage()] = Moments.GetValueOrDefault(Stage()) + 1;
            foreach (string half in Made.Of(Work).Halves(_whole!, _before)) Findings.Add($"{Job.Name}: killed at {moment}{half} is"
                + " half written");
            if (random.NextDouble() > AgainShare) break;
        }

        Finish(moment);
    }

    private void Finish(string moment)
    {
        if (!IsComplete)
        {
            CommandEnd end = KayaCommand.Run(Work, Next());
            if (end.Code != 0) Findings.Add($"{Job.Name}: killed at {moment}then exit code {end.Code}: {end.Error}");
        }

        foreach (string difference in Made.Of(Work).Differences(_whole!)) Findings.Add($"{Job.Name}: killed at {moment}then {difference}");
        if (Job.IsRun && NotVerified() is { } message) Findings.Add($"{Job.Name}: killed at {moment}then not verified: {message}");
    }

    private bool IsComplete => SaysComplete && File.Exists(Path.Combine(Work, Job.Output, "files.json"));

    private string Stage()
    {
        if (!Job.IsRun) return Directory.EnumerateFileSystemEntries(Work).Any() ? "a file was there" : "no file";
        if (!File.Exists(RecordFile)) return "before the run";
        if (IsComplete) return "after the run";
        string run = Path.Combine(Work, Job.Output);
        return Directory.Exists(Path.Combine(run, "outputs")) ? "among outputs"
            : Directory.Exists(Path.Combine(run, "checkpoint")) ? "among checkpoints" : "before a checkpoint";
    }
}
