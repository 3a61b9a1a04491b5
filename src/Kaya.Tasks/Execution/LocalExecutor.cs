using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;

namespace Kaya.Tasks;

/// <summary>What the system grants a process of <see cref="LocalExecutor"/>. Its memory is an option of the task.</summary>
public sealed record ProcessGrant
{
    /// <summary>Processor time of all threads; null for any.</summary>
    public TimeSpan? ProcessorTime { get; init; }

    /// <summary>Files that are open at once; null for what the system allows.</summary>
    public int? OpenFiles { get; init; }
}

/// <summary>Starts tasks as processes on this machine, each in its own session.</summary>
/// <remarks>While the starting process lives, it records of a process that died by a signal why: the run has failed, a damaged input is the
/// likely reason. A file that a native library cannot bear ends the task, and not who asked for it.</remarks>
/// <param name="program">The command <c>kaya</c>.</param>
/// <param name="patience">How long <see cref="Start"/> waits for the task to begin; a minute by default.</param>
/// <param name="grant">Limits of the process; none by default.</param>
public sealed class LocalExecutor(string program, TimeSpan? patience = null, ProcessGrant? grant = null) : IExecutor
{
    private const int OutOfProcessorTime = 24, Died = 128;
    // ILL, ABRT, BUS, FPE, SEGV, SYS: what a process does to itself. Those of others (TERM, KILL) leave the run interrupted.
    private static readonly FrozenSet<int> s_crashes = new[] { 4, 6, 7, 8, 11, 31 }.ToFrozenSet();
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(10);
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
        Process process = Launch(run);
        // The shell, setsid and the command keep this process number.
        if (!settings.Resume) run.HandTo(process.Id);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < _patience; Thread.Sleep(s_pause))
        {
            bool hasEnded = process.HasExited;
            Run now = Run.Open(run.Folder);
            if (now.Status is RunStatus.Running or RunStatus.Completed or RunStatus.Failed)
            {
                Watch(process, run.Folder);
                return now;
            }

            if (hasEnded) throw NotStarted(now);
        }

        Watch(process, run.Folder);
        return Run.Open(run.Folder);
    }

    // The event comes at once if the process has ended before.
    private void Watch(Process process, string folder)
    {
        process.Exited += (_, _) =>
        {
            using (process) Record(process.ExitCode - Died, folder);
        };
        process.EnableRaisingEvents = true;
    }

    private void Record(int signal, string folder)
    {
        if (signal != OutOfProcessorTime && !s_crashes.Contains(signal)) return;
        try
        {
            Run run = Run.Open(folder);
            string inputs = run.Inputs.Count == 0 ? "no input files" : string.Join(", ", run.Inputs.Select(input => input.Path).Take(5))
                + (run.Inputs.Count > 5 ? $" and {run.Inputs.Count - 5} more" : "");
            run.Fail(signal == OutOfProcessorTime
                ? new ResourceException(new Fault("The task needs more processor time than it is granted.", new SourceLocation(folder),
                    string.Create(CultureInfo.InvariantCulture, $"at most {grant?.ProcessorTime?.TotalSeconds:0} s"), "more",
                    "Grant more, or reduce the size of the job. The run can be resumed."))
                : new DataFormatException(new Fault("A library ended the process of the task.", new SourceLocation(folder),
                    "undamaged inputs", $"signal {signal} while it worked on {inputs}",
                    "Check the inputs: one of them is probably damaged. Report it (SECURITY.md).")));
        }
        catch (Exception failure) when (failure is KayaException or IOException or UnauthorizedAccessException)
        {
            // Removed or taken up by another process in the meantime, or a full disk: what cannot be recorded must not end this process.
        }
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
    private Process Launch(Run run) => Shell($"{Limits()}console=$1; shift; exec setsid \"$@\" >>\"$console\" 2>&1 </dev/null",
        Path.GetFullPath(run.ConsolePath), program, "run", "resume", Path.GetFullPath(run.Folder));

    // The signal of the soft limit can be told from others; the hard one kills what does not heed it.
    private string Limits()
    {
        string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return (grant?.ProcessorTime is { } time ? $"ulimit -S -t {Seconds(time)}; ulimit -H -t {Seconds(time + s_lastWords)}; " : "")
            + (grant?.OpenFiles is { } files ? string.Create(CultureInfo.InvariantCulture, $"ulimit -n {files}; ") : "");
    }

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
