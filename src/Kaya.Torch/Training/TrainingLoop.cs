using System.Diagnostics;
using System.Globalization;

namespace Kaya.Torch;

/// <summary>The steps of one run of a <see cref="Trainer"/>.</summary>
internal sealed class TrainingLoop(
    TrainerOptions options, FitContext context, TrainingState state, Checkpoint? checkpoint, BatchQueue? batches)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly LossWindow _losses = new(options);

    internal void Run()
    {
        long reported = _started, stored = _started;
        state.Problem.Model.SetTraining(true);
        while (state.Step < options.Steps && !state.IsFinished)
        {
            Guard();
            if (!TakeStep()) continue;
            state.Step++;
            bool last = state.Step == options.Steps;
            bool validate = options.ValidateEvery > 0 && (last || state.Step % options.ValidateEvery == 0);
            bool store = checkpoint is not null && (last || state.Step % options.CheckpointEvery == 0
                || Stopwatch.GetElapsedTime(stored) >= options.CheckpointAfter);
            if (last || validate || store || _losses.IsFull) _losses.Read(state);
            if (validate) Validate();
            if (store || state.IsFinished) checkpoint?.Write(state);
            if (store) stored = Stopwatch.GetTimestamp();
            if (context.Progress is not null && (last || Stopwatch.GetElapsedTime(reported).TotalMilliseconds > 100))
            {
                reported = Stopwatch.GetTimestamp();
                _losses.Read(state);
                context.Progress.Report(new WorkProgress(options.Stage, state.Step, options.Steps, Note())
                {
                    Figures = Figures(), Part = options.PartDone?.Invoke(state.Step),
                });
            }
        }
    }

    /// <summary>Updates the parameters once.</summary>
    /// <returns>False where it was cancelled while it waited for a batch, and nothing has changed.</returns>
    private bool TakeStep()
    {
        state.Optimiser.Rate = state.Rate * state.Schedule.Factor(state.Step);
        for (int part = 0; part < options.Accumulate; part++)
        {
            long number = (state.Step * options.Accumulate) + part;
            Batch? batch = batches?.Take(number, context.Cancellation);
            if (batches is not null && batch is null) return false;
            using TensorScope scope = new();
            Tensor loss = Loss(new TrainingStep(number, context.Random.Derive($"step{number}"), batch));
            _losses.Add(loss, state.Step);
            if (options.Accumulate == 1) state.Optimiser.Minimise(loss);
            else (loss / options.Accumulate).Backward();
        }

        if (options.Accumulate > 1) state.Optimiser.Step();
        return true;
    }

    private Tensor Loss(TrainingStep step)
    {
        using MixedPrecision? precision = MixedPrecision.Of(options.Precision);
        state.Problem.Model.StartStep(step.Random.Seed);
        return state.Problem.Loss(step);
    }

    private void Validate()
    {
        double[] errors;
        state.Problem.Model.SetTraining(false);
        using (TensorScope scope = new())
        using (NoGradient none = new())
        using (MixedPrecision? precision = MixedPrecision.Of(options.Precision))
            errors = state.Problem.Validate();
        state.Problem.Model.SetTraining(true);
        foreach (double error in errors)
            if (!double.IsFinite(error)) throw LossWindow.NotFinite("The validation error is not a finite number.", options, state,
                state.Step, error);
        double mean = errors.Average();
        state.History.Add(new ValidationPoint(state.Step, _losses.Latest, mean));
        state.Schedule.Observe(mean);
        state.IsFinished = state.Best.Observe(errors, state.Step, options.Patience) || state.Schedule.IsFinished;
    }

    private void Guard()
    {
        bool late = options.WallTime is { } limit && Stopwatch.GetElapsedTime(_started) >= limit;
        if (!late && !context.Cancellation.IsCancellationRequested) return;
        _losses.Read(state);
        checkpoint?.Write(state);
        context.Cancellation.ThrowIfCancellationRequested();
        throw new ResourceException(new Fault($"The training reached its time limit at step {state.Step} of {options.Steps}.",
            Expected: $"the end within {options.WallTime}", Found: $"{Stopwatch.GetElapsedTime(_started)}",
            Remedy: checkpoint is null ? "Allow more time, or fewer steps."
                : "Run it again to continue from the checkpoint, or allow more time."));
    }

    private Dictionary<string, double> Figures()
    {
        Dictionary<string, double> figures = new() { ["loss"] = _losses.Latest };
        if (state.History.Count > 0) figures["validation error"] = state.History[^1].Error;
        return figures;
    }

    private string Note() => state.History.Count == 0
        ? string.Create(CultureInfo.InvariantCulture, $"loss {_losses.Latest:G4}")
        : string.Create(CultureInfo.InvariantCulture, $"loss {_losses.Latest:G4}, validation {state.History[^1].Error:G4}");
}

/// <summary>The losses since the last check, on the device; the host reads all of them at once.</summary>
/// <remarks>Made in the scope of the run, which frees it.</remarks>
internal sealed class LossWindow(TrainerOptions options)
{
    private readonly Tensor _losses = Tensor.Zeros(options.LossEvery);
    private readonly float[] _values = new float[options.LossEvery];
    private long _first;
    private int _count;

    /// <summary>Loss of the last checked step.</summary>
    internal double Latest { get; private set; } = double.NaN;

    internal bool IsFull => _count == options.LossEvery;

    /// <summary>Adds the loss of a step, or of a further part of it.</summary>
    internal void Add(Tensor loss, long step)
    {
        if (_count == 0) _first = step;
        bool further = step < _first + _count;
        if (!further) _count++;
        using NoGradient none = new();
        Tensor part = options.Accumulate == 1 ? loss : loss / options.Accumulate;
        Tensor place = _losses.Select(0, _count - 1);
        place.CopyFrom(further ? place + part : part);
    }

    /// <summary>Reads the losses; the host waits for the device only here and at validations.</summary>
    /// <exception cref="NonFiniteException">A loss is NaN or infinite.</exception>
    internal void Read(TrainingState state)
    {
        if (_count == 0) return;
        _losses.CopyTo(_values.AsSpan());
        for (int i = 0; i < _count; i++)
            if (!float.IsFinite(_values[i]))
                throw NotFinite("The training loss is not a finite number.", options, state, _first + i, _values[i]);
        Latest = _values[_count - 1];
        _count = 0;
    }

    internal static NonFiniteException NotFinite(string what, TrainerOptions options, TrainingState state, long step, double value) =>
        new(new Fault(what, new SourceLocation(Variable: $"{options.Stage}, step {step}"), "a finite number",
            value.ToString(CultureInfo.InvariantCulture),
            $"Lower the learning rate (now {state.Optimiser.Rate:G3}), clip the gradient, or look for extreme values in the data."));
}
