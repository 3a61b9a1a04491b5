using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>The context of a task: its run, randomness, progress, device and cancellation.</summary>
/// <param name="run">Receives inputs, metrics, tables, model and report; null for a task without a run folder.</param>
/// <param name="context">Passed on to every fit.</param>
/// <param name="resumed">Whether an earlier run is being resumed.</param>
public sealed class TaskSession(ActiveRun? run, FitContext context, bool resumed = false)
{
    /// <summary>Receives inputs, metrics, tables, model and report.</summary>
    /// <exception cref="InvalidOperationException">The task has no run folder.</exception>
    public ActiveRun Run => run ?? throw new InvalidOperationException("this task has no run folder to write to");

    /// <summary>Writes the report of the run, <c>report.html</c>.</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="InvalidOperationException">The task has no run folder.</exception>
    public void Write(ReportBuilder report)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.Write(Run.PathFor("report.html"));
    }

    /// <summary>Passed on to every fit.</summary>
    public FitContext Context => context;

    /// <summary>Stops the work; no partial file is left.</summary>
    public CancellationToken Cancellation => context.Cancellation;

    /// <summary>Whether an earlier run is being resumed.</summary>
    public bool Resumed => resumed;

    /// <summary>Whether files of an earlier run may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the process runs only this task: see <see cref="TaskRunSettings.OwnsProcess"/>.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Ends the process where work cannot be stopped: see <see cref="TaskRunSettings.Unstoppable"/>.</summary>
    public Action<ResourceException>? Unstoppable { get; init; }

    /// <summary>Reports progress.</summary>
    /// <param name="stage">What is being done.</param>
    /// <param name="done">Steps done.</param>
    /// <param name="total">Steps in all.</param>
    public void Report(string stage, long done = 0, long? total = null) => context.Progress?.Report(new WorkProgress(stage, done, total));
}
