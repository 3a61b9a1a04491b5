using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Zones x drivers with the statistics of one year: training or test data of a zone regression.</summary>
public sealed class ZonalTable
{
    /// <summary>A table from known totals, such as GDP and population of provinces.</summary>
    /// <param name="codes">One for each zone, unique.</param>
    /// <param name="totals">Zone x driver, sums over zones.</param>
    /// <param name="statistics">Emissions of each zone, 0 or more.</param>
    /// <param name="unit">Of the statistics, such as <c>t</c>.</param>
    /// <param name="squareKilometres">Area of each zone; empty if unknown: then only raw sums can be used.</param>
    /// <exception cref="ArgumentException">Inconsistent lengths, or a duplicate code.</exception>
    /// <exception cref="DataFormatException">A negative statistic, or an area that is not above 0.</exception>
    public ZonalTable(IReadOnlyList<string> codes, FeatureTable totals, IReadOnlyList<double> statistics, Unit unit,
        params IReadOnlyList<double> squareKilometres)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(squareKilometres);
        if (totals.RowCount != codes.Count || statistics.Count != codes.Count
            || (squareKilometres.Count > 0 && squareKilometres.Count != codes.Count))
            throw new ArgumentException(
            $"{codes.Count} zones, {totals.RowCount} rows, {statistics.Count} statistics, {squareKilometres.Count} areas", nameof(codes));
        if (codes.Distinct(StringComparer.Ordinal).Count() != codes.Count) throw new ArgumentException(
            "duplicate zone", nameof(codes));
        for (int zone = 0; zone < codes.Count; zone++)
        {
            if (!(statistics[zone] >= 0 && double.IsFinite(statistics[zone]))) throw Wrong(
                codes[zone], "emissions of 0 or more", statistics[zone]);
            if (squareKilometres.Count > 0 && !(squareKilometres[zone] > 0)) throw Wrong(
                codes[zone], "an area above 0 km2", squareKilometres[zone]);
        }

