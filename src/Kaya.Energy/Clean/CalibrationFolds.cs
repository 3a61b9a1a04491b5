using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>Rows to fit on and rows to measure errors on, both from the training data.</summary>
internal sealed record CalibrationFold(EnergyDataset Train, EnergyDataset Test);

/// <summary>The divisions of training data that intervals are calibrated on.</summary>
internal static class CalibrationFolds
{
    /// <summary>Part of the training days in one block: as many days as the last 20 % of all days are.</summary>
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

    // The highest level is the largest of so many errors: with fewer there is none.
    private static void RequireRows(EnergyDataset training, double heldOut)
    {
        double level = ConformalIntervals.StandardLevels[^1];
        int fewest = (int)Math.Ceiling(level / (1 - level));
        if (heldOut < fewest) throw EnergySplits.TooFew($"calibrate intervals up to {level:P0}", $"4 days, and {fewest} region-days to hold out", training);
    }
}
