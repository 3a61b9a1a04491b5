using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Intervals of the cells of a map, from the spread of leave-one-out models, calibrated on the zones left
/// out.</summary>
/// <remarks>
/// Computed on the natural logarithm of emissions, so that an interval is a factor. The scale of a cell combines (root sum of squares) the
/// error of held-out zones, the jackknife deviation of the models at that cell, and further deviations given by the caller
/// (super-resolution); the factor at a level is the conformal quantile of the zones' errors in units of this scale. Zones are larger than
/// cells, so variations within a zone are only known from the drivers: intervals are valid for zones at their level, and for cells if
/// cells have the same relation to the drivers as zones.
/// </remarks>
public sealed class CellIntervals
{
    /// <summary>Smallest number of zones with emissions.</summary>
    public const int FewestZones = 4;

    private readonly ImmutableArray<SpatialModel> _members;
    private readonly ConformalIntervals _intervals;

    private CellIntervals(ImmutableArray<SpatialModel> members, ConformalIntervals intervals, double zoneError) =>
        (_members, _intervals, ZoneError) = (members, intervals, zoneError);

    /// <summary>Root mean square error of the logarithm of emissions of held-out zones.</summary>
    public double ZoneError { get; }

    /// <summary>The levels of intervals, ascending: those of 50, 80 and 95 % that the number of zones can calibrate.</summary>
    public ImmutableArray<double> Levels => _intervals.Levels;

    /// <summary>Fits a model without each zone in turn and calibrates the intervals on the errors.</summary>
    /// <param name="table">At least four zones; those without emissions are left out.</param>
    /// <param name="model">The regression of zones.</param>
    /// <param name="context">Randomness, progress, cancellation.</param>
    /// <returns>The intervals.</returns>
    /// <exception cref="DataNotFoundException">Fewer than four zones with emissions.</exception>
    public static CellIntervals Calibrate(ZonalTable table, SpatialRegression model, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        ZonalTable emitting = table.WithZones([.. Enumerable.Range(0, table.Codes.Length).Where(zone => table.Statistics[zone] > 0)]);
        if (emitting.Codes.Length < FewestZones)
            throw new DataNotFoundException(
                new Fault("There are too few zones to calibrate intervals.", Expected: $"at least {FewestZones} zones with emissions",
                Found: $"{emitting.Codes.Length} of {table.Codes.Length} zones have emissions",
                    Remedy: "Add zones, or run without intervals."));
        ImmutableArray<Split> splits = Split.LeaveZoneOut(emitting.Codes);
        ImmutableArray<SpatialModel> members = [.. splits.Select(split =>
            model.Fit(emitting.WithZones(split.Train), context.Derive($"{model.Name}/{split.Name}") with { Progress = null }))];
        FeatureTable features = emitting.Features(model.Scale);
        double[][] logarithms = [.. members.Select(member => Logarithms(member, features))];
        double[] observed = [.. emitting.Targets(model.Scale).Column(0).Select(value => Math.Log(value))];
        return Calibrated(members, logarithms, observed);
    }

    /// <summary>Standard deviation of the logarithm of each cell's weight, before calibration.</summary>
    /// <param name="drivers">The drivers of the cells.</param>
    /// <returns>One intensive band <c>standard deviation</c>, above 0, computed while it is read; no-data where a driver has
    /// none.</returns>
    public IRasterSource StandardDeviation(DriverSet drivers)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        return new CellPredictions(drivers, _members[0].Scale, new BandDescription("standard deviation", Unit.One, QuantityKind.Intensive),
            (cells, _, deviations) =>
        {
            double[][] logarithms = new double[_members.Length][];
            Parallel.For(0, logarithms.Length, member => logarithms[member] = Logarithms(_members[member], cells));
            for (int row = 0; row < deviations.Length; row++) deviations[row] = Math.Sqrt(
                (ZoneError * ZoneError) + Jackknife(logarithms, row));
        });
    }

    /// <summary>Lower and upper limits of the cells of a map.</summary>
    /// <param name="level">One of <see cref="Levels"/>.</param>
    /// <param name="map">Apportioned emissions of cells.</param>
    /// <param name="deviation">As <see cref="StandardDeviation"/> gives it, on the grid of the map or aligned to it.</param>
    /// <param name="further">A further standard deviation of the logarithm, such as that of super-resolution members; null for none.
    /// No-data counts as 0.</param>
    /// <returns>Two bands in the unit of the map, computed while they are read; no-data where map or deviation has none.</returns>
    /// <exception cref="GridMismatchException">A deviation on a different grid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level was not calibrated.</exception>
    public (IRasterSource Lower, IRasterSource Upper) Around(double level, ExtensiveRaster map, IRasterSource deviation,
        IRasterSource? further = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(deviation);
        map.Grid.RequireMatch(deviation.Grid, "Intervals");
        if (further is not null) map.Grid.RequireMatch(further.Grid, "Intervals");
        double radius = _intervals.Radius(level);
        return (new IntervalEnd("lower", -radius, map, (deviation, further)), new IntervalEnd("upper", radius, map, (deviation, further)));
    }

    private static CellIntervals Calibrated(ImmutableArray<SpatialModel> members, double[][] logarithms, double[] observed)
    {
        double[] predicted = [.. observed.Select((_, zone) => logarithms[zone][zone])];
        // A zone with a prediction of 0 has no finite logarithm, so it cannot be used for calibration.
        int[] finite = [.. Enumerable.Range(0, observed.Length).Where(zone => double.IsFinite(predicted[zone]))];
        double error = Math.Max(1e-6, Math.Sqrt(finite.Average(zone => Math.Pow(observed[zone] - predicted[zone], 2))));
        ConformalRows rows = new()
        {
            Observed = finite.Select(zone => observed[zone]).ToArray(),
            Predicted = finite.Select(zone => predicted[zone]).ToArray(),
            Scales = finite.Select(zone => Math.Sqrt((error * error) + Jackknife(logarithms, zone))).ToArray(),
        };
        double highest = finite.Length / (finite.Length + 1.0);
        return new CellIntervals(
            members, ConformalIntervals.Calibrate(rows, [.. ConformalIntervals.StandardLevels.Where(level => level <= highest)]), error);
    }

    // Jackknife variance, (n - 1) / n times the sum of squares around the mean; members with a prediction of 0 are ignored.
    private static double Jackknife(double[][] logarithms, int row)
    {
        int count = 0;
        double sum = 0, squares = 0;
        foreach (double[] member in logarithms)
            if (double.IsFinite(member[row])) (count, sum) = (count + 1, sum + member[row]);
        if (count < 2) return 0;
        foreach (double[] member in logarithms)
            if (double.IsFinite(member[row]) && member[row] - (sum / count) is var difference) squares += difference * difference;
        return squares * (count - 1) / count;
    }

    private static double[] Logarithms(SpatialModel member, FeatureTable features)
    {
        ReadOnlySpan<double> predicted = member.Predict(features).Values.Span;
        double[] logarithms = new double[predicted.Length];
        for (int row = 0; row < logarithms.Length; row++) logarithms[row] = Math.Log(predicted[row]);
        return logarithms;
    }
}
