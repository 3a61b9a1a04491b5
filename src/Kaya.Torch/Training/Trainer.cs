using System.Diagnostics;
using System.Globalization;

namespace Kaya.Torch;

/// <summary>The one training loop: steps, validation, early stop, checkpoints, guards.</summary>
/// <remarks>
/// A training that was cancelled or killed and then resumed ends with the same bytes as one that was not, on the same
/// machine, build and thread count: batches, dropout and the learning rate depend on the step number alone.
/// </remarks>
public sealed class Trainer
{
    private readonly ITrainingProblem _problem;
    private readonly Optimiser _optimiser;
    private readonly TrainerOptions _options;
    private readonly double _rate;

    /// <summary>Prepares a training; nothing happens before <see cref="Run"/>.</summary>
    /// <param name="problem">The network, its loss, its validation.</param>
    /// <param name="optimiser">Changes the network's parameters; its rate is the one the schedule multiplies.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 step, or than 1 step between two checkpoints.</exception>
    /// <exception cref="ArgumentException">There is a checkpoint path and no identity to compare a checkpoint with.</exception>
    public Trainer(ITrainingProblem problem, Optimiser optimiser, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(optimiser);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CheckpointEvery, 1, nameof(options));
        if (options is { CheckpointPath: not null, Identity: null })
            throw new ArgumentException("a training with checkpoints needs an identity: its settings and a digest of its data", nameof(options));
        (_problem, _optimiser, _options, _rate) = (problem, optimiser, options, optimiser.Rate);
    }

    /// <summary>Trains to the end, from the checkpoint if there is one; then the network has its best weights.</summary>
    /// <param name="context">Randomness, progress, device and cancellation.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint has been written.</exception>
    /// <exception cref="NonFiniteException">The loss or a validation error is NaN or infinite; no checkpoint has been written since.</exception>
    /// <exception cref="ResourceException">The wall time is over; the checkpoint has been written.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is damaged or of another training.</exception>
    public TrainingReport Run(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using TensorScope scope = new(context.Device);
        TrainingState state = new(_problem, _optimiser, _options.Schedule);
        Checkpoint? checkpoint = _options.CheckpointPath is { } path
            ? new Checkpoint(path, _options.Identity!, context.Random.Seed)
            : null;
        if (checkpoint is { Exists: true } && _options.Resume) checkpoint.Read(state);
        Loop(context, state, checkpoint);
        if (state.History.Count > 0) state.Best.Restore();
        _problem.Model.SetTraining(false);
        _optimiser.Rate = _rate;
        return new TrainingReport(state.Step, state.IsFinished ? TrainingEnd.EarlyStop : TrainingEnd.AllSteps,
            state.History.Count > 0 ? state.Best.Errors : [], state.History.Count > 0 ? state.Best.Steps : [], state.History);
    }

    private void Loop(FitContext context, TrainingState state, Checkpoint? checkpoint)
    {
        long started = Stopwatch.GetTimestamp(), reported = started;
        _problem.Model.SetTraining(true);
        while (state.Step < _options.Steps && !state.IsFinished)
        {
            Guard(context, state, checkpoint, started);
            double loss = TakeStep(context, state.Step);
            state.Step++;
            bool last = state.Step == _options.Steps;
            if (_options.ValidateEvery > 0 && (last || state.Step % _options.ValidateEvery == 0)) Validate(state, loss);
            if (last || state.IsFinished || state.Step % _options.CheckpointEvery == 0) checkpoint?.Write(state);
            if (context.Progress is not null && (last || Stopwatch.GetElapsedTime(reported).TotalMilliseconds > 100))
            {
                reported = Stopwatch.GetTimestamp();
                context.Progress.Report(new WorkProgress(_options.Stage, state.Step, _options.Steps, Note(state, loss)));
            }
        }
    }

    private double TakeStep(FitContext context, long number)
    {
        using TensorScope scope = new();
        TrainingStep step = new(number, context.Random.Derive($"step{number}"));
        _problem.Model.StartStep(step.Random.Seed);
        _optimiser.Rate = _rate * _options.Schedule.Factor(number);
        Tensor loss = _problem.Loss(step);
        double value = loss.Item();
        if (!double.IsFinite(value)) throw NotFinite("The training loss is not a finite number.", number, value);
        _optimiser.Minimise(loss);
        return value;
    }

    private void Validate(TrainingState state, double loss)
    {
        double[] errors;
        _problem.Model.SetTraining(false);
        using (TensorScope scope = new())
        using (NoGradient none = new())
            errors = _problem.Validate();
        _problem.Model.SetTraining(true);
        foreach (double error in errors)
            if (!double.IsFinite(error)) throw NotFinite("The validation error is not a finite number.", state.Step, error);
        double mean = errors.Average();
        state.History.Add(new ValidationPoint(state.Step, loss, mean));
        state.Schedule.Observe(mean);
        state.IsFinished = state.Best.Observe(errors, state.Step, _options.Patience) || state.Schedule.IsFinished;
    }

    private void Guard(FitContext context, TrainingState state, Checkpoint? checkpoint, long started)
    {
        if (context.Cancellation.IsCancellationRequested)
        {
            checkpoint?.Write(state);
            context.Cancellation.ThrowIfCancellationRequested();
        }

        if (_options.WallTime is not { } limit || Stopwatch.GetElapsedTime(started) < limit) return;
        checkpoint?.Write(state);
        throw new ResourceException(new Fault($"The training ran out of its time at step {state.Step} of {_options.Steps}.",
            Expected: $"the end within {limit}", Found: $"{Stopwatch.GetElapsedTime(started)}",
            Remedy: checkpoint is null ? "Allow more time, or fewer steps." : "Run it again to go on from the checkpoint, or allow more time."));
    }

    private NonFiniteException NotFinite(string what, long step, double value) => new(new Fault(what,
        new SourceLocation(Variable: $"{_options.Stage}, step {step}"), "a finite number", value.ToString(CultureInfo.InvariantCulture),
        $"Lower the learning rate (now {_optimiser.Rate:G3}), clip the gradient, or look for extreme values in the data."));

    private static string Note(TrainingState state, double loss) => state.History.Count == 0
        ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:G4}")
        : string.Create(CultureInfo.InvariantCulture, $"loss {loss:G4}, validation {state.History[^1].Error:G4}");
}
