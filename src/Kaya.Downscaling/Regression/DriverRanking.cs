using System.Collections.Immutable;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>How closely one driver goes with emission.</summary>
/// <param name="Driver">Its name.</param>
/// <param name="Correlation">Pearson's correlation of its zonal totals with the emission of the zones; 0 where driver or emission is the
/// same everywhere.</param>
public sealed record RankedDriver(string Driver, double Correlation);

/// <summary>Drivers by how closely their zonal totals go with emission, the closest first (Liu et al. 2023: lights 0.84, population 0.73,
/// GDP 0.54).</summary>
/// <param name="Drivers">Every driver, by the size of its correlation; equals in the order of the table.</param>
public sealed record DriverRanking(ImmutableArray<RankedDriver> Drivers)
{
    /// <summary>Ranks the drivers of a table.</summary>
    /// <param name="table">Zones with their emission.</param>
    /// <returns>The ranking.</returns>
    public static DriverRanking Of(ZonalTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new DriverRanking([.. table.Totals.Schema.Columns
            .Select((column, i) => new RankedDriver(column.Name, Correlation(table.Totals.Column(i).AsSpan(), table.Statistics.AsSpan())))
            .OrderByDescending(ranked => Math.Abs(ranked.Correlation))]);
    }

    /// <summary>The drivers whose correlation is at least so large, whatever its sign.</summary>
    /// <param name="threshold">From 0 to 1.</param>
    /// <returns>Their names, the closest first; may be empty.</returns>
    public ImmutableArray<string> AtLeast(double threshold) =>
        [.. Drivers.Where(ranked => Math.Abs(ranked.Correlation) >= threshold).Select(ranked => ranked.Driver)];

    /// <summary>The closest drivers.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>Their names, the closest first; fewer where there are no more.</returns>
    public ImmutableArray<string> Best(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Drivers.Take(count).Select(ranked => ranked.Driver)];
    }

    private static double Correlation(ReadOnlySpan<double> driver, ReadOnlySpan<double> emission) =>
        driver.ContainsAnyExcept(driver[0]) && emission.ContainsAnyExcept(emission[0]) ? Metrics.Pearson(emission, driver) : 0;
}