        (Codes, Totals, Statistics, Unit, SquareKilometres) = ([.. codes], totals, [.. statistics], unit, [.. squareKilometres]);
    }

    internal static Unit SquareKilometre { get; } = Unit.Parse("km2");

    /// <summary>Codes of the zones.</summary>
    public ImmutableArray<string> Codes { get; }

    /// <summary>Zone x driver: sums over zones; of an intensive driver the integral over the area.</summary>
    public FeatureTable Totals { get; }

    /// <summary>Emissions of each zone.</summary>
    public ImmutableArray<double> Statistics { get; }

    /// <summary>Unit of the statistics.</summary>
    public Unit Unit { get; }

    /// <summary>True area of each zone where the drivers have data; empty if unknown.</summary>
    public ImmutableArray<double> SquareKilometres { get; }

    /// <summary>Zones without a statistic or without a cell with data, left out.</summary>
    public ImmutableArray<string> LeftOut { get; private init; } = [];

    /// <summary>Sums drivers over zones, border cells by their covered share, and adds the statistics.</summary>
    /// <param name="drivers">Drivers on one grid.</param>
    /// <param name="coverage">Zones on that grid.</param>
    /// <param name="statistics">Emissions by code; a zone without a value (or with NaN) is left out and listed.</param>
    /// <param name="unit">Of the statistics.</param>
    /// <returns>The table of the zones that have a statistic and data.</returns>
    /// <exception cref="GridMismatchException">The zones are on another grid.</exception>
    /// <exception cref="DataNotFoundException">No zone has a statistic.</exception>
    /// <exception cref="DataFormatException">No zone with a statistic has a cell with data in every driver.</exception>
    public static ZonalTable Of(DriverSet drivers, ZoneCoverage coverage, IReadOnlyDictionary<string, double> statistics, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(statistics);
        drivers.Grid.RequireMatch(coverage.Grid, "Sums of drivers");
        ZonalSums sums = ZonalSums.Of(drivers, coverage);
        int[] known = [
            .. Enumerable.Range(0, coverage.Codes.Length).Where(zone => statistics.TryGetValue(coverage.Codes[zone], out double statistic)
            && !double.IsNaN(statistic))];
        if (known.Length == 0)
            throw new DataNotFoundException(new Fault("No zone has a statistic.", Expected: string.Join(", ", coverage.Codes.Take(12)),
                Found: string.Join(", ", statistics.Keys.Take(12)), Remedy: "Check the codes of the zones and of the statistics."));
        int[] used = [.. known.Where(zone => sums.SquareKilometres(zone) > 0)];
        if (used.Length == 0) throw NoData(drivers);
        FeatureTable totals = new(drivers.Totals, [.. used.SelectMany(sums.Totals)]);
        return new ZonalTable([.. used.Select(zone => coverage.Codes[zone])], totals,
            [.. used.Select(zone => statistics[coverage.Codes[zone]])], unit,
            [.. used.Select(sums.SquareKilometres)])
        {
            LeftOut = [.. coverage.Codes.Except(used.Select(zone => coverage.Codes[zone]))],
        };
    }

    /// <summary>The drivers as regression variables.</summary>
    /// <param name="scale">Per km2, or sums.</param>
    /// <returns>Zone x driver.</returns>
    /// <exception cref="DataNotFoundException">Densities were requested and the areas are unknown.</exception>
    public FeatureTable Features(ZonalScale scale) => OnScale(Totals, OnScale(Totals.Schema, scale), scale);

    /// <summary>The target of a regression: the emissions.</summary>
    /// <param name="scale">Per km2, or sums.</param>
    /// <returns>Zone x 1, the column <c>emission</c>.</returns>
    /// <exception cref="DataNotFoundException">Densities were requested and the areas are unknown.</exception>
    public FeatureTable Targets(ZonalScale scale)
    {
        FeatureTable totals = FeatureTable.FromColumns((new FeatureColumn("emission", Unit), Statistics));
        return OnScale(totals, OnScale(totals.Schema, scale), scale);
    }

    /// <summary>The totals for predictions on a scale; negative ones become 0.</summary>
    /// <param name="predicted">Zone x 1, as returned by <see cref="Targets"/>.</param>
    /// <param name="scale">The scale of the predictions.</param>
    /// <returns>One total for each zone, in the unit of the statistics.</returns>
    public ImmutableArray<double> ToTotals(FeatureTable predicted, ZonalScale scale)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        return [.. predicted.Column(0)
            .Select((value, zone) => Math.Max(0, value) * (scale == ZonalScale.Density ? SquareKilometres[zone] : 1))];
    }

    /// <summary>The same zones with a subset of the drivers.</summary>
    /// <param name="names">Names of drivers, in the desired order.</param>
    /// <returns>The smaller table.</returns>
    /// <exception cref="SchemaMismatchException">No such driver.</exception>
    public ZonalTable WithDrivers(params IReadOnlyList<string> names) =>
        new(Codes, Totals.SelectColumns(names), Statistics, Unit, SquareKilometres) { LeftOut = LeftOut };

    /// <summary>A subset of the zones.</summary>
    /// <param name="rows">Row numbers from 0.</param>
    /// <returns>The smaller table.</returns>
    public ZonalTable WithZones(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new ZonalTable([.. rows.Select(row => Codes[row])], Totals.SelectRows([.. rows]), [.. rows.Select(row => Statistics[row])],
            Unit,
            SquareKilometres.IsEmpty ? [] : [.. rows.Select(row => SquareKilometres[row])]) { LeftOut = LeftOut };
    }

    internal static FeatureSchema OnScale(FeatureSchema totals, ZonalScale scale) =>
        scale == ZonalScale.RawSum ? totals
            : new FeatureSchema(totals.Columns.Select(column => column with { Unit = column.Unit / SquareKilometre }));

    private FeatureTable OnScale(FeatureTable totals, FeatureSchema schema, ZonalScale scale)
    {
        if (scale == ZonalScale.RawSum) return totals;
        if (SquareKilometres.IsEmpty)
            throw new DataNotFoundException(
                new Fault("Densities require the areas of the zones.", Expected: "an area in km2 for each zone", Found: "none",
                Remedy: "Give the areas, or use raw sums."));
        return FeatureTable.Create(schema, totals.RowCount, memory =>
        {
            for (int i = 0; i < memory.Length; i++) memory.Span[i] = totals.Values.Span[i] / SquareKilometres[i / schema.Count];
        });
    }

    private static DataFormatException NoData(DriverSet drivers)
    {
        string[] empty = [
            .. drivers.Drivers.Where(
            driver => !driver.MissingIsZero && drivers.Grid.All.RowBands(1 << 20).All(band => IsEmpty(driver, band)))
            .Select(driver => driver.Name)];
        return new DataFormatException(
            new Fault("No zone has a cell with data in every driver.",
            new SourceLocation(Variable: string.Join(", ", empty.Length > 0 ? empty : drivers.Drivers.Select(driver => driver.Name))),
            "a number in some cells of the zones", empty.Length > 0 ? "no-data everywhere" : "no cell with data in all drivers",
                "Check the no-data value and the location of the driver, or leave it out."));
    }

    private static bool IsEmpty(Driver driver, Window band)
    {
        double[] cells = new double[band.CellCount];
        driver.Source.Read(driver.Band, band, cells);
        return Array.TrueForAll(cells, double.IsNaN);
    }

    private static DataFormatException Wrong(string code, string expected, double found) =>
        new(new Fault("A value of a zone is not valid.",
        new SourceLocation(Variable: code), expected, FormattableString.Invariant($"{found}"), "Check the table of the zones."));
}
