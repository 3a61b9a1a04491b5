namespace Kaya.Torch;

/// <summary>The training loop: steps, validation, early stopping, checkpoints, checks.</summary>
/// <remarks>
/// A training that was cancelled or killed and then resumed ends with the same bytes as one that was not, on the same
/// machine, build and thread count: batches, dropout and the learning rate depend only on the step number.
/// </remarks>
public sealed class Trainer
{
    private readonly ITrainingProblem _problem;
    private readonly Optimiser _optimiser;
    private readonly TrainerOptions _options;

    /// <summary>Prepares a training; nothing happens before <see cref="Run"/>.</summary>
    /// <param name="problem">The network, its loss, its validation.</param>
    /// <param name="optimiser">The optimiser of the network's parameters; the schedule multiplies its rate.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of steps, batches or loss checks is below 1.</exception>
    /// <exception cref="ArgumentException">There is a checkpoint path but no identity.</exception>
    public Trainer(ITrainingProblem problem, Optimiser optimiser, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(optimiser);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CheckpointEvery, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Accumulate, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LossEvery, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchesAhead, 1, nameof(options));
        if (options is { CheckpointPath: not null, Identity: null })
            throw new ArgumentException("a training with checkpoints needs an identity: its settings and a digest of its data",
                nameof(options));
        (_problem, _optimiser, _options) = (problem, optimiser, options);
    }

    /// <summary>Trains to the end, from the checkpoint if there is one; the network then has its best weights.</summary>
    /// <param name="context">Randomness, progress, device and cancellation.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint has been written.</exception>
    /// <exception cref="NonFiniteException">The loss or a validation error is NaN or infinite; no checkpoint has been written
    /// since.</exception>
    /// <exception cref="ResourceException">The time limit was reached; the checkpoint has been written. Or the device does not
    /// exist.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is damaged or belongs to another training.</exception>
    public TrainingReport Run(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using TensorScope scope = new(context.Device);
        TrainingState state = new(_problem, _optimiser, _options.Schedule());
        if (_options.CheckpointPath is { } writing) context.Writing?.Invoke(writing);
        Checkpoint? checkpoint = _options.CheckpointPath is { } path
            ? new Checkpoint(path, _options, context.Random.Seed)
            : null;
        if (checkpoint is { Exists: true } && _options.Resume) checkpoint.Read(state);
        using BatchQueue? batches = _problem.Batches is { } source && state.Step < _options.Steps && !state.IsFinished
            ? new BatchQueue(source, _options.BatchesAhead, state.Step * _options.Accumulate, _options.Steps * _options.Accumulate, context)
            : null;
        new TrainingLoop(_options, context, state, checkpoint, batches).Run();
        if (state.History.Count > 0) state.Best.Restore();
        _problem.Model.SetTraining(false);
        _optimiser.Rate = state.Rate;
        return new TrainingReport(state.Step, state.IsFinished ? TrainingEnd.EarlyStop : TrainingEnd.AllSteps,
            state.History.Count > 0 ? state.Best.Errors : [], state.History.Count > 0 ? state.Best.Steps : [], state.History);
    }
}
