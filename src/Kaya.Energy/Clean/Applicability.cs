using Kaya.Core;

namespace Kaya.Energy;

/// <summary>How similar a mix is to the training data of a model.</summary>
public enum ApplicabilityClass
{
    /// <summary>A training region, with a mix as close to the training rows as days of one region are to each other, on a day no farther
    /// from the training days than was tested.</summary>
    Inside,

    /// <summary>As close as training regions are to each other; expect errors like those of left-out regions.</summary>
    Near,

    /// <summary>Farther than any tested distance, in mix, size or time, or like a region that was predicted badly when it was left out; the
    /// result is an extrapolation.</summary>
    Outside,
}

/// <summary>The applicability of a model to one region-day.</summary>
/// <param name="Distance">
/// Distance to the nearest training row: Euclidean distance of the square roots of the energy shares (sqrt(2) times Hellinger's), 0 to
/// 1.41.
/// </param>
/// <param name="NearestRegion">Region of that row.</param>
/// <param name="Flag">The class of the distance.</param>
public sealed record ApplicabilityResult(double Distance, string NearestRegion, ApplicabilityClass Flag)
{
    /// <summary>The day's total generation as a multiple of the largest of the training data; NaN if the model does not know it. Beyond ten
    /// times it the class is outside, whatever the mix.</summary>
    public double Size { get; init; } = double.NaN;

    /// <summary>Whether the total is far larger than any of the training data, as with values in another unit.</summary>
    public bool IsTooLarge => Size > LargestSize;

    /// <summary>Days between the day and the training days; 0 for days among them.</summary>
    public int DaysAway { get; init; }

    /// <summary>Why the class is not the one of the distance; empty if it is.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The same, or with a class that is farther away, and why.</summary>
    internal ApplicabilityResult AtLeast(ApplicabilityClass flag, string reason) =>
        flag > Flag ? this with { Flag = flag, Reason = reason } : this;

    private const double LargestSize = 10;
}

/// <summary>What is known of the training data besides the reference rows.</summary>
/// <param name="First">First training day.</param>
/// <param name="Last">Last training day.</param>
/// <param name="TestedDays">Days from the training days up to which errors were measured.</param>
/// <param name="LowestDirect">Lowest direct emissions of a training mix, Mt per TWh.</param>
internal sealed record TrainingExtent(DateOnly First, DateOnly Last, int TestedDays, double LowestDirect)
{
    // The block of days that calibrates the intervals of later days.
    private const double TestedPart = 0.25;

    public static TrainingExtent Of(EnergyDataset training, EnergyRows rows)
    {
        double lowest = double.PositiveInfinity;
        for (int row = 0; row < rows.Count; row++) lowest = Math.Min(lowest, IntensityBaseline.DirectIntensity(rows[row]));
        return new TrainingExtent(training.Days[0], training.Days[^1], (int)(training.Days.Count * TestedPart), lowest);
    }

    public int DaysAway(DateOnly day) => Math.Max(0, Math.Max(First.DayNumber - day.DayNumber, day.DayNumber - Last.DayNumber));

    /// <summary>The class of a day's distance in time: tested, up to as long as the training period, or farther.</summary>
    public ApplicabilityClass Class(int daysAway) => daysAway <= TestedDays ? ApplicabilityClass.Inside
        : daysAway <= Math.Max(TestedDays, Last.DayNumber - First.DayNumber + 1) ? ApplicabilityClass.Near : ApplicabilityClass.Outside;
}

/// <summary>Measures the distance of a mix from the training regions (our method; Hellinger's distance up to a factor).</summary>
internal sealed class Applicability
{
    private const int DaysBetweenReferences = 7;
    private const double InsideQuantile = 0.99;
    private const double NearQuantile = 0.9;

    private readonly float[] _references;
    private readonly int[] _region;
    private readonly string[] _regions;

    private Applicability(float[] references, int[] region, string[] regions, double inside, double near) =>
        (_references, _region, _regions, InsideLimit, NearLimit) = (references, region, regions, inside, near);

    /// <summary>Largest total generation of a region-day of the training data, GWh; NaN if unknown.</summary>
    public double LargestTotal { get; init; } = double.NaN;

    /// <summary>Period and mixes of the training data; null in models of earlier versions.</summary>
    public TrainingExtent? Extent { get; init; }

    /// <summary>Training regions whose emissions, when they were left out, missed the interval at 80 %.</summary>
    public IReadOnlyList<string> MissedRegions { get; init; } = [];

    /// <summary>Largest distance that counts as inside.</summary>
    public double InsideLimit { get; }

    /// <summary>Largest distance that counts as near.</summary>
    public double NearLimit { get; }

    public StateArray References => StateArray.Of(_references, _region.Length, EnergyRows.Sources);

    public StateArray RegionOfReference => StateArray.Of(Array.ConvertAll(_region, region => (long)region));

