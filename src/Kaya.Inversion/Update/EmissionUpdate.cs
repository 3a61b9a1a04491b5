using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>A step of an update.</summary>
/// <param name="Iteration">Number of the step, from 0.</param>
/// <param name="Loss">Loss of the observations before the step; of SGD and Adam estimated from the drawn parts.</param>
/// <param name="Penalty">Penalty of the prior before the step.</param>
/// <param name="GradientNorm">Euclidean norm of the derivatives by what is varied.</param>
public sealed record UpdatePoint(int Iteration, double Loss, double Penalty, double GradientNorm);

/// <summary>The outcome of an update.</summary>
/// <param name="Factors">Correction factors; they keep every constraint.</param>
/// <param name="Iterations">Number of steps.</param>
/// <param name="IsConverged">Whether the gradient fell to the tolerance; never for SGD and Adam, which take all their steps.</param>
/// <param name="History">The steps.</param>
public sealed record UpdateResult(CorrectionFactors Factors, int Iterations, bool IsConverged, ImmutableArray<UpdatePoint> History)
{
    internal ReadOnlyMemory<double> Control { get; init; }
}

/// <summary>Mean absolute errors against the observations, by pollutant, ppb and micrograms per cubic metre.</summary>
/// <param name="Used">At stations that the update has seen.</param>
/// <param name="HeldOut">At stations that were held out; empty where none were.</param>
public sealed record UpdateErrors(ImmutableDictionary<Pollutant, double> Used, ImmutableDictionary<Pollutant, double> HeldOut);

/// <summary>Finds correction factors of the prior emissions from observed concentrations: minimises the loss of the observations plus the
/// penalty of the prior.</summary>
/// <remarks>Equations 5 and 6 and section 2.3 of paper 003; the prior covariance, the hold-out, L-BFGS and Gauss-Newton are beyond
/// it.</remarks>
public sealed class EmissionUpdate
{
    private readonly IForwardModel _model;
    private readonly RandomSource _random;

    /// <summary>Prepares an update.</summary>
    /// <param name="model">From factors to concentrations at the observed points.</param>
    /// <param name="random">Source of the hold-out and of the drawn parts.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="emissions">Prior emissions of each factor over its block; needed for caps of totals only.</param>
    /// <exception cref="ArgumentException">Controls that need a prior covariance without one, or impossible constraints.</exception>
    /// <exception cref="DataNotFoundException">No observation is left that counts.</exception>
    public EmissionUpdate(
        IForwardModel model, RandomSource random, EmissionUpdateOptions? options = null, ReadOnlySpan<double> emissions = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(random);
        options ??= new EmissionUpdateOptions();
        if (options.Prior is null && options.Control != ControlKind.Factors)
            throw new ArgumentException(
                $"{options.Control} controls need errors of the prior: give Prior, or vary Factors", nameof(options));
        (_model, _random, Options) = (model, random, options);
        HeldOut = options.HeldOutClusters is { } names ? model.Observations.HoldOut(names)
            : model.Observations.HoldOut(options.HeldOutShare, random.Derive("held out"));
        Loss = ObservationLoss.Of(model.Observations, options.Loss, HeldOut);
        Prior = options.Prior is null ? null : new PriorCovariance(model.Layout, options.Prior);
        Constraints = new FactorConstraints(model.Layout, options.Constraints, emissions);
        Control = new FactorControl(model.Layout, options.Control, Prior, Constraints);
    }

    /// <summary>Settings.</summary>
    public EmissionUpdateOptions Options { get; }

    /// <summary>From factors to concentrations.</summary>
    public IForwardModel Model => _model;

    /// <summary>Marks the observations that are held out.</summary>
    public ImmutableArray<bool> HeldOut { get; }

    /// <summary>The loss; held out observations count nothing in it.</summary>
    public ObservationLoss Loss { get; }

    /// <summary>Errors of the prior; null for none.</summary>
    public PriorCovariance? Prior { get; }

    /// <summary>Bounds of the factors.</summary>
    public FactorConstraints Constraints { get; }

    internal FactorControl Control { get; }

    /// <summary>Finds the factors. With a checkpoint folder, an interrupted update goes on where it was and ends with the same
    /// bytes.</summary>
    /// <param name="context">Progress, cancellation, checkpoints.</param>
    /// <param name="information">What the observations tell about the factors of this update, if it is known: L-BFGS then takes a fraction
    /// of the steps. The other methods do not use it.</param>
    /// <param name="from">Where the steps of another forward model of the same factors ended, to go on from there: its steps are among the
    /// most that are taken, and among those of the result. What L-BFGS and Adam had learnt of the other model is forgotten.</param>
    /// <returns>The factors and the steps.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what it had found is in the checkpoint.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is of another update.</exception>
    public UpdateResult Run(FitContext context, InformationContent? information = null, UpdateResult? from = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Run(context, Cost(Loss, Control.Origin()), information, from);
    }

