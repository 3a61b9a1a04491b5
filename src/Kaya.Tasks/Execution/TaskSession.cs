using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a task works with: the run it writes to, and randomness, progress, device and cancellation for what it calls.</summary>
/// <param name="Run">Takes inputs, figures, tables, model and report.</param>
/// <param name="Context">Passed on to every fit.</param>
/// <param name="Resumed">Whether the run was begun before and is taken up again.</param>
public sealed record TaskSession(ActiveRun Run, FitContext Context, bool Resumed = false)
{
    /// <summary>Reports progress.</summary>
    /// <param name="stage">What is being done.</param>
    /// <param name="done">Steps done.</param>
    /// <param name="total">Steps in all.</param>
    public void Report(string stage, long done = 0, long? total = null) => Context.Progress?.Report(new WorkProgress(stage, done, total));
}
