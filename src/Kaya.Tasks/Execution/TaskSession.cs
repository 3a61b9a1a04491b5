using Kaya.Core;
using Kaya.Figures;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a task works with: the run it writes to, and randomness, progress, device and cancellation for what it calls.</summary>
/// <param name="run">Takes inputs, figures, tables, model and report; null for a task that leaves no run.</param>
/// <param name="context">Passed on to every fit.</param>
/// <param name="resumed">Whether the run was begun before and is taken up again.</param>
public sealed class TaskSession(ActiveRun? run, FitContext context, bool resumed = false)
{
    /// <summary>Takes inputs, figures, tables, model and report.</summary>
    /// <exception cref="InvalidOperationException">The task leaves no run.</exception>
    public ActiveRun Run => run ?? throw new InvalidOperationException("a task that leaves no run has none to write to");

    /// <summary>Writes the report of the run, <c>report.html</c>.</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="InvalidOperationException">The task leaves no run.</exception>
    public void Write(ReportBuilder report)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.Write(Run.PathFor("report.html"));
    }

    /// <summary>Passed on to every fit.</summary>
    public FitContext Context => context;

    /// <summary>Ends the work; nothing half-written stays.</summary>
    public CancellationToken Cancellation => context.Cancellation;

    /// <summary>Whether the run was begun before and is taken up again.</summary>
    public bool Resumed => resumed;

    /// <summary>Whether the process does nothing but this task: see <see cref="TaskRunSettings.OwnsProcess"/>.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Reports progress.</summary>
    /// <param name="stage">What is being done.</param>
    /// <param name="done">Steps done.</param>
    /// <param name="total">Steps in all.</param>
    public void Report(string stage, long done = 0, long? total = null) => context.Progress?.Report(new WorkProgress(stage, done, total));
}
