using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>How far single drivers disagree with a map about a cell: where lights and population point to different places, the map is
/// less certain.</summary>
/// <remarks>
/// Each driver and the map are divided by their mean over the zone; 0.02 is added to both, so that an empty cell is finite. The result is
/// the root mean square, over drivers, of the logarithm of driver / map. It is 0 where every driver would place the same emission. Our
/// method.
/// </remarks>
public static class DriverDisagreement
{
    private const double Floor = 0.02;
    private const long CellsAtOnce = 1 << 20;

    /// <summary>Computes the disagreement of every cell of a coarse map.</summary>
    /// <param name="drivers">The drivers, as used in the regression.</param>
    /// <param name="coverage">Zones on their grid; a cell belongs to the zone that covers most of it.</param>
    /// <param name="spread">The coarse map without point sources.</param>
    /// <param name="table">Sums of the drivers and of the map over the zones; zones that are not in it are no-data.</param>
    /// <returns>One intensive band, unit 1, 0 or more.</returns>
    public static IntensiveRaster Of(DriverSet drivers, ZoneCoverage coverage, ExtensiveRaster spread, ZonalTable table)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(spread);
        ArgumentNullException.ThrowIfNull(table);
        drivers.Grid.RequireMatch(spread.Grid, "Disagreement of drivers");
        int[] rows = [.. coverage.Codes.Select(code => table.Codes.IndexOf(code))];
        return new IntensiveRaster(spread.Grid, Unit.One, ["disagreement of drivers"], (_, cells) =>
        {
            cells.Fill(double.NaN);
            foreach (Window band in drivers.Grid.All.RowBands(CellsAtOnce))
                Fill(drivers, [.. CellZones.Of(coverage, band, zone => rows[zone] >= 0).Select(zone => zone < 0 ? -1 : rows[zone])],
                    (spread, table), band, cells);
        });
    }

    private static void Fill(DriverSet drivers, int[] zones, (ExtensiveRaster Map, ZonalTable Table) of, Window band, Span<double> cells)
    {
        (FeatureTable densities, ReadOnlyMemory<int> positions) = drivers.Read(band, ZonalScale.Density);
        for (int row = 0; row < positions.Length; row++)
        {
            int position = positions.Span[row], cell = (band.Row * band.Columns) + position, zone = zones[position];
            double value = of.Map.Values()[cell];
            if (zone < 0 || double.IsNaN(value)) continue;
            double area = of.Table.SquareKilometres[zone], mean = of.Table.Statistics[zone] / area;
            double map = mean > 0 ? value / drivers.SquareKilometres(band, position) / mean : 0, squares = 0;
            for (int driver = 0; driver < densities.Schema.Count; driver++)
            {
                double whole = of.Table.Totals.Row(zone)[driver] / area;
                double difference = Math.Log(((whole > 0 ? densities.Row(row)[driver] / whole : 0) + Floor) / (map + Floor));
                squares += difference * difference;
            }

            cells[cell] = Math.Sqrt(squares / densities.Schema.Count);
        }
    }
}
