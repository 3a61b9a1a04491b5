using Kaya.Core;

namespace Kaya.Energy;

/// <summary>How the intervals of a model are calibrated.</summary>
public enum IntervalCalibration
{
    /// <summary>No intervals.</summary>
    None,

    /// <summary>On a random fifth of the training rows: right where test rows are drawn at random too.</summary>
    Random,

    /// <summary>On the last two quarters of the training days, each predicted from the days before it: right for days after the training.</summary>
    RollingOrigin,

    /// <summary>As <see cref="RollingOrigin"/>, and on each training region left out, for regions the model was not trained on.</summary>
    Full,
}

/// <summary>Fits CLEAN: all networks of all training sets as one batched network.</summary>
/// <param name="Options">Networks, losses and training.</param>
public sealed record CleanEstimator(CleanOptions Options) : IEnergyEstimator
{
    /// <summary>Calibration of the intervals.</summary>
    public IntervalCalibration Calibration { get; init; } = IntervalCalibration.Full;

    /// <summary>Folder that trainings write checkpoints to and go on from; none when null.</summary>
    public string? CheckpointFolder { get; init; }

    /// <inheritdoc/>
    public string Name => (Options.UseBaseline ? "CLEAN-" : "") + (Options.Backbone == Backbone.Cnn ? "CNN" : "MLP");

    /// <summary>Fits one model.</summary>
    /// <param name="training">Region-days with both sides.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">The dataset has no emission, or too few days or regions to calibrate on.</exception>
    /// <exception cref="NonFiniteException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled; a checkpoint lies in the folder.</exception>
    public CleanModel Fit(EnergyDataset training, FitContext context) => Fit([training], context)[0];

    /// <summary>Fits one model for each training set, all at once.</summary>
    /// <param name="trainingSets">Region-days with both sides.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>One model for each set, in order.</returns>
    public IReadOnlyList<CleanModel> Fit(IReadOnlyList<EnergyDataset> trainingSets, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(trainingSets);
        ArgumentNullException.ThrowIfNull(context);
        foreach (EnergyDataset set in trainingSets) EnergySplits.RefuseAggregates(set);
        IReadOnlyList<string> names = [.. trainingSets.Select((_, i) => FormattableString.Invariant($"calibration{i}"))];
        IReadOnlyList<ModelCalibration> calibration =
            [.. trainingSets.Select((set, i) => Of(names[i]).Calibrate(set, context.Derive(names[i])))];
        return EnsembleTraining.Run(Options, trainingSets, calibration, Stage("fit"), context);
    }

    IReadOnlyList<IEnergyPredictor> IEnergyEstimator.Fit(IReadOnlyList<EnergyDataset> trainingSets, FitContext context) => Fit(trainingSets, context);

    private TrainingStage Stage(string name) => new($"{name} {Name}", CheckpointFolder is null ? null : Path.Combine(CheckpointFolder, name));

    // Each set is calibrated with data and random numbers of its own, so its checkpoints lie in a folder of their own.
    private CleanEstimator Of(string set) => CheckpointFolder is null ? this : this with { CheckpointFolder = Path.Combine(CheckpointFolder, set) };

    private ModelCalibration Calibrate(EnergyDataset training, FitContext context)
    {
        Applicability applicability = Applicability.Of(training);
        if (Calibration == IntervalCalibration.None) return new ModelCalibration(ForecastIntervals.None, applicability);
        ForecastIntervals intervals = Measured("known regions", IntervalScope.Covered,
            Calibration == IntervalCalibration.Random ? CalibrationFolds.Random(training, context.Random) : CalibrationFolds.RollingOrigin(training),
            Options, context, ForecastIntervals.None);
        if (Calibration == IntervalCalibration.Full)
            intervals = Measured("other regions", IntervalScope.Uncovered, CalibrationFolds.LeaveRegionOut(training), Options.ForLeaveOut(), context, intervals);
        return new ModelCalibration(intervals, applicability);
    }

    private ForecastIntervals Measured(string name, IntervalScope scope, IReadOnlyList<CalibrationFold> folds, CleanOptions options, FitContext context, ForecastIntervals others)
    {
        ModelCalibration none = new(ForecastIntervals.None, null);
        IReadOnlyList<CleanModel> models = EnsembleTraining.Run(options, [.. folds.Select(fold => fold.Train)],
            [.. folds.Select(_ => none)], Stage($"calibrate {name}"), context.Derive(name));
        try
        {
            return others.With(scope, [.. folds.Select((fold, i) => new HeldOutRows(fold.Test, models[i].PredictEmission(fold.Test), models[i].PredictGeneration(fold.Test)))]);
        }
        finally
        {
            foreach (CleanModel model in models) model.Dispose();
        }
    }
}
