using Kaya.Core;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary>Cancels a task when a stage is done.</summary>
internal sealed class StopAt(string stage, CancellationTokenSource source) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value)
    {
        if (value.Stage == stage && value.Done == 1) source.Cancel();
    }
}
