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

    /// <summary>Receives outputs, models and metrics: the whole run, or the part of it that this session is for.</summary>
    /// <exception cref="InvalidOperationException">The task has no run folder.</exception>
    public RunPart Part => new(Run, PartName);

    /// <summary>A session for one part of the work: its outputs are in a folder of that name, and its stages begin with the
    /// name.</summary>
    /// <param name="part">Name of the part.</param>
    /// <returns>The session, with the same random numbers.</returns>
    public TaskSession Within(string part)
    {
        ArgumentException.ThrowIfNullOrEmpty(part);
        IProgress<WorkProgress>? progress = context.Progress is { } whole ? new PartProgress(whole, part) : null;
        return new TaskSession(run, context with { Progress = progress }, resumed)
            { PartName = part, Force = Force, OwnsProcess = OwnsProcess, Unstoppable = Unstoppable };
    }

    /// <summary>Name of a stage of a part of the work, as <see cref="Within"/> reports it.</summary>
    internal static string StageOf(string part, string stage) => $"{part}: {stage}";

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

    private string? PartName { get; init; }

    private sealed class PartProgress(IProgress<WorkProgress> whole, string part) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => whole.Report(value with { Stage = StageOf(part, value.Stage) });
    }
}
