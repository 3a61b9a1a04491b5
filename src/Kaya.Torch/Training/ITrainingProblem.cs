namespace Kaya.Torch;

/// <summary>One call of a loss.</summary>
/// <param name="Number">From 0. If gradients are accumulated over several batches, each batch has its own number.</param>
/// <param name="Random">Random numbers for this number only; identical in a resumed training.</param>
/// <param name="Batch">The prepared batch of this number; null for a problem without a source of batches.</param>
public sealed record TrainingStep(long Number, RandomSource Random, Batch? Batch = null);

/// <summary>What a <see cref="Trainer"/> trains: a network, the loss of a step, the error on validation data.</summary>
public interface ITrainingProblem
{
    /// <summary>The network.</summary>
    Module Model { get; }

    /// <summary>Number of networks trained at once; 1 for a single one.</summary>
    int Members { get; }

    /// <summary>Prepares batches in advance on a separate thread; null if the loss creates its own.</summary>
    IBatchSource? Batches => null;

    /// <summary>The loss of a step, computed in a scope that closes after the step.</summary>
    /// <param name="step">Which step.</param>
    /// <returns>One number: for several members the sum of their losses.</returns>
    Tensor Loss(TrainingStep step);

    /// <summary>The error on validation data; called without gradients and with the network in prediction mode.</summary>
    /// <returns>One number for each member, or one for all; lower is better.</returns>
    double[] Validate();
}
