using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>How well drivers smoothed by a width predict each other.</summary>
/// <param name="Kilometres">Standard deviation of the Gaussian, km.</param>
/// <param name="Misplaced">For each driver: the share of it, 0 to 1, that stands in wrong cells if its sums over zones are divided by the
/// other drivers, smoothed, in equal parts; NaN for a driver without a positive total.</param>
public sealed record SmoothingTrial(double Kilometres, ImmutableArray<double> Misplaced);

/// <summary>The choice of the smoothing width of drivers, based only on the drivers.</summary>
/// <remarks>
/// Night lights and censuses place activity only to within some distance, which is not known beforehand. Emissions are one more activity
/// with known sums of zones and unknown cells, so each driver takes their place in turn: its sums over zones are divided by the others.
/// The drivers are smoothed further as long as this brings each of them, not smoothed, nearer to its own cells by more than 1 %. No
/// emission is used, neither of zones nor of cells. A single driver is not smoothed. Our method.
/// </remarks>
/// <param name="Drivers">The drivers, smoothed.</param>
/// <param name="Table">Their sums over zones.</param>
/// <param name="Trials">The widths tried; empty if there was nothing to choose. The chosen width is that of the drivers.</param>
public sealed record SmoothingChoice(DriverSet Drivers, ZonalTable Table, ImmutableArray<SmoothingTrial> Trials)
{
    private static IReadOnlyList<double> Distances { get; } = Array.AsReadOnly([0.0, 1, 2, 3]);

    /// <summary>The smoothing width of the chosen drivers.</summary>
    public double Kilometres => Drivers.Drivers[0].SmoothingKilometres;

    /// <summary>Tries smoothing widths of 0, 1, 2 and 3 km, those of at least the size of a cell.</summary>
    /// <param name="drivers">The drivers; their own smoothing widths are ignored.</param>
    /// <param name="zones">Zones on the grid of the drivers.</param>
    /// <param name="statistics">Totals of the zones, for the table only.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="DataNotFoundException">No zone has a statistic.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static SmoothingChoice Of(DriverSet drivers, ZoneCoverage zones, ZoneStatistics statistics,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(statistics);
        double cell = Math.Sqrt(drivers.Areas.Total / drivers.Grid.CellCount) / 1000;
        double[] widths = [.. Distances.Where(distance => distance == 0 || distance >= cell)];
        DriverSet best = Smoothed(drivers, 0);
        if (widths.Length == 1 || drivers.Drivers.Length == 1) return With(best, zones, statistics, []);
        LeftOutDrivers test = new(best, zones);
        List<SmoothingTrial> trials = [new(0, test.Misplaced(best))];
        foreach (double width in widths[1..])
        {
            cancellation.ThrowIfCancellationRequested();
            DriverSet smoothed = Smoothed(drivers, width);
            trials.Add(new SmoothingTrial(width, test.Misplaced(smoothed)));
            if (!IsBetter(trials[^1].Misplaced, trials[^2].Misplaced)) break;
            best = smoothed;
        }

        return With(best, zones, statistics, [.. trials]);
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

    private static SmoothingChoice With(DriverSet drivers, ZoneCoverage zones, ZoneStatistics statistics,
        ImmutableArray<SmoothingTrial> trials) =>
        new(drivers, ZonalTable.Of(drivers, zones, statistics.Values, statistics.Unit), trials);

    private static bool IsBetter(ImmutableArray<double> wider, ImmutableArray<double> narrower) =>
        Enumerable.Range(0, wider.Length).All(driver => double.IsNaN(wider[driver])
            || wider[driver] < narrower[driver] * (1 - RegressionComparison.Tie));
}
