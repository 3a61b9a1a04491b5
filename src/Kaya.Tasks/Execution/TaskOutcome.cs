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

    /// <summary>Whether what was checked is as it should be; the command ends with exit code 5 where it is not.</summary>
    public bool IsVerified { get; init; } = true;
}

/// <summary>A finished task: its run and what it shows.</summary>
/// <param name="Run">The finished run; null for a task that leaves none.</param>
/// <param name="Outcome">What to show.</param>
public sealed record FinishedTask(Run? Run, TaskOutcome Outcome);
