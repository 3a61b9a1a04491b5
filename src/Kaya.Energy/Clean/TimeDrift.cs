using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;
using MathNet.Numerics.Distributions;

namespace Kaya.Energy;

/// <summary>How errors of covered regions grow with the time between a day and the training days.</summary>
/// <remarks>
/// The level of a region wanders: the variance of its logarithm grows by <see cref="VariancePerYear"/> a year. Some regions are steady and
/// some are not, so that over all regions the drift has the tails of Student's t. The intervals were
/// calibrated on days up to <see cref="TestedDays"/> from the training days, so only the time beyond counts. A season that the training
/// days of a fold lack is as hard to predict as a day a year away: where calibration errors are of such days, they reach as much farther.
/// Our method.
/// </remarks>
/// <param name="First">First training day.</param>
/// <param name="Last">Last training day.</param>
/// <param name="TestedDays">Days from the training days up to which the calibration errors reach; negative where they are of days between
/// training days.</param>
/// <param name="VariancePerYear">By direction; of the logarithm of the total.</param>
/// <param name="DegreesOfFreedom">Of Student's t, above 2 and up to 1000; null in models stored before, whose drift is normal.</param>
internal sealed record TimeDrift(DateOnly First, DateOnly Last, int TestedDays, IReadOnlyDictionary<Direction, double> VariancePerYear,
    double? DegreesOfFreedom = null)
{
    private const double DaysPerYear = 365.25;

    // Before the data speak: changes of published totals from year to year, 2010 to 2021, twelve countries with more than 50 TWh a year
    // (docs/methods/energy.md). The scale is that of Student's t, from neighbouring years.
    private const double PriorFreedom = 5;
    private const double PriorScale = 0.043;

    // Emissions do not say how the mix has changed.
    private const double PriorScaleOfGeneration = 0.058;

    // It counts as much as this many regions.
    private const int PriorRegions = 10;

    // Of a level that wanders evenly, the squared distance from its mean over a year is a third of a year's variance at the end of that
    // year, and a sixth on average over its days. The errors of days between training days hold that sixth already; a sixth is left.
    private static readonly int DaysBeyondTheMean = (int)Math.Round(DaysPerYear / 6);

    // Published totals of years do not say how the drift grows within the first of them: its radius grows in proportion to the time first.
    // The mix of the day is known to a prediction of emissions, so that only factors and the other sectors drift: half a year. Emissions do
    // not say how the mix has changed: as many days as are added beyond the mean.
    private const int DaysOfGrowth = 183;

    // Beyond, Student's t is the normal distribution.
    private const int LargestFreedom = 1000;

    private readonly ImmutableArray<double> _quantiles =
        [.. ConformalIntervals.StandardLevels.Select(level => Quantile(DegreesOfFreedom, level))];

    /// <summary>Measures the drift: the last block of days, predicted from all days before it and from half of the days, that is with a
    /// gap of a block more. The growth of the squared mean error of each region, over the difference in time.</summary>
    /// <param name="training">All training days.</param>
    /// <param name="folds">The folds of the calibration; the last one is of the last block.</param>
    /// <param name="last">The last block, from the days before it.</param>
    /// <param name="farther">The same rows, from the days of the first fold.</param>
    public static TimeDrift Measured(EnergyDataset training, IReadOnlyList<CalibrationFold> folds, HeldOutRows last, HeldOutRows farther)
    {
        int block = last.Test.Days[^1].DayNumber - last.Test.Days[0].DayNumber + 1;
        double unseen = folds.Average(fold => Seasons.UnseenPart(fold.Train.Days, fold.Test.Days));
        bool comparable = Seasons.UnseenPart(folds[0].Train.Days, last.Test.Days) == 0;
        return new TimeDrift(training.Days[0], training.Days[^1], block + (int)(unseen * DaysPerYear),
            Enum.GetValues<Direction>().ToDictionary(direction => direction, direction => comparable
                ? Variance(PriorVariance(direction), block, Errors(direction, last), Errors(direction, farther))
                : PriorVariance(direction)), PriorFreedom);
    }

    /// <summary>The drift where the calibration errors are of days between training days: the prior. A day counts as a sixth of a
    /// year farther away, since the mean level of the training days is known and not the one at their end.</summary>
    /// <param name="training">All training days.</param>
    public static TimeDrift BetweenDays(EnergyDataset training) => new(training.Days[0], training.Days[^1], -DaysBeyondTheMean,
        Enum.GetValues<Direction>().ToDictionary(direction => direction, PriorVariance), PriorFreedom);

    /// <summary>Days between a day and the training days; 0 for days among them.</summary>
    public int DaysAway(DateOnly day) => Math.Max(0, Math.Max(First.DayNumber - day.DayNumber, day.DayNumber - Last.DayNumber));

    /// <summary>What a day's distance in time adds to the radius of the logarithm at a level.</summary>
    /// <returns>0 up to <see cref="TestedDays"/>. Where these are negative, it grows evenly from 0 at the training days, for half a year
    /// (emissions) or a sixth of one (generation).</returns>
    public double Radius(Direction direction, DateOnly day, double level)
    {
        int away = DaysAway(day);
        int growing = TestedDays >= 0 ? 0 : direction == Direction.EnergyToEmission ? DaysOfGrowth : DaysBeyondTheMean;
        double part = away < growing ? away / (double)growing : 1;
        return part * _quantiles[ConformalIntervals.StandardLevels.IndexOf(level)]
            * Math.Sqrt(VariancePerYear[direction] * Math.Max(0, Math.Max(away, growing) - TestedDays) / DaysPerYear);
    }

    // Two-sided, of a variance of 1.
    private static double Quantile(double? freedom, double level)
    {
        if (freedom is not { } own) return Normal.InvCDF(0, 1, (1 + level) / 2);
        if (own is not (> 2 and <= LargestFreedom))
            throw new ArgumentOutOfRangeException(nameof(freedom), own, $"the degrees of freedom are above 2, up to {LargestFreedom}");
        return StudentT.InvCDF(0, Math.Sqrt((own - 2) / own), own, (1 + level) / 2);
    }

    private static double PriorVariance(Direction direction) => PriorFreedom / (PriorFreedom - 2)
        * Math.Pow(direction == Direction.EnergyToEmission ? PriorScale : PriorScaleOfGeneration, 2);

    private static double Variance(double prior, int block, double[] near, double[] far)
    {
        double growth = 0;
        for (int i = 0; i < near.Length; i++) growth += (far[i] * far[i] - near[i] * near[i]) / (block / DaysPerYear);
        return Math.Max(0, growth + PriorRegions * prior) / (near.Length + PriorRegions);
    }

    private static double[] Errors(Direction direction, HeldOutRows rows)
    {
        ProfileForecast forecast = direction == Direction.EnergyToEmission ? rows.Emission : rows.Generation;
        return [.. Enumerable.Range(0, rows.Test.Count).GroupBy(rows.Test.RegionOf).Select(region => region.Average(row =>
            Math.Log((direction == Direction.EnergyToEmission ? rows.Test.TotalEmission[row] : rows.Test.TotalGeneration[row])
                / forecast.Total(row))))];
    }
}

/// <summary>Which times of a year some days have.</summary>
internal static class Seasons
{
    // Days before and after that are of one season.
    private const int Reach = 15;

    /// <summary>Part of the test days without a training day at the same time of a year.</summary>
    public static double UnseenPart(IReadOnlyList<DateOnly> train, IReadOnlyList<DateOnly> test)
    {
        HashSet<int> seen = [.. train.SelectMany(day => Enumerable.Range(-Reach, 2 * Reach + 1)
            .Select(shift => Of(day.AddDays(shift))))];
        return test.Average(day => seen.Contains(Of(day)) ? 0.0 : 1);
    }

    // The 366th day of a leap year is of the season of the 365th.
    private static int Of(DateOnly day) => Math.Min(day.DayOfYear, 365);

    /// <summary>Whether some days have each time of a year.</summary>
    public static bool AreWhole(IReadOnlyList<DateOnly> days) =>
        UnseenPart(days, [.. Period.Year(days[0].Year).Days()]) == 0;
}
