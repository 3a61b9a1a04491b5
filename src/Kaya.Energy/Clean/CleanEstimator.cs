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
    /// training. Of a year or little more, whose quarters lack seasons of each other: on every second fortnight, and the level's drift
    /// is added.</summary>
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

    private const double MissedLevel = 0.8;

    IEnergyPredictor IEstimator<EnergyDataset, IEnergyPredictor>.Fit(EnergyDataset data, FitContext context) => Fit(data, context);

    IReadOnlyList<IEnergyPredictor> IEnergyEstimator.FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context) =>
        FitAll(trainingSets, context);

    private ModelCalibration Calibrate(EnergyDataset training, FitContext context)
    {
        Applicability applicability = Applicability.Of(training);
        SourceFactors factors = SourceFactors.Fit(training);
        if (Calibration == IntervalCalibration.None)
            return new ModelCalibration(ForecastIntervals.None, applicability) { Factors = factors };
        bool lacksSeasons = Calibration != IntervalCalibration.Random && CalibrationFolds.LackSeasons(training);
        IReadOnlyList<CalibrationFold> folds = Calibration == IntervalCalibration.Random
            ? CalibrationFolds.Random(training, context.Random)
            : lacksSeasons ? CalibrationFolds.Fortnights(training) : CalibrationFolds.RollingOrigin(training);
        IReadOnlyList<CleanModel> models = Fitted("known regions", folds, Options, context);
        HeldOutRows[] held = HeldOut(folds, models);
        ForecastIntervals intervals = ForecastIntervals.None.With(IntervalScope.Covered, held);
        TimeDrift? drift = folds.Count < 2 ? null : lacksSeasons ? TimeDrift.BetweenDays(training)
            : TimeDrift.Measured(training, folds, held[^1], HeldOut(folds[^1].Test, models[0]));
        if (Calibration == IntervalCalibration.Full)
        {
            IReadOnlyList<CalibrationFold> regions = CalibrationFolds.LeaveRegionOut(training);
            HeldOutRows[] left = HeldOut(regions, Fitted("other regions", regions, Options.ForLeaveOut(), context));
            intervals = intervals.With(IntervalScope.Uncovered, left);
            RowIntervals own = new(intervals, _ => IntervalScope.Uncovered);
            applicability = applicability.WithMissed([.. left.Where(fold => Missed(fold, own)).Select(fold => fold.Test.Regions[0])]);
        }

        return new ModelCalibration(intervals, applicability) { Drift = drift, Factors = factors };
    }

    // More than half of the days of a region that was left out are beyond the interval at 80 % that all such regions give.
    private static bool Missed(HeldOutRows fold, RowIntervals intervals)
    {
        ProfileForecast forecast = fold.Emission.With(intervals);
        int held = 0;
        for (int row = 0; row < fold.Test.Count; row++)
            if (forecast[row].Interval(MissedLevel).Contains(fold.Test.TotalEmission[row])) held++;
        return 2 * held < fold.Test.Count;
    }

    private IReadOnlyList<CleanModel> Fitted(string name, IReadOnlyList<CalibrationFold> folds, CleanOptions options, FitContext context)
    {
        ModelCalibration none = new(ForecastIntervals.None, null);
        return EnsembleTraining.Run(options, [.. folds.Select(fold => fold.Train)],
            [.. folds.Select(_ => none)], $"calibrate {name} {Name}", context.Derive(name));
    }

    private static HeldOutRows[] HeldOut(IReadOnlyList<CalibrationFold> folds, IReadOnlyList<CleanModel> models) =>
        [.. folds.Select((fold, i) => HeldOut(fold.Test, models[i]))];

    private static HeldOutRows HeldOut(EnergyDataset test, CleanModel model) =>
        new(test, model.PredictEmission(test), model.PredictGeneration(test));
}

/// <summary>Rows for fitting and rows for measuring errors, both from the training data.</summary>
internal sealed record CalibrationFold(EnergyDataset Train, EnergyDataset Test);

/// <summary>The divisions of training data for calibrating intervals.</summary>
internal static class CalibrationFolds
{
    /// <summary>A block of training days, as long as the last 20 % of all days.</summary>
    private const double BlockPart = 0.25;
    private const int Fortnight = 14;

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
        int block = BlockOf(training);
        RequireRows(training, block < 1 ? 0 : training.Count * 2 * BlockPart);
        DateOnly middle = days[^(2 * block)], last = days[^block];
        return
        [
            new CalibrationFold(training.Between(days[0], middle.AddDays(-1)), training.Between(middle, last.AddDays(-1))),
            new CalibrationFold(training.Between(days[0], last.AddDays(-1)), training.Between(last, days[^1])),
        ];
    }

    /// <summary>Length of a block, in days.</summary>
    public static int BlockOf(EnergyDataset training) => (int)(training.Days.Count * BlockPart);

    /// <summary>Whether the days have each season, but the days before one of the blocks at their end lack a part of its.</summary>
    public static bool LackSeasons(EnergyDataset training)
    {
        IReadOnlyList<DateOnly> days = training.Days;
        int block = BlockOf(training);
        return block > 0 && Seasons.AreWhole(days) && Enumerable.Range(1, 2).Any(count => Seasons.UnseenPart(
            [.. days.Take(days.Count - count * block)], [.. days.Skip(days.Count - count * block).Take(block)]) > 0);
    }

    /// <summary>Every second fortnight, predicted from the others, and the reverse.</summary>
    public static IReadOnlyList<CalibrationFold> Fortnights(EnergyDataset training)
    {
        int first = training.Days[0].DayNumber;
        return [.. Enumerable.Range(0, 2).Select(side => new CalibrationFold(Rows(row => !IsOf(row, side)), Rows(row => IsOf(row, side))))];

        bool IsOf(int row, int side) => (training.Day[row].DayNumber - first) / Fortnight % 2 == side;

        EnergyDataset Rows(Predicate<int> wanted) =>
            training.Select([.. Enumerable.Range(0, training.Count).Where(row => wanted(row))]);
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
