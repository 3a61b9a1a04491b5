using System.Reflection;
using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>How a task is run, besides its own options.</summary>
public sealed record TaskRunSettings
{
    /// <summary>The command as typed, for the record.</summary>
    public string Command { get; init; } = "";

    /// <summary>Folder of the run; named after task and time below <c>runs</c> when null.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether an earlier run in that folder may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether an interrupted run in that folder is taken up again.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether this process does nothing but the task: its threads, memory limit and raster cache are then set as the options
    /// say.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Told the folder of the run as soon as there is one, before the work begins; may be absent.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Told how far the work is.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Ends the work at its next checkpoint.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Runs tasks: makes the run folder, records what goes in, executes, records what came out, and never leaves half a run that looks
/// whole.</summary>
public static class TaskRunner
{
    /// <summary>Version of Kaya, as recorded with runs.</summary>
    public static string Version { get; } =
        typeof(TaskRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Runs a task to its end.</summary>
    /// <param name="task">The task with its options settled.</param>
    /// <param name="settings">Folder, progress, cancellation.</param>
    /// <returns>The finished run, where the task leaves one, and what to show.</returns>
    /// <exception cref="ArgumentException">The options limit threads or memory and the process is not the task's own.</exception>
    /// <exception cref="KayaException">
    /// An input is missing or bad, or the work failed; the run is marked failed, or taken back where it had written nothing.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; the run is marked interrupted and can be resumed.</exception>
    public static FinishedTask Run(PreparedTask task, TaskRunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(settings);
        foreach (TaskInput input in task.Inputs) input.Require();
        ComputeOptions? compute = task.Options as ComputeOptions;
        using ProcessLimits limits = settings.OwnsProcess ? ProcessLimits.Set(task.Options, settings.Cancellation)
            : ProcessLimits.None(task.Options, settings.Cancellation);
        FitContext context = new(new RandomSource(compute?.Seed ?? 0), settings.Progress, ComputeDevice.Parse(compute?.Device ?? "cpu"),
            limits.Cancellation);
        try
        {
            return task.Task.LeavesRun ? RunInFolder(task, settings, context, limits)
                : Answer(task.Execute(new TaskSession(null, context) { OwnsProcess = settings.OwnsProcess }));
        }
        catch (OperationCanceledException) when (limits.Exceeded)
        {
            throw limits.Failure();
        }
    }

    /// <summary>Takes up a run that was queued or interrupted, as its record says.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="settings">Progress, cancellation.</param>
    /// <returns>The finished run and what to show.</returns>
    /// <exception cref="KayaException">There is no such run, its record does not fit this version, or as <see cref="Run"/>.</exception>
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
            // On a resume too: the run may have been cut off before all of them were recorded.
            foreach (TaskInput input in task.Inputs) run.AddInput(input.Record());
            TaskOutcome outcome = task.Execute(new TaskSession(run, Into(run, context), settings.Resume));
            foreach (ResultTable table in outcome.Tables) run.WriteTable(table);
            return new FinishedTask(run.Complete(), outcome);
        }
        catch (Exception failure)
        {
            End(run, settings, failure is OperationCanceledException && limits.Exceeded ? limits.Failure() : failure);
            throw;
        }
    }

    // What a fit reports and writes is taken down with the run.
    private static FitContext Into(ActiveRun run, FitContext context) => context with { Progress = run.Progress, Writing = run.Writing };

    // A run whose input cannot be used leaves nothing; one that has written something stays, marked failed.
    private static void End(ActiveRun run, TaskRunSettings settings, Exception failure)
    {
        if (settings.Resume || failure is not KayaException || !run.Discard()) run.Fail(failure);
    }

    private static ActiveRun Open(PreparedTask task, TaskRunSettings settings) =>
        settings.Resume ? Runs.Run.Resume(Request(task, settings)) : Runs.Run.Create(Request(task, settings));
}
