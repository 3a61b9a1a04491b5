using System.Collections.Immutable;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Correlation of a driver with emissions.</summary>
/// <param name="Driver">Its name.</param>
/// <param name="Correlation">Pearson's correlation of its zonal totals with the emissions of the zones; 0 if driver or emissions are the
/// same everywhere.</param>
public sealed record RankedDriver(string Driver, double Correlation);

/// <summary>Drivers by correlation of their zonal totals with emissions, highest first (Liu et al. 2023: lights 0.84, population 0.73,
/// GDP 0.54).</summary>
/// <param name="Drivers">Every driver, by absolute correlation; ties in the order of the table.</param>
public sealed record DriverRanking(ImmutableArray<RankedDriver> Drivers)
{
    /// <summary>Ranks the drivers of a table.</summary>
    /// <param name="table">Zones with their emissions.</param>
    /// <returns>The ranking.</returns>
    public static DriverRanking Of(ZonalTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new DriverRanking([.. table.Totals.Schema.Columns
            .Select((column, i) => new RankedDriver(column.Name, Correlation(table.Totals.Column(i).AsSpan(), table.Statistics.AsSpan())))
            .OrderByDescending(ranked => Math.Abs(ranked.Correlation))]);
    }

    /// <summary>The drivers with at least this absolute correlation.</summary>
    /// <param name="threshold">From 0 to 1.</param>
    /// <returns>Their names, highest correlation first; may be empty.</returns>
    public ImmutableArray<string> AtLeast(double threshold) =>
        [.. Drivers.Where(ranked => Math.Abs(ranked.Correlation) >= threshold).Select(ranked => ranked.Driver)];

    /// <summary>The drivers with the highest correlations.</summary>
    /// <param name="count">Number of drivers, at least 1.</param>
    /// <returns>Their names, highest correlation first; fewer if there are fewer drivers.</returns>
    public ImmutableArray<string> Best(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Drivers.Take(count).Select(ranked => ranked.Driver)];
    }

    private static double Correlation(ReadOnlySpan<double> driver, ReadOnlySpan<double> emission) =>
        driver.ContainsAnyExcept(driver[0]) && emission.ContainsAnyExcept(emission[0]) ? Metrics.Pearson(emission, driver) : 0;
}
