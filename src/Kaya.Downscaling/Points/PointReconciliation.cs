using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Divides the statistic of each zone between its point sources and the rest, where both are estimates.</summary>
/// <remarks>
/// The emission of a source that is computed from its capacity is known to a factor only, and so is what the drivers predict for the rest
/// of the zone. Of all divisions p + a = S, that with the smallest (ln p/P)^2 / s^2 + (ln a/A)^2 / e^2 is taken: P is the sum of the
/// sources, s the standard deviation of its logarithm, A the emission of all else as the mixture of drivers predicts it from the other
/// zones, e its error for left-out zones. The mixture is fitted to S - p, so both are computed in turn. Sources that are reported (s = 0)
/// keep their emission. Our method.
/// </remarks>
public static class PointReconciliation
{
    private const int Turns = 5;
    private const double LeastError = 0.1;
    private const int FewestZones = 4;

    /// <summary>Computes the factor of the sources of each zone.</summary>
    /// <param name="points">Sources on the map.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <param name="table">The zones with their drivers; their statistics are not used.</param>
    /// <param name="overrun">Deviation assigned to sources of a zone that exceed its statistic, if theirs is 0; 0 to leave them.</param>
    /// <param name="context">Randomness, cancellation.</param>
    /// <returns>Factors of the zones whose sources change.</returns>
    public static IReadOnlyDictionary<string, double> Factors(PlacedPoints points, ZoneStatistics statistics, ZonalTable table,
        double overrun, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(table);
        double[] totals = [.. table.Codes.Select(code => statistics.Values[code])];
        (double[] given, double[] deviations) = Sources(points, table.Codes, totals, overrun);
        double[] now = [.. given.Zip(totals, (sum, total) => Math.Min(sum, total / 2))];
        for (int turn = 0; turn < Turns && deviations.Any(deviation => deviation > 0); turn++)
        {
            double[] rest = [.. totals.Zip(now, (total, sum) => Math.Max(0, total - sum))];
            (double[] expected, double error) = Rest(table, rest, context);
            for (int zone = 0; zone < totals.Length; zone++)
                if (deviations[zone] > 0) now[zone] = Divide(totals[zone], given[zone], expected[zone], deviations[zone] / error);
                else now[zone] = given[zone];
        }

        return Enumerable.Range(0, totals.Length).Where(zone => deviations[zone] > 0)
            .ToDictionary(zone => table.Codes[zone], zone => now[zone] / given[zone], StringComparer.Ordinal);
    }

    private static (double[] Given, double[] Deviations) Sources(PlacedPoints points, ImmutableArray<string> codes, double[] totals,
        double overrun)
    {
        double[] given = new double[codes.Length], deviations = new double[codes.Length];
        foreach (IGrouping<string, PlacedPoint> zone in points.Points.GroupBy(point => point.Zone))
        {
            int at = codes.IndexOf(zone.Key);
            if (at < 0) continue;
            given[at] = zone.Sum(point => point.Source.Emission);
            if (!(given[at] > 0) || !(totals[at] > 0)) continue;
            deviations[at] = zone.Sum(point => point.Source.Emission * point.Source.LogDeviation) / given[at];
            if (given[at] > totals[at]) deviations[at] = Math.Max(deviations[at], overrun);
        }

        return (given, deviations);
    }

    private static (double[] Expected, double Error) Rest(ZonalTable table, double[] rest, FitContext context)
    {
        ZonalTable without = new(table.Codes, table.Totals, rest, table.Unit, table.SquareKilometres);
        int[] telling = [.. Enumerable.Range(0, rest.Length).Where(zone => rest[zone] > 0)];
        if (telling.Length < FewestZones) return ([.. rest.Select(value => value)], 1);
        RegressionResult left = new RegressionComparison([SpatialRegression.Mixture]).LeaveOneZoneOut(without,
            context with { Progress = null })[0];
        double[] errors = [.. telling.Where(zone => left.Predicted[zone] > 0)
            .Select(zone => Math.Log(left.Predicted[zone] / rest[zone]))];
        return ([.. left.Predicted], Math.Max(LeastError, Math.Sqrt(errors.DefaultIfEmpty(1).Average(error => error * error))));
    }

    // The derivative along p is negative near 0 and positive near S: bisection finds the minimum between.
    private static double Divide(double total, double given, double expected, double ratio)
    {
        if (!(expected > 0)) return Math.Min(given, total);
        double from = 0, to = total;
        for (int turn = 0; turn < 100; turn++)
        {
            double middle = (from + to) / 2;
            double slope = (Math.Log(middle / given) / (ratio * ratio) / middle)
                - (Math.Log((total - middle) / expected) / (total - middle));
            if (slope > 0) to = middle;
            else from = middle;
        }

        return (from + to) / 2;
    }
}
