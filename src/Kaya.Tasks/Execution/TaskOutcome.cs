using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a task shows when it is done.</summary>
/// <param name="Summary">The answer in a few lines for people.</param>
/// <param name="Tables">The answer in numbers; also written as CSV and JSON with the run.</param>
/// <param name="Shown">How many of the tables people see at once; the rest is in files.</param>
public sealed record TaskOutcome(IReadOnlyList<string> Summary, IReadOnlyList<ResultTable> Tables, int Shown = int.MaxValue);

/// <summary>A finished task: its run and what it shows.</summary>
/// <param name="Run">The finished run.</param>
/// <param name="Outcome">What to show.</param>
public sealed record FinishedTask(Run Run, TaskOutcome Outcome);
