using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a task shows when it is done.</summary>
/// <param name="Summary">The answer in a few lines for people.</param>
/// <param name="Tables">The answer in numbers; also written as CSV and JSON with the run.</param>
/// <param name="TablesPrinted">How many of the tables are printed; the rest is in files.</param>
public sealed record TaskOutcome(IReadOnlyList<string> Summary, IReadOnlyList<ResultTable> Tables, int TablesPrinted = int.MaxValue)
{
    /// <summary>What <c>--json</c> prints in place of summary and tables; null for these.</summary>
    public JsonNode? Document { get; init; }

    /// <summary>The run that was worked on, where the task leaves none of its own; null for none.</summary>
    public Run? Run { get; init; }

    /// <summary>How it ended, which the exit code of the command tells.</summary>
    public TaskVerdict Verdict { get; init; }
}

/// <summary>A finished task: its run and what it shows.</summary>
/// <param name="Run">The finished run; null for a task that leaves none.</param>
/// <param name="Outcome">What to show.</param>
public sealed record FinishedTask(Run? Run, TaskOutcome Outcome);

/// <summary>How a task ended that ended without a fault.</summary>
public enum TaskVerdict
{
    /// <summary>It did what it was asked to do: exit code 0.</summary>
    Done,

    /// <summary>What it checked is not as it should be: exit code 5.</summary>
    NotVerified,

    /// <summary>The run it watched was stopped before its end: exit code 143.</summary>
    Interrupted,
}
