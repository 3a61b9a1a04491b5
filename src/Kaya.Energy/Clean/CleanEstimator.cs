using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>How the intervals of a model are calibrated.</summary>
public enum IntervalCalibration
{
    /// <summary>No intervals.</summary>
    None,

    /// <summary>On a random fifth of the training rows; suitable if test rows are also drawn at random.</summary>
    Random,

    /// <summary>On the last two quarters of the training days, each predicted from the days before; suitable for days after the
    /// training.</summary>
    RollingOrigin,

    /// <summary>As <see cref="RollingOrigin"/>, plus leave-one-region-out errors for regions outside the training data.</summary>
    Full,
}

/// <summary>Fits CLEAN: all networks of all training sets as one batched network.</summary>
/// <param name="Options">Networks, losses and training.</param>
public sealed record CleanEstimator(CleanOptions Options) : IEnergyEstimator
{
    /// <summary>Calibration of the intervals.</summary>
    public IntervalCalibration Calibration { get; init; } = IntervalCalibration.Full;

    /// <inheritdoc/>
    public string Name => (Options.UseBaseline ? "CLEAN-" : "") + (Options.Backbone == Backbone.Cnn ? "CNN" : "MLP");

    /// <summary>Fits one model.</summary>
    /// <param name="data">Region-days with generation and emissions.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">One region contains another.</exception>
    /// <exception cref="SchemaMismatchException">The data have no emissions.</exception>
    /// <exception cref="DataNotFoundException">Too few regions or days for training or calibration; the message says how many are
    /// needed.</exception>
    /// <exception cref="NonFiniteException">The loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled; checkpoints are in its folder, if it has one.</exception>
    public CleanModel Fit(EnergyDataset data, FitContext context) => FitAll([data], context)[0];

    /// <summary>Fits one model for each training set, all at once.</summary>
    /// <param name="trainingSets">Region-days with generation and emissions, at least one set.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>One model for each set, in order.</returns>
    public IReadOnlyList<CleanModel> FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(trainingSets);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfZero(trainingSets.Count, nameof(trainingSets));
        foreach (EnergyDataset set in trainingSets)
        {
            EnergySplits.RefuseAggregates(set);
            set.RequireEmission("The training data");
        }

        context.Cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<ModelCalibration> calibration =
            [.. trainingSets.Select((set, i) => Calibrate(set, context.Derive(FormattableString.Invariant($"calibration{i}"))))];
        return EnsembleTraining.Run(Options, trainingSets, calibration, $"fit {Name}", context);
    }

    IEnergyPredictor IEstimator<EnergyDataset, IEnergyPredictor>.Fit(EnergyDataset data, FitContext context) => Fit(data, context);

    IReadOnlyList<IEnergyPredictor> IEnergyEstimator.FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context) =>
        FitAll(trainingSets, context);

    private ModelCalibration Calibrate(EnergyDataset training, FitContext context)
    {
        Applicability applicability = Applicability.Of(training);
        SourceFactors factors = SourceFactors.Fit(training);
        if (Calibration == IntervalCalibration.None)
            return new ModelCalibration(ForecastIntervals.None, applicability) { Factors = factors };
        ForecastIntervals intervals = Measured("known regions", IntervalScope.Covered,
            Calibration == IntervalCalibration.Random ? CalibrationFolds.Random(training, context.Random)
                : CalibrationFolds.RollingOrigin(training),
            Options, context, ForecastIntervals.None);
        if (Calibration == IntervalCalibration.Full)
            intervals = Measured("other regions", IntervalScope.Uncovered, CalibrationFolds.LeaveRegionOut(training),
                Options.ForLeaveOut(), context, intervals);
        return new ModelCalibration(intervals, applicability) { Factors = factors };
    }

    private ForecastIntervals Measured(
        string name, IntervalScope scope, IReadOnlyList<CalibrationFold> folds, CleanOptions options, FitContext context,
            ForecastIntervals others)
    {
        ModelCalibration none = new(ForecastIntervals.None, null);
        IReadOnlyList<CleanModel> models = EnsembleTraining.Run(options, [.. folds.Select(fold => fold.Train)],
            [.. folds.Select(_ => none)], $"calibrate {name} {Name}", context.Derive(name));
        return others.With(scope, [.. folds.Select((fold, i) =>
            new HeldOutRows(fold.Test, models[i].PredictEmission(fold.Test), models[i].PredictGeneration(fold.Test)))]);
    }
}

/// <summary>Rows for fitting and rows for measuring errors, both from the training data.</summary>
internal sealed record CalibrationFold(EnergyDataset Train, EnergyDataset Test);

/// <summary>The divisions of training data for calibrating intervals.</summary>
internal static class CalibrationFolds
{
    /// <summary>A block of training days, as long as the last 20 % of all days.</summary>
    private const double BlockPart = 0.25;

    /// <exception cref="DataNotFoundException">Too few rows.</exception>
    public static IReadOnlyList<CalibrationFold> Random(EnergyDataset training, RandomSource random)
    {
        RequireRows(training, training.Count * EnergySplits.TestFraction);
        Split split = Split.Random(training.Count, EnergySplits.TestFraction, random.Derive("calibration"));
        return [new CalibrationFold(training.Select(split.Train.AsSpan()), training.Select(split.Test.AsSpan()))];
    }

    /// <summary>Two blocks at the end of the training days, each predicted from all days before it.</summary>
    /// <exception cref="DataNotFoundException">Too few days.</exception>
    public static IReadOnlyList<CalibrationFold> RollingOrigin(EnergyDataset training)
    {
        IReadOnlyList<DateOnly> days = training.Days;
        int block = (int)(days.Count * BlockPart);
        RequireRows(training, block < 1 ? 0 : training.Count * 2 * BlockPart);
        DateOnly middle = days[^(2 * block)], last = days[^block];
        return
        [
            new CalibrationFold(training.Between(days[0], middle.AddDays(-1)), training.Between(middle, last.AddDays(-1))),
            new CalibrationFold(training.Between(days[0], last.AddDays(-1)), training.Between(last, days[^1])),
        ];
    }

    /// <exception cref="DataNotFoundException">A single region.</exception>
    public static IReadOnlyList<CalibrationFold> LeaveRegionOut(EnergyDataset training) =>
    [
        .. EnergySplits.LeaveRegionOut(training).Select(split =>
            new CalibrationFold(training.Select(split.Train.AsSpan()), training.Select(split.Test.AsSpan()))),
    ];

    // The highest level is the largest of this many errors; with fewer errors it is undefined.
    private static void RequireRows(EnergyDataset training, double heldOut)
    {
        double level = ConformalIntervals.StandardLevels[^1];
        int fewest = (int)Math.Ceiling(level / (1 - level));
        if (heldOut < fewest) throw EnergySplits.TooFew(
            $"calibrate intervals up to {level:P0}", $"4 days, and {fewest} region-days to hold out", training);
    }
}
