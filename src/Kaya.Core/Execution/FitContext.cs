namespace Kaya.Core;

/// <summary>What a fit needs besides its data and options.</summary>
/// <param name="Random">Source of random numbers.</param>
/// <param name="Progress">Receives the progress of the fit; null if not needed.</param>
/// <param name="Device">Device for tensors; null for the CPU.</param>
/// <param name="Cancellation">Stops the fit between two steps with an <see cref="OperationCanceledException"/>.</param>
public sealed record FitContext(
    RandomSource Random,
    IProgress<WorkProgress>? Progress = null,
    ComputeDevice? Device = null,
    CancellationToken Cancellation = default)
{
    /// <summary>The same context with a random source derived by name.</summary>
    /// <param name="name">Purpose of the random numbers.</param>
    /// <returns>A context with the derived source.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public FitContext Derive(string name) => this with { Random = Random.Derive(name) };
}

/// <summary>Progress of a stage of work.</summary>
/// <param name="Stage">Name of the stage, such as <c>train CLEAN-MLP</c>.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Number of steps of the stage; null if unknown.</param>
/// <param name="Note">A short text to show, such as the current validation error.</param>
public sealed record WorkProgress(string Stage, long Done, long? Total = null, string? Note = null);
