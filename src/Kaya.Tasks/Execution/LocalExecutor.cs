using System.Diagnostics;

namespace Kaya.Tasks;

/// <summary>Starts tasks as processes on this machine, each in its own session.</summary>
/// <param name="program">The command <c>kaya</c>.</param>
/// <param name="patience">How long <see cref="Start"/> waits for the task to begin; a minute by default.</param>
public sealed class LocalExecutor(string program, TimeSpan? patience = null) : IExecutor
{
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public Run Start(PreparedTask task, TaskRunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(settings);
        if (!task.Task.LeavesRun) throw new ArgumentException($"'{task.Name}' writes no run folder, so it cannot be started in "
            + "the background",
            nameof(task));
        foreach (TaskInput input in task.Inputs) input.Require();
        Run run = settings.Resume
            ? Run.Open(settings.Folder ?? throw new ArgumentException("the folder of the run to resume is required", nameof(settings)))
            : Run.Queue(TaskRunner.Request(task, settings), [.. task.Inputs.Select(input => input.Record())]);
        using Process process = Launch(run);
        // The shell, setsid and the command keep this process number.
        if (!settings.Resume) run.HandTo(process.Id);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < _patience; Thread.Sleep(s_pause))
        {
            bool hasEnded = process.HasExited;
            Run now = Run.Open(run.Folder);
            if (now.Status is RunStatus.Running or RunStatus.Completed or RunStatus.Failed) return now;
            if (hasEnded) throw NotStarted(now);
        }

        return Run.Open(run.Folder);
    }

    /// <inheritdoc/>
    public RunStatus State(string folder) => Run.Open(folder).Status;

    /// <inheritdoc/>
    public Run Cancel(string folder, TimeSpan patience)
    {
        Run run = Run.Open(folder);
        SourceLocation where = new(folder);
        if (run.Status is not (RunStatus.Running or RunStatus.Queued) || run.Job is not { } job)
            throw new DataFormatException(
                new Fault("The run is not running.", where, "a running run", $"a run that is {run.Status.ToString().ToLowerInvariant()}",
                "`kaya run list` shows the status of runs."));
        if (job.Executor != RunJob.Local || job.Host != Environment.MachineName)
            throw new DataFormatException(
                new Fault("The process of the run is not on this machine.", where, Environment.MachineName, $"{job.Host} ({job.Executor})",
                "Run the command on that machine."));
        // The process number may have been reused by another process.
        if (job.IsAlive) Shell("kill -TERM \"$1\"", job.Id).WaitForExit();
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < patience; Thread.Sleep(s_pause))
            if (Run.Open(folder) is { Status: not (RunStatus.Running or RunStatus.Queued) } ended) return ended;
        throw new ResourceException(
            new Fault("The run has not stopped yet.", where, $"its end within {patience.TotalSeconds:0} s", "still running",
            "It stops at its next checkpoint. Follow it with `kaya run watch`."));
    }

    // A session of its own: neither the end of a terminal nor Ctrl-C in it reaches the process.
    private Process Launch(Run run) => Shell("console=$1; shift; exec setsid \"$@\" >>\"$console\" 2>&1 </dev/null",
        Path.GetFullPath(run.ConsolePath), program, "run", "resume", Path.GetFullPath(run.Folder));

    private static Process Shell(string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. arguments]) { UseShellExecute = false })!;

    private static ResourceException NotStarted(Run run)
    {
        string said = File.Exists(run.ConsolePath) ? File.ReadAllText(run.ConsolePath).Trim() : "";
        return new ResourceException(
            new Fault("The process of the run ended before the task started.", new SourceLocation(run.Folder), "a running process",
            said.Length > 0 ? said : "no message", "Start the task without --detach to see the reason."));
    }
}
