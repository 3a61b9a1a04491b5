using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>The statistics of zones divided in proportion to the drivers as they are, without any model: what a map has to beat.</summary>
/// <param name="Name">A driver, or <c>equal parts</c> for all of them in equal parts.</param>
/// <param name="Map">The coarse map.</param>
public sealed record PlainAllocation(string Name, ExtensiveRaster Map)
{
    /// <summary>Name of the allocation by all drivers in equal parts.</summary>
    public const string EqualParts = "equal parts";

    /// <summary>Allocates by each driver and by all in equal parts.</summary>
    /// <param name="drivers">Drivers, usually not smoothed.</param>
    /// <param name="coverage">Zones on their grid.</param>
    /// <param name="statistics">Totals of zones.</param>
    /// <param name="matching">Treatment of zones and statistics that do not match.</param>
    /// <returns>Equal parts first (if there are several drivers), then each driver.</returns>
    public static ImmutableArray<PlainAllocation> All(DriverSet drivers, ZoneCoverage coverage, ZoneStatistics statistics,
        ApportionmentOptions matching)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(statistics);
        ZonalTable table = ZonalTable.Of(drivers, coverage, statistics.Values, statistics.Unit);
        double[] totals = [.. Enumerable.Range(0, drivers.Drivers.Length).Select(driver => table.Totals.Column(driver).Sum())];
        int count = totals.Length;
        IEnumerable<(string Name, double[] Parts)> kinds = drivers.Drivers.Select((driver, i) =>
            (driver.Name, Enumerable.Range(0, count).Select(at => at == i ? 1.0 : 0).ToArray()));
        if (count > 1) kinds = kinds.Prepend((EqualParts, [.. totals.Select(total => total > 0 ? 1 / total : 0)]));
        return [.. kinds.Select(kind => new PlainAllocation(kind.Name, Conservation.ToZones(
            Weights(drivers, kind.Parts), coverage, statistics.Values, statistics.Unit, matching).Map))];
    }

    private static ExtensiveRaster Weights(DriverSet drivers, double[] parts) => new(drivers.Grid, Unit.One, ["weight"], (_, cells) =>
    {
        cells.Fill(double.NaN);
        (FeatureTable amounts, ReadOnlyMemory<int> positions) = drivers.Read(drivers.Grid.All, ZonalScale.RawSum);
        for (int row = 0; row < positions.Length; row++)
        {
            double sum = 0;
            for (int driver = 0; driver < parts.Length; driver++) sum += Math.Max(0, amounts.Row(row)[driver]) * parts[driver];
            cells[positions.Span[row]] = sum;
        }
    });
}
