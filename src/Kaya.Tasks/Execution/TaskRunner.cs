using System.Reflection;

namespace Kaya.Tasks;

/// <summary>Settings for running a task, besides its own options.</summary>
public sealed record TaskRunSettings
{
    /// <summary>The command as typed, for the record.</summary>
    public string Command { get; init; } = "";

    /// <summary>Run folder; if null, a folder in <c>runs</c> named after task and time.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether an earlier run in that folder may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether an interrupted run in that folder is resumed.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether this process runs only the task. If so, its threads, memory limit and raster cache are set from the options.
    /// say.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Optional, where the process is the task's own. Called from another thread where work that cannot be stopped went on for
    /// some seconds beyond its memory limit; it ends the process.</summary>
    public Action<ResourceException>? Unstoppable { get; init; }

    /// <summary>Optional. Called with the run folder as soon as it exists, before the work begins.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Receives the progress.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Stops the work at its next checkpoint.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Runs tasks: creates the run folder, records inputs, runs the task and records outputs. A partial run never looks
/// complete.</summary>
public static class TaskRunner
{
    /// <summary>Version of Kaya, as recorded with runs.</summary>
    public static string Version { get; } =
        typeof(TaskRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Runs a task to its end.</summary>
    /// <param name="task">The task with its options settled.</param>
    /// <param name="settings">Folder, progress, cancellation.</param>
    /// <returns>The finished run, if the task writes one, and the result.</returns>
    /// <exception cref="ArgumentException">The options limit threads or memory and the process is not the task's own.</exception>
    /// <exception cref="KayaException">
    /// An input is missing or invalid, or the work failed; the run is marked failed, or removed if it had written nothing.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; the run is marked interrupted and can be resumed.</exception>
    public static FinishedTask Run(PreparedTask task, TaskRunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(settings);
        foreach (TaskInput input in task.Inputs) input.Require();
        ComputeOptions? compute = task.Options as ComputeOptions;
        using ProcessLimits limits = settings.OwnsProcess ? ProcessLimits.Set(task.Options, settings.Unstoppable, settings.Cancellation)
            : ProcessLimits.None(task.Options, settings.Cancellation);
        FitContext context = new(new RandomSource(compute?.Seed ?? 0), settings.Progress, ComputeDevice.Parse(compute?.Device ?? "cpu"),
            limits.Cancellation);
        try
        {
            return task.Task.LeavesRun ? RunInFolder(task, settings, context, limits)
                : Answer(task.Execute(new TaskSession(null, context)
                    { OwnsProcess = settings.OwnsProcess, Unstoppable = settings.Unstoppable }));
        }
        catch (OperationCanceledException) when (limits.Exceeded)
        {
            throw limits.Failure();
        }
        catch (OutOfMemoryException cause)
        {
            throw ProcessLimits.OutOfMemory(cause);
        }
    }

    /// <summary>Continues a queued or interrupted run with its recorded settings.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="settings">Progress, cancellation.</param>
    /// <returns>The finished run and the result.</returns>
    /// <exception cref="KayaException">There is no such run, its record does not fit this version, or the work failed.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; the run can be resumed again.</exception>
    public static FinishedTask Resume(string folder, TaskRunSettings settings)
    {
        Run earlier = Runs.Run.Open(folder);
        PreparedTask task = TaskCatalog.Find(earlier.Record.Task).Prepare(
            new RunRepetition(earlier.Record.Task, earlier.Record.Seed, earlier.Record.Configuration));
        return Run(task, settings with { Folder = folder, Resume = true, Command = earlier.Record.Command });
    }

    internal static RunRequest Request(PreparedTask task, TaskRunSettings settings) => new()
    {
        Task = task.Name, Command = settings.Command, KayaVersion = Version, Seed = (task.Options as ComputeOptions)?.Seed ?? 0,
        Configuration = task.Configuration, Origins = task.Origins, Folder = settings.Folder, Force = settings.Force,
    };

    private static FinishedTask Answer(TaskOutcome outcome) => new(outcome.Run, outcome);

    private static FinishedTask RunInFolder(PreparedTask task, TaskRunSettings settings, FitContext context, ProcessLimits limits)
    {
        using ActiveRun run = Open(task, settings);
        settings.Started?.Invoke(run.Folder);
        run.Plan(task.Stages, settings.Progress);
        try
        {
            // On resume too: the run may have stopped before all of them were recorded.
            foreach (TaskInput input in task.Inputs) run.AddInput(input.Record());
            TaskOutcome outcome = task.Execute(new TaskSession(run, Into(run, context), settings.Resume)
                { Force = settings.Force });
            RunPart whole = new(run);
            foreach (ResultTable table in outcome.Tables) whole.WriteTable(table, (task.Options as ComputeOptions)?.TableFormats);
            return new FinishedTask(run.Complete(), outcome);
        }
        catch (Exception failure)
        {
            End(run, settings, failure is OperationCanceledException && limits.Exceeded ? limits.Failure()
                : failure is OutOfMemoryException ? ProcessLimits.OutOfMemory(failure) : failure);
            throw;
        }
    }

    // Reports and outputs of a fit are recorded with the run.
    private static FitContext Into(ActiveRun run, FitContext context) => context with { Progress = run.Progress, Writing = run.Writing };

    // A run with unusable input is removed; a run that has written something stays, marked failed.
    private static void End(ActiveRun run, TaskRunSettings settings, Exception failure)
    {
        if (settings.Resume || failure is not KayaException || !run.Discard()) run.Fail(failure);
    }

    private static ActiveRun Open(PreparedTask task, TaskRunSettings settings) =>
        settings.Resume ? Runs.Run.Resume(Request(task, settings)) : Runs.Run.Create(Request(task, settings));
}
