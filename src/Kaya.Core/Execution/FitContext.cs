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
    /// <summary>Folder for checkpoints of trainings; null for none. The caller deletes
    /// it.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Receives the path of each file that the fit is about to write, such as a checkpoint, from any thread; null if not
    /// needed.</summary>
    public Action<string>? Writing { get; init; }

    /// <summary>The same context for one part of the work: random numbers and checkpoints of its own.</summary>
    /// <param name="name">The part; becomes a folder where there are checkpoints.</param>
    /// <returns>A context whose random source is derived by that name and whose checkpoints lie in a folder of that name.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public FitContext Derive(string name) => this with
    {
        Random = Random.Derive(name), CheckpointFolder = CheckpointFolder is null ? null : Path.Combine(CheckpointFolder, name),
    };
}

/// <summary>Progress of a stage of work.</summary>
/// <param name="Stage">Name of the stage, such as <c>train CLEAN-MLP</c>.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Number of steps of the stage; null if unknown.</param>
/// <param name="Note">A short text to show, such as the current validation error.</param>
public sealed record WorkProgress(string Stage, long Done, long? Total = null, string? Note = null)
{
    /// <summary>Figures at this step by name, such as <c>loss</c>: points of training curves; null if there are none.</summary>
    public IReadOnlyDictionary<string, double>? Figures { get; init; }

    /// <summary>Part of the stage that is done, 0 to 1, where its steps do not take equally long; null: steps done of all.</summary>
    public double? Part { get; init; }

    /// <summary>Part of the whole job that is done, 0 to 1; null where the stages of the job were not planned.</summary>
    public double? Fraction { get; init; }

    /// <summary>Time left of the whole job; null as long as it cannot be estimated.</summary>
    public TimeSpan? Left { get; init; }
}
