using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Progress of a stage that is done in several places: it goes on where the place before ended.</summary>
/// <param name="context">Receives it.</param>
/// <param name="stage">Name of the stage.</param>
/// <param name="total">Steps of all places.</param>
internal sealed class StageCounter(FitContext context, string stage, long total)
{
    private long _done;

    /// <summary>Stops the stage.</summary>
    internal CancellationToken Cancellation => context.Cancellation;

    /// <summary>Some more steps are done.</summary>
    internal void Add(int steps) => context.Progress?.Report(new WorkProgress(stage, _done += steps, total));
}
