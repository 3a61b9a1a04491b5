using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>The choice of the smoothing widths of drivers, based only on the drivers.</summary>
/// <remarks>
/// Night lights and censuses place activity only to within some distance, which differs between them and is not known beforehand.
/// Emissions are one more activity with known sums of zones and unknown cells, so each driver takes their place in turn: its sums over
/// zones are divided by the others, smoothed, and compared with its own cells, not smoothed. One driver after another is smoothed further
/// as long as this lowers the misplaced share of each of the others by more than 1 % of itself. No emission is used, neither of zones nor
/// of cells. A single driver is not smoothed. Our method.
/// </remarks>
/// <param name="Drivers">The drivers, smoothed, each with its width.</param>
/// <param name="Table">Their sums over zones.</param>
/// <param name="Before">For each driver: the share of it, 0 to 1, that stands in wrong cells if its sums over zones are divided by the
/// other drivers in equal parts, not smoothed; NaN for a driver without a positive total. Empty if there was nothing to choose.</param>
/// <param name="After">The same with the others smoothed as chosen.</param>
public sealed record SmoothingChoice(DriverSet Drivers, ZonalTable Table, ImmutableArray<double> Before, ImmutableArray<double> After)
{
    private static IReadOnlyList<double> Distances { get; } = Array.AsReadOnly([1.0, 2, 3]);

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
        double[] wider = [.. Distances.Where(distance => distance >= cell)];
        SmoothingChoice plain = Fixed(drivers, 0, zones, statistics);
        if (wider.Length == 0 || drivers.Drivers.Length == 1) return plain;
        DriverSet best = plain.Drivers;
        LeftOutDrivers test = new(best, zones);
        ImmutableArray<double> before = test.Misplaced(best), after = before;
        for (bool isWidened = true; isWidened;)
        {
            isWidened = false;
            for (int driver = 0; driver < drivers.Drivers.Length; driver++)
                foreach (double width in wider.Where(width => width > best.Drivers[driver].SmoothingKilometres))
                {
                    cancellation.ThrowIfCancellationRequested();
                    DriverSet trial = best.With(driver, width);
                    ImmutableArray<double> misplaced = test.Misplaced(trial);
                    if (!HelpsOthers(driver, after, misplaced)) break;
                    (best, after, isWidened) = (trial, misplaced, true);
                }
        }

        return new(best, TableOf(best, zones, statistics), before, after);
    }

    /// <summary>A given width for all drivers, of which nothing was chosen.</summary>
    /// <param name="drivers">The drivers; their own smoothing widths are ignored.</param>
    /// <param name="kilometres">Standard deviation, 0 for none.</param>
    /// <param name="zones">Zones on the grid of the drivers.</param>
    /// <param name="statistics">Totals of the zones, for the table only.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="DataNotFoundException">No zone has a statistic.</exception>
    public static SmoothingChoice Fixed(DriverSet drivers, double kilometres, ZoneCoverage zones, ZoneStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(statistics);
        DriverSet smoothed = new(drivers.Areas, [.. drivers.Drivers.Select(driver => driver with { SmoothingKilometres = kilometres })]);
        return new(smoothed, TableOf(smoothed, zones, statistics), [], []);
    }

    private static bool HelpsOthers(int driver, ImmutableArray<double> before, ImmutableArray<double> after) =>
        Enumerable.Range(0, before.Length).All(other => other == driver || double.IsNaN(before[other])
            || after[other] < before[other] * (1 - RegressionComparison.Tie));

    private static ZonalTable TableOf(DriverSet drivers, ZoneCoverage zones, ZoneStatistics statistics) =>
        ZonalTable.Of(drivers, zones, statistics.Values, statistics.Unit);
}