    public static Applicability Of(EnergyDataset training)
    {
        int[] rows = Every(training, 0), between = Every(training, DaysBetweenReferences / 2);
        if (between.Length == 0) throw EnergySplits.TooFew("train a model", $"{DaysBetweenReferences} region-days", training);
        EnergyDataset kept = training.Select(rows);
        float[] references = Roots(EnergyRows.Of(kept));
        Applicability measure = new(references, kept.RegionIndex.ToArray(), [.. kept.Regions], 0, 0);
        EnergyDataset others = training.Select(between);
        float[] probes = Roots(EnergyRows.Of(others));
        double[] own = new double[others.Count], foreign = new double[others.Count];
        for (int i = 0; i < others.Count; i++)
        {
            int region = Array.IndexOf(measure._regions, others.RegionOf(i));
            ReadOnlySpan<float> probe = probes.AsSpan(i * EnergyRows.Sources, EnergyRows.Sources);
            own[i] = measure.Nearest(probe, -1).Distance;
            foreign[i] = measure.Nearest(probe, region).Distance;
        }

        double inside = Quantile(own, InsideQuantile);
        // A single region gives no distance between regions.
        double near = training.Regions.Count > 1 ? Quantile(foreign, NearQuantile) : inside;
        return new Applicability(references, measure._region, measure._regions, inside, near)
        {
            LargestTotal = Enumerable.Range(0, training.Count).Max(row => training.TotalGeneration[row]),
            Extent = TrainingExtent.Of(training, EnergyRows.Of(training)),
        };

        static int[] Every(EnergyDataset data, int offset) =>
            [.. Enumerable.Range(0, data.Count).Where(row => row % DaysBetweenReferences == offset)];
    }

    /// <summary>The same, knowing which regions were missed when they were left out.</summary>
    public Applicability WithMissed(IReadOnlyList<string> regions) => new(_references, _region, _regions, InsideLimit, NearLimit)
        { LargestTotal = LargestTotal, Extent = Extent, MissedRegions = regions };

    /// <exception cref="ArgumentException">The sizes of the parts are inconsistent.</exception>
    public static Applicability FromState(StateArray references, StateArray region, string[] regions, (double Inside, double Near) limits,
        double largestTotal, TrainingExtent? extent)
    {
        (float[] rows, long[] regionOf) = (references.As<float>().ToArray(), region.As<long>().ToArray());
        if (rows.Length != regionOf.Length * EnergyRows.Sources
            || !Array.TrueForAll(regionOf, index => index >= 0 && index < regions.Length))
            throw new ArgumentException(
            $"{rows.Length} shares, {regionOf.Length} rows and {regions.Length} regions are inconsistent");
        return new Applicability(rows, Array.ConvertAll(regionOf, index => (int)index), regions, limits.Inside, limits.Near)
            { LargestTotal = largestTotal, Extent = extent };
    }

    public IReadOnlyList<ApplicabilityResult> Measure(EnergyDataset data)
    {
        EnergyRows rows = EnergyRows.Of(data);
        float[] roots = Roots(rows);
        ApplicabilityResult[] results = new ApplicabilityResult[data.Count];
        for (int row = 0; row < results.Length; row++)
        {
            (double distance, int region) = Nearest(roots.AsSpan(row * EnergyRows.Sources, EnergyRows.Sources), -1);
            ApplicabilityResult result = new(distance, _regions[region], Class(distance))
                { Size = data.TotalGeneration[row] / LargestTotal };
            if (result.IsTooLarge) result = result with { Flag = ApplicabilityClass.Outside, Reason = FormattableString.Invariant(
                $"its generation is {result.Size:0} times the largest of the training data: check the unit") };
            results[row] = Extended(result, data.RegionOf(row), data.Day[row], rows[row]);
        }

        return results;
    }

    // What the distance of the mix alone does not show.
    private ApplicabilityResult Extended(ApplicabilityResult result, string region, DateOnly day, ReadOnlySpan<float> row)
    {
        if (Extent is not { } extent) return result;
        int away = extent.DaysAway(day);
        result = (result with { DaysAway = away }).AtLeast(extent.Class(away), $"{away} days from the training days");
        if (_regions.Contains(region, StringComparer.OrdinalIgnoreCase)) return result;
        result = result.AtLeast(ApplicabilityClass.Near, "not a training region");
        if (IntensityBaseline.DirectIntensity(row) < extent.LowestDirect)
            return result.AtLeast(ApplicabilityClass.Outside, "direct emissions of the mix are below those of all training days");
        return MissedRegions.Contains(result.NearestRegion)
            ? result.AtLeast(ApplicabilityClass.Outside,
                $"{result.NearestRegion}, the nearest region, missed its interval when it was left out")
            : result;
    }

    public IReadOnlyList<string> RegionNames => _regions;

    private ApplicabilityClass Class(double distance) => distance <= InsideLimit ? ApplicabilityClass.Inside
        : distance <= NearLimit ? ApplicabilityClass.Near : ApplicabilityClass.Outside;

    private (double Distance, int Region) Nearest(ReadOnlySpan<float> probe, int excluded)
    {
        double best = double.PositiveInfinity;
        int region = 0;
        for (int i = 0; i < _region.Length; i++)
        {
            if (_region[i] == excluded) continue;
            double sum = 0;
            for (int k = 0; k < EnergyRows.Sources; k++)
            {
                double off = probe[k] - _references[i * EnergyRows.Sources + k];
                sum += off * off;
            }

            if (sum < best) (best, region) = (sum, _region[i]);
        }

        return (Math.Sqrt(best), region);
    }

    private static float[] Roots(EnergyRows rows)
    {
        float[] roots = new float[rows.Count * EnergyRows.Sources];
        for (int row = 0; row < rows.Count; row++)
            for (int i = 0; i < EnergyRows.Sources; i++)
                roots[row * EnergyRows.Sources + i] = MathF.Sqrt(rows[row][EnergyRows.EnergyShare + i]);
        return roots;
    }

    private static double Quantile(double[] values, double level)
    {
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, (int)(level * values.Length))];
    }
}
