namespace Kaya.Torch;

/// <summary>One step of a training.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Random">Random numbers of this step and no other: a resumed training draws the same.</param>
public sealed record TrainingStep(long Number, RandomSource Random);

/// <summary>What a <see cref="Trainer"/> trains: a network, the loss of a step, the error on validation data.</summary>
public interface ITrainingProblem
{
    /// <summary>The network.</summary>
    Module Model { get; }

    /// <summary>Number of networks trained at once; 1 for a single one.</summary>
    int Members { get; }

    /// <summary>The loss of a step, computed in a scope that closes after the step.</summary>
    /// <param name="step">Which step.</param>
    /// <returns>One number: for several members the sum of their losses.</returns>
    Tensor Loss(TrainingStep step);

    /// <summary>The error on validation data; called with gradients off and the network in use, not in training.</summary>
    /// <returns>One number for each member, or one for all; lower is better.</returns>
    double[] Validate();
}

/// <summary>Settings of a <see cref="Trainer"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Most steps to take.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps between two validations; 0 for none, and then the last weights are the result.</summary>
    public long ValidateEvery { get; init; } = 100;

    /// <summary>Validations without progress before a member counts as finished; null to take all steps.</summary>
    public int? Patience { get; init; }

    /// <summary>The learning rate over the steps.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

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

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps were taken.</summary>
    AllSteps,

    /// <summary>Validation had stopped getting better.</summary>
    EarlyStop,
}

/// <summary>One validation.</summary>
/// <param name="Step">Steps taken before it.</param>
/// <param name="Loss">Training loss of the last of these steps.</param>
/// <param name="Error">Mean error over the members.</param>
public sealed record ValidationPoint(long Step, double Loss, double Error);

/// <summary>What a training came to.</summary>
/// <param name="Steps">Steps taken, those before a resume included.</param>
/// <param name="End">Why it ended.</param>
/// <param name="BestErrors">Lowest validation error of each member; one number where members cannot be told apart; empty without validation.</param>
/// <param name="BestSteps">Steps taken at that error.</param>
/// <param name="History">Every validation.</param>
public sealed record TrainingReport(
    long Steps, TrainingEnd End, IReadOnlyList<double> BestErrors, IReadOnlyList<long> BestSteps, IReadOnlyList<ValidationPoint> History);
