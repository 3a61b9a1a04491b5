namespace Kaya.Torch;

/// <summary>Settings of a <see cref="Trainer"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Most steps to take; each changes the parameters once.</summary>
    public required long Steps { get; init; }

    /// <summary>Batches whose gradients are averaged in one step: a batch too large for the memory, in parts.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Steps between two validations; 0 for none, and then the last weights are the result.</summary>
    public long ValidateEvery { get; init; } = 100;

    /// <summary>Validations without progress before a member counts as finished; null to take all steps.</summary>
    public int? Patience { get; init; }

    /// <summary>Starts the learning rate over the steps; called once by every run, since some schedules remember what they have
    /// seen.</summary>
    public Func<Schedule> Schedule { get; init; } = () => Torch.Schedule.Constant;

    /// <summary>Steps between two looks at the loss: in between, the host does not wait for the device. None is missed, all are looked at
    /// together.</summary>
    public int LossEvery { get; init; } = 10;

    /// <summary>Batches made ahead, where the problem has a source of batches; each takes the memory of one batch.</summary>
    public int BatchesAhead { get; init; } = 2;

    /// <summary>Numbers that matrix products and convolutions of the loss are computed with.</summary>
    public Precision Precision { get; init; }

    /// <summary>Where checkpoints go; none when null. The caller deletes it when its own result is saved.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between two checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 1000;

    /// <summary>Whether a checkpoint that is there is gone on from; otherwise it is overwritten.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>What makes this training the one it is; required where there is a <see cref="CheckpointPath"/>.</summary>
    public TrainingIdentity? Identity { get; init; }

    /// <summary>Longest time one run may take; unlimited when null.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>What progress reports call the work.</summary>
    public string Stage { get; init; } = "train";
}
