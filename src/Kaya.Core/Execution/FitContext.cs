namespace Kaya.Core;

/// <summary>Everything a fit needs besides its data: explicit per call, never static.</summary>
/// <param name="Random">Where random numbers come from.</param>
/// <param name="Progress">Told how far the work is; may be absent.</param>
/// <param name="Device">Where tensors live; the CPU when absent.</param>
/// <param name="Cancellation">Ends the work between two steps with <see cref="OperationCanceledException"/>.</param>
public sealed record FitContext(
    RandomSource Random,
    IProgress<WorkProgress>? Progress = null,
    ComputeDevice? Device = null,
    CancellationToken Cancellation = default)
{
    /// <summary>The same context with the random source of one purpose.</summary>
    /// <param name="name">What the numbers are for.</param>
    /// <returns>A context whose source is derived by that name.</returns>
    public FitContext Derive(string name) => this with { Random = Random.Derive(name) };
}

/// <summary>How far a piece of work is.</summary>
/// <param name="Stage">What is being done, such as <c>train CLEAN-MLP</c>.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all; null when nobody knows.</param>
/// <param name="Note">A figure worth seeing, such as the current validation error.</param>
public sealed record WorkProgress(string Stage, long Done, long? Total = null, string? Note = null);
