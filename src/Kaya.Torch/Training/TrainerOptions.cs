namespace Kaya.Torch;

/// <summary>Settings of a <see cref="Trainer"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Maximum number of steps, each with one update of the parameters.</summary>
    public required long Steps { get; init; }

    /// <summary>Number of batches per step whose gradients are averaged, to split a batch that is too large for the memory.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Steps between two validations; 0 for none; the result is then the last weights.</summary>
    public long ValidateEvery { get; init; } = 100;

    /// <summary>Validations without progress before a member counts as finished; null to take all steps.</summary>
    public int? Patience { get; init; }

    /// <summary>Starts the learning rate over the steps; called once by every run, since some schedules remember what they have
    /// seen.</summary>
    public Func<Schedule> Schedule { get; init; } = () => Torch.Schedule.Constant;

    /// <summary>Steps between two checks of the loss, without waiting for the device in between. All losses are checked
    /// together.</summary>
    public int LossEvery { get; init; } = 10;

    /// <summary>Number of batches prepared in advance, if the problem has a source of batches.</summary>
    public int BatchesAhead { get; init; } = 2;

    /// <summary>Precision of matrix products and convolutions of the loss.</summary>
    public Precision Precision { get; init; }

    /// <summary>Path of the checkpoint; null for none. The caller deletes it when the result is saved.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between two checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 1000;

    /// <summary>Longest time between two checkpoints, where so many steps take longer.</summary>
    public TimeSpan CheckpointAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether to resume from an existing checkpoint; otherwise it is overwritten.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Identity of this training; required with <see cref="CheckpointPath"/>.</summary>
    public TrainingIdentity? Identity { get; init; }

    /// <summary>Time limit of one run; null for none.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>Part of the work, 0 to 1, that a number of steps is, where steps do not take equally long; null where they do.</summary>
    public Func<long, double>? PartDone { get; init; }

    /// <summary>Name of the work in progress reports.</summary>
    public string Stage { get; init; } = "train";
}