    /// <summary>The two parts of what is minimised, at some factors.</summary>
    /// <param name="factors">Any factors.</param>
    /// <param name="predicted">What <see cref="Predict"/>, or another model, gives for them.</param>
    /// <returns>Loss of the observations, and penalty of the factors as they are, after their constraints; 0 without a prior
    /// covariance.</returns>
    public (double Observations, double Prior) CostOf(CorrectionFactors factors, ReadOnlyMemory<double> predicted)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (predicted.Length != _model.Observations.Count)
            throw new ArgumentException($"{_model.Observations.Count} concentrations are needed", nameof(predicted));
        double sum = 0;
        for (int part = 0; part < _model.Observations.Parts; part++)
        {
            (int first, int count) = _model.Observations.RangeOf(part);
            sum += Loss.Of(part, predicted.Span.Slice(first, count), []);
        }

        return (sum, Prior?.Penalty(factors.Values, [], [], Cost(Loss, Control.Origin()).PriorWeight) ?? 0);
    }

    /// <summary>Predicted concentrations at all points, held out ones too.</summary>
    /// <param name="factors">Any factors.</param>
    /// <returns>One for each point, ppb or micrograms per cubic metre.</returns>
    public ReadOnlyMemory<double> Predict(CorrectionFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        return UpdateCost.PredictAll(_model, factors.Values);
    }

    /// <summary>Errors of factors against the observations.</summary>
    /// <param name="factors">Any factors, such as those of the prior.</param>
    /// <returns>At stations that were used and at those held out.</returns>
    public UpdateErrors ErrorsOf(CorrectionFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        double[] predicted = UpdateCost.PredictAll(_model, factors.Values);
        return new UpdateErrors(Loss.MeanAbsoluteErrors(predicted, [.. HeldOut.Select(isOut => !isOut)]),
            Loss.MeanAbsoluteErrors(predicted, HeldOut));
    }

    internal UpdateCost Cost(ObservationLoss loss, double[] origin)
    {
        int counting = loss.Weights.Length - loss.Weights.Count(0.0);
        double weight = Options.Loss.Weighting == LossWeighting.ByError ? Options.PriorWeight : Options.PriorWeight / counting;
        return new UpdateCost(_model, loss, Control, origin, weight);
    }

    internal UpdateResult Run(FitContext context, UpdateCost cost, InformationContent? information = null, UpdateResult? from = null)
    {
        UpdateState state = from is null ? new([.. cost.Origin]) : new(from.Control.ToArray()) { Iteration = from.Iterations };
        if (from is not null) state.History.AddRange(from.History);
        Control.Keep(state.Control);
        IUpdateSteps steps = Options.Method switch
        {
            UpdateMethod.Lbfgs => new LbfgsSteps(cost, Options, information),
            UpdateMethod.GaussNewton => new GaussNewtonSteps(cost, Options, context.Cancellation),
            _ => new StochasticSteps(cost, Options, _random.Derive("parts")),
        };
        UpdateCheckpoint? checkpoint = context.CheckpointFolder is null ? null : new UpdateCheckpoint(
            PathIn(context), UpdateCheckpoint.IdentityOf(Options, cost, state.Control, _random.Seed, information));
        checkpoint?.Read(state, steps);
        while (!state.IsFinished && state.Iteration < Options.Iterations)
        {
            if (context.Cancellation.IsCancellationRequested)
            {
                checkpoint?.Write(state, steps);
                context.Cancellation.ThrowIfCancellationRequested();
            }

            steps.Step(state);
            state.Iteration++;
            Report(context, state);
            // A Gauss-Newton step is as long as tens of the others.
            bool isDue = Options.Method == UpdateMethod.GaussNewton || state.Iteration % Options.CheckpointEvery == 0;
            if (isDue) checkpoint?.Write(state, steps);
        }

        checkpoint?.Write(state, steps);
        double[] kept = Control.ToFactors(state.Control).Kept;
        return new UpdateResult(new CorrectionFactors(_model.Layout, kept), state.Iteration, state.IsConverged, [.. state.History])
        {
            Control = state.Control,
        };
    }

    private static string PathIn(FitContext context)
    {
        Directory.CreateDirectory(context.CheckpointFolder!);
        string path = Path.Combine(context.CheckpointFolder!, "update.safetensors");
        context.Writing?.Invoke(path);
        return path;
    }

    private void Report(FitContext context, UpdateState state)
    {
        UpdatePoint point = state.History[^1];
        context.Progress?.Report(new WorkProgress("update emissions", state.Iteration, Options.Iterations,
            FormattableString.Invariant($"loss {point.Loss:G4}, penalty {point.Penalty:G4}"))
        {
            Figures = new Dictionary<string, double> { ["loss"] = point.Loss, ["penalty"] = point.Penalty },
        });
    }
}
