using System.Reflection;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Torch;

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

    /// <summary>Told how far the work is.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Ends the work at its next checkpoint.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Runs tasks: makes the run folder, records what goes in, executes, records what came out, and never leaves half a run that looks whole.</summary>
public static class TaskRunner
{
    /// <summary>Version of Kaya, as recorded with runs.</summary>
    public static string Version { get; } =
        typeof(TaskRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Runs a task to its end.</summary>
    /// <param name="task">The task with its options settled.</param>
    /// <param name="settings">Folder, progress, cancellation.</param>
    /// <returns>The finished run and what to show.</returns>
    /// <exception cref="KayaException">An input is missing or bad, or the work failed; the run is marked failed, or taken back where it had written nothing.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; the run is marked interrupted and can be resumed.</exception>
    public static FinishedTask Run(PreparedTask task, TaskRunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(settings);
        foreach (TaskInput input in task.Inputs) input.Require();
        ComputeDevice device = ComputeDevice.Parse(task.Options.Device);
        FitContext context = new(new RandomSource(task.Options.Seed), settings.Progress, device, settings.Cancellation);
        using MemoryLimit? limit = task.Options.MaxMemory is { } gigabytes ? new MemoryLimit(gigabytes) : null;
        MemoryLimit.OfFiles(task.Options.MaxMemory);
        if (task.Options.Threads is { } threads) TorchRuntime.SetThreads(threads);
        using ActiveRun run = Open(task, settings);
        try
        {
            // On a resume too: the run may have been cut off before all of them were recorded.
            foreach (TaskInput input in task.Inputs) run.AddInput(input.Record());
            TaskOutcome outcome = task.Execute(new TaskSession(run, limit is null ? context : context with { Cancellation = limit.Watch(settings.Cancellation) }, settings.Resume));
            foreach (ResultTable table in outcome.Tables) run.WriteTable(table);
            return new FinishedTask(run.Complete(), outcome);
        }
        catch (OperationCanceledException) when (limit is { Exceeded: true })
        {
            ResourceException failure = limit.Failure();
            End(run, settings, failure);
            throw failure;
        }
        catch (Exception failure)
        {
            End(run, settings, failure);
            throw;
        }
    }

    // A run whose input cannot be used leaves nothing; one that has written something stays, marked failed.
    private static void End(ActiveRun run, TaskRunSettings settings, Exception failure)
    {
        if (settings.Resume || failure is not KayaException || !run.Discard()) run.Fail(failure);
    }

    private static ActiveRun Open(PreparedTask task, TaskRunSettings settings)
    {
        RunRequest request = new()
        {
            Task = task.Name, Command = settings.Command, KayaVersion = Version, Seed = task.Options.Seed,
            Configuration = task.Configuration, Origins = task.Origins, Folder = settings.Folder, Force = settings.Force,
        };
        return settings.Resume ? Runs.Run.Resume(request) : Runs.Run.Create(request);
    }
}
