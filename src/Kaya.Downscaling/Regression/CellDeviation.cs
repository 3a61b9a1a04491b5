using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>The standard deviation of the logarithm of a cell's emission, from zones whose sum is known.</summary>
/// <remarks>
/// A map divides the known statistic of a zone over its cells. Two zones that touch are divided in the same way: their sum is divided by
/// predictions of models that were fitted without them, and compared with their statistics. The root mean square error of the logarithm of
/// these parts is what remains when a sum is known. The error of a zone left out, whose sum is not known, is larger. Few zones tell little,
/// so the error seen in sample countries counts as twelve more (a scaled inverse chi-squared prior of the variance). The deviation of a
/// cell adds the jackknife variance of the models at that cell. Our method.
/// </remarks>
public sealed class CellDeviation
{
    /// <summary>Smallest number of zones with emissions.</summary>
    public const int FewestZones = 4;

    // Root mean square of the division errors of five sample countries (seeds 2010 to 2014) of twelve zones each. It counts as much as one
    // of them.
    private const double PriorError = 0.27;
    private const double PriorErrorBesidePoints = 0.23;
    private const double PriorZones = 12;

    private readonly ImmutableArray<SpatialModel> _members;

    private CellDeviation(ImmutableArray<SpatialModel> members) => _members = members;

    /// <summary>Root mean square error of the logarithm of emissions of zones left out.</summary>
    public required double ZoneError { get; init; }

    /// <summary>Root mean square error of the logarithm of emissions of zones whose sum with a neighbour is known, with the prior; of zones
    /// left out where none touch.</summary>
    public required double DivisionError { get; init; }

    /// <summary>Fits a model without each zone in turn.</summary>
    /// <param name="table">At least four zones; those without emissions are left out.</param>
    /// <param name="neighbours">Codes of zones that touch.</param>
    /// <param name="model">The regression of zones.</param>
    /// <param name="hasPoints">Whether the statistics are those of what remains beside sources with a known location.</param>
    /// <param name="context">Randomness, progress, cancellation.</param>
    /// <returns>The deviation.</returns>
    /// <exception cref="DataNotFoundException">Fewer than four zones with emissions.</exception>
    public static CellDeviation Of(ZonalTable table, IReadOnlyCollection<(string First, string Second)> neighbours, SpatialRegression model,
        bool hasPoints, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        ZonalTable emitting = table.WithZones([.. Enumerable.Range(0, table.Codes.Length).Where(zone => table.Statistics[zone] > 0)]);
        if (emitting.Codes.Length < FewestZones)
            throw new DataNotFoundException(
                new Fault("There are too few zones to estimate the error of cells.",
                Expected: $"at least {FewestZones} zones with emissions",
                Found: $"{emitting.Codes.Length} of {table.Codes.Length} zones have emissions",
                    Remedy: "Add zones, or run without intervals."));
        ImmutableArray<Split> splits = Split.LeaveZoneOut(emitting.Codes);
        ImmutableArray<SpatialModel> members = [.. splits.Select(split =>
            model.Fit(emitting.WithZones(split.Train), context.Derive($"{model.Name}/{split.Name}") with { Progress = null }))];
        FeatureTable features = emitting.Features(model.Scale);
        double[] observed = [.. emitting.Targets(model.Scale).Column(0).Select(value => Math.Log(value))];
        double[] predicted = [.. members.Select((member, zone) => Logarithms(member, features)[zone])];
        // A zone with a prediction of 0 has no finite logarithm.
        double[] errors = [.. observed.Zip(predicted, (of, by) => of - by).Where(double.IsFinite)];
        double zoneError = Math.Max(1e-6, Math.Sqrt(errors.Average(error => error * error)));
        double[] divided = [.. Divided(emitting, neighbours, model.Scale, predicted)];
        double own = divided.Length > 0 ? divided.Average(error => error * error) : zoneError * zoneError;
        double prior = hasPoints ? PriorErrorBesidePoints : PriorError;
        return new CellDeviation(members)
        {
            ZoneError = zoneError,
            DivisionError = Math.Sqrt(((errors.Length * own) + (PriorZones * prior * prior)) / (errors.Length + PriorZones)),
        };
    }

    /// <summary>Standard deviation of the logarithm of each cell.</summary>
    /// <param name="drivers">The drivers of the cells.</param>
    /// <returns>One intensive band <c>standard deviation</c>, above 0, computed while it is read; no-data where a driver has
    /// none.</returns>
    public IRasterSource Cells(DriverSet drivers)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        return new CellPredictions(drivers, _members[0].Scale, new BandDescription("standard deviation", Unit.One, QuantityKind.Intensive),
            (cells, _, deviations) =>
        {
            double[][] logarithms = new double[_members.Length][];
            Parallel.For(0, logarithms.Length, member => logarithms[member] = Logarithms(_members[member], cells));
            for (int row = 0; row < deviations.Length; row++) deviations[row] = Math.Sqrt(
                (DivisionError * DivisionError) + Jackknife(logarithms, row));
        });
    }

    // For both zones of each pair: the logarithm of its statistic over its part of their sum.
    private static IEnumerable<double> Divided(ZonalTable table, IEnumerable<(string First, string Second)> neighbours, ZonalScale scale,
        double[] predicted)
    {
        double Amount(int zone) => Math.Exp(predicted[zone]) * (scale == ZonalScale.Density ? table.SquareKilometres[zone] : 1);
        foreach ((string first, string second) in neighbours)
        {
            (int a, int b) = (table.Codes.IndexOf(first), table.Codes.IndexOf(second));
            if (a < 0 || b < 0) continue;
            double ratio = table.Statistics[a] / table.Statistics[b], expected = Amount(a) / Amount(b);
            if (!double.IsFinite(expected) || expected <= 0) continue;
            yield return Math.Log(ratio / (1 + ratio) / (expected / (1 + expected)));
            yield return Math.Log(1 / (1 + ratio) / (1 / (1 + expected)));
        }
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
