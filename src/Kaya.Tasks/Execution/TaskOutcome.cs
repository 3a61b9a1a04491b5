using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>What a task shows when it is done.</summary>
/// <param name="Summary">The result in a few lines of text.</param>
/// <param name="Tables">The result as tables; also written as CSV and JSON with the run.</param>
/// <param name="TablesPrinted">Number of printed tables; the others are only in files.</param>
public sealed record TaskOutcome(IReadOnlyList<string> Summary, IReadOnlyList<ResultTable> Tables, int TablesPrinted = int.MaxValue)
{
    /// <summary>What was left out, assumed or changed, one sentence each; printed to standard error, and part of <c>--json</c>.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Output of <c>--json</c> in place of summary and tables; null for the default.</summary>
    public JsonNode? Document { get; init; }

    /// <summary>The run the task is about, if it writes no run of its own; null for none.</summary>
    public Run? Run { get; init; }

    /// <summary>The outcome, which determines the exit code of the command.</summary>
    public TaskVerdict Verdict { get; init; }
}

/// <summary>A finished task: its run and what it shows.</summary>
/// <param name="Run">The finished run; null for a task without a run folder.</param>
/// <param name="Outcome">The result.</param>
public sealed record FinishedTask(Run? Run, TaskOutcome Outcome);

/// <summary>The outcome of a task that ended without an error.</summary>
public enum TaskVerdict
{
    /// <summary>Success: exit code 0.</summary>
    Done,

    /// <summary>A check failed: exit code 5.</summary>
    NotVerified,

    /// <summary>The watched run was stopped before its end: exit code 143.</summary>
    Interrupted,
}
