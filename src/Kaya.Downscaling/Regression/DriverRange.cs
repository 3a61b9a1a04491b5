using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>The range of a driver in the training data of a model.</summary>
/// <param name="Driver">Its name.</param>
/// <param name="Lowest">Of all zones.</param>
/// <param name="Highest">Of all zones.</param>
public sealed record DriverRange(string Driver, double Lowest, double Highest)
{
    internal static DriverRange Of(string driver, ImmutableArray<double> values) => new(driver, values.Min(), values.Max());
}

/// <summary>Numbers of cells outside the training range of one driver.</summary>
/// <param name="Range">The values of the zones.</param>
/// <param name="Below">Cells below all zones.</param>
/// <param name="Above">Cells above all zones.</param>
public sealed record DriverCells(DriverRange Range, long Below, long Above);

/// <summary>Numbers of cells outside the range of the training zones, where the model extrapolates.</summary>
/// <param name="Cells">Cells with data in every driver.</param>
/// <param name="WithoutData">Cells without data in at least one driver: no-data in the map.</param>
/// <param name="Empty">Cells in which every driver is 0: they have no emissions.</param>
/// <param name="Outside">Cells, not empty, outside the range of at least one driver.</param>
/// <param name="Drivers">The same by driver.</param>
public sealed record RangeReport(long Cells, long WithoutData, long Empty, long Outside, ImmutableArray<DriverCells> Drivers)
{
    private const long CellsAtOnce = 1 << 18;

    /// <summary>Counts the cells of a map outside the range of the zones.</summary>
    /// <param name="model">A model fitted to zones.</param>
    /// <param name="drivers">The drivers of the cells.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="Kaya.Core.SchemaMismatchException">Different drivers or units.</exception>
    public static RangeReport Of(SpatialModel model, DriverSet drivers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(drivers);
        model.Predictor.Features.Require(drivers.Schema(model.Scale), "drivers");
        long cells = 0, empty = 0, outside = 0;
        long[] below = new long[model.Ranges.Length], above = new long[model.Ranges.Length];
        foreach (Window band in drivers.Grid.All.RowBands(CellsAtOnce))
        {
            FeatureTable table = drivers.Read(band, model.Scale).Cells;
            cells += table.RowCount;
            for (int row = 0; row < table.RowCount; row++)
            {
                if (!table.Row(row).ContainsAnyExcept(0)) empty++;
                else if (Count(table.Row(row), model.Ranges, below, above)) outside++;
            }
        }

        return new RangeReport(cells, drivers.Grid.CellCount - cells, empty, outside,
            [.. model.Ranges.Select((range, i) => new DriverCells(range, below[i], above[i]))]);
    }

    private static bool Count(ReadOnlySpan<double> drivers, ImmutableArray<DriverRange> ranges, long[] below, long[] above)
    {
        bool outside = false;
        for (int i = 0; i < drivers.Length; i++)
        {
            if (drivers[i] < ranges[i].Lowest) below[i]++;
            else if (drivers[i] > ranges[i].Highest) above[i]++;
            else continue;
            outside = true;
        }

        return outside;
    }
}
