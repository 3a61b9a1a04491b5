using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Leave-one-out error for a smoothing width of the drivers.</summary>
/// <param name="Kilometres">Standard deviation of the Gaussian, km.</param>
/// <param name="LogError">RMSE of the logarithm of zone totals, each predicted by a model of all others; null if one is 0.</param>
/// <param name="Error">RMSE of the totals themselves, in the unit of the statistics.</param>
public sealed record SmoothingTrial(double Kilometres, double? LogError, double Error);

/// <summary>The choice of the smoothing width of drivers, based only on zones.</summary>
/// <remarks>
/// Night lights and censuses misplace emissions by a few km; the distance is not known beforehand. A few widths, relevant
/// at the cell size, are tried; the smallest is chosen whose leave-one-out errors are within 3 % of the lowest in logarithms and
/// within 5 % of the lowest in totals. No map is used. Our method.
/// </remarks>
/// <param name="Drivers">The drivers, smoothed.</param>
/// <param name="Table">Their sums over zones.</param>
/// <param name="Trials">The widths tried; the chosen width is that of the drivers.</param>
public sealed record SmoothingChoice(DriverSet Drivers, ZonalTable Table, ImmutableArray<SmoothingTrial> Trials)
{
    // The error from a few dozen zones is uncertain by about 15 %, so small differences do not justify more smoothing.
    private const double Tie = 0.03;

    // Errors of totals are ruled by a few large zones and are more uncertain. Both limits are those of the sample country, whose truth
    // prefers no smoothing.
    private const double TotalTie = 0.05;
    private const int FewestZones = 4;

    private static IReadOnlyList<double> Distances { get; } = Array.AsReadOnly([0.0, 1, 2, 3]);

    /// <summary>The smoothing width of the chosen drivers.</summary>
    public double Kilometres => Drivers.Drivers[0].SmoothingKilometres;

    /// <summary>Tries smoothing widths.</summary>
    /// <param name="drivers">The drivers; their own smoothing widths are ignored.</param>
    /// <param name="zones">Zones on the grid of the drivers.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <param name="regression">The regression of zones.</param>
    /// <param name="context">Randomness, cancellation.</param>
    /// <returns>The choice; no smoothing if cells are too large for an effect, or zones are too few to decide.</returns>
    public static SmoothingChoice Of(DriverSet drivers, ZoneCoverage zones, ZoneStatistics statistics, SpatialRegression regression,
        FitContext context)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(context);
        double cell = Math.Sqrt(drivers.Areas.Total / drivers.Grid.CellCount) / 1000;
        RegressionComparison comparison = new([regression]);
        List<(SmoothingTrial Trial, DriverSet Drivers, ZonalTable Table)> tried = [];
        foreach (double distance in Distances.Where(distance => distance == 0 || distance >= cell))
        {
            DriverSet smoothed = Smoothed(drivers, distance);
            ZonalTable table = ZonalTable.Of(smoothed, zones, statistics.Values, statistics.Unit);
            if (table.Codes.Length < FewestZones) return new SmoothingChoice(smoothed, table, []);
            RegressionResult result = comparison.LeaveOneZoneOut(table, context with { Progress = null })[0];
            tried.Add((new SmoothingTrial(distance, result.LogRmse, result.Score.RootMeanSquaredError), smoothed, table));
        }

        double? logarithm = tried.Min(trial => trial.Trial.LogError);
        double total = tried.Min(trial => trial.Trial.Error);
        // Where no width is good enough in both, the widest is taken.
        (_, DriverSet best, ZonalTable sums) = tried.Find(trial => trial.Trial.Error <= total * (1 + TotalTie)
            && !(trial.Trial.LogError > logarithm * (1 + Tie))) is { Drivers: not null } found ? found : tried[^1];
        return new SmoothingChoice(best, sums, [.. tried.Select(trial => trial.Trial)]);
    }

    /// <summary>The same drivers with a different smoothing width.</summary>
    /// <param name="drivers">The drivers.</param>
    /// <param name="kilometres">Standard deviation, 0 for none.</param>
    /// <returns>The drivers on the same grid.</returns>
    public static DriverSet Smoothed(DriverSet drivers, double kilometres)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        return new DriverSet(drivers.Areas, [.. drivers.Drivers.Select(driver => driver with { SmoothingKilometres = kilometres })]);
    }
}
