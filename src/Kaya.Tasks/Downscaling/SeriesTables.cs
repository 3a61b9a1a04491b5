using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>Tables of a series: its maps side by side.</summary>
/// <param name="made">Its periods, in order.</param>
/// <param name="unit">Unit of the amounts; null for Mt of statistics and t of residuals.</param>
internal sealed class SeriesTables(IReadOnlyList<MappedPeriod> made, string? unit)
{
    private const string Statistic = "statistic";
    private static readonly Unit s_megatonne = Unit.Parse("Mt");

    /// <summary>Total of all zones in each period.</summary>
    public ResultTable Totals { get; } = OutputUnits.Of(new ResultTable("totals",
        [new("period"), new("zones"), new(Statistic, s_megatonne, 3), new("change", Unit.Percent, 1, "from the period before"),
            new("points", Unit.Percent, 1, "share of the statistic from sources with a known location")],
        made.Select((map, i) => (IReadOnlyList<object?>)[$"{map.Period}", map.Zones.RowCount, map.Total / 1e6,
            i > 0 && made[i - 1].Total > 0 ? 100 * ((map.Total / made[i - 1].Total) - 1) : null,
            map.Total > 0 ? 100 * map.Points / map.Total : 0]), "Totals of all zones by period"), unit);

    /// <summary>The zones of each period.</summary>
    public ResultTable Zones { get; } = new("zones", made[0].Zones.Columns.Prepend(new ResultColumn("period")), made.SelectMany(map =>
        Enumerable.Range(0, map.Zones.RowCount).Select(row => (IReadOnlyList<object?>)
            [$"{map.Period}", .. map.Zones.Columns.Select((_, column) => map.Zones[row, column])])), "Zones of the fine maps by period");

    /// <summary>The drivers of each period.</summary>
    public ResultTable Drivers { get; } = new("drivers",
        [new("period"), new("driver"), new("correlation", Unit.One, 3),
            new("smoothing", Unit.Parse("km"), 1, "standard deviation of the Gaussian; none for drivers that are not used")],
        made.SelectMany(map => map.Drivers.Select(driver => (IReadOnlyList<object?>)
            [$"{map.Period}", driver.Driver, driver.Correlation, driver.Smoothing])),
        "Pearson's correlation of zonal totals with emissions by period");

    /// <summary>All that are written with the run.</summary>
    public IReadOnlyList<ResultTable> All => [Totals, Zones, Drivers];

    /// <summary>Statistics of the zones, with a column for each period.</summary>
    public ResultTable ByZone()
    {
        int statistic = made[0].Zones.ColumnOf(Statistic);
        ResultColumn column = made[0].Zones.Columns[statistic];
        Dictionary<object, object?>[] values = [.. made.Select(map => Enumerable.Range(0, map.Zones.RowCount)
            .ToDictionary(row => map.Zones[row, 0]!, row => map.Zones[row, statistic]))];
        return new ResultTable("zones-by-period",
            [new("zone"), .. made.Select(map => new ResultColumn($"{map.Period}", column.Unit, column.Decimals))],
            values.SelectMany(of => of.Keys).Distinct().Select(zone => (IReadOnlyList<object?>)
                [zone, .. values.Select(of => of.GetValueOrDefault(zone))]), "Statistics of the zones by period");
    }

    /// <summary>The totals as bars.</summary>
    public BarChart Chart() => new("Total of all zones", [.. made.Select(map => $"{map.Period}")],
        new ChartAxis("CO2 emissions", Totals.Columns[Totals.ColumnOf(Statistic)].Unit),
        [new BarSeries("total", Totals.Numbers(Statistic))]);

    /// <summary>The regression of each period, its errors, and the cells that received an excess.</summary>
    public ResultTable Regressions() => new("regressions",
        [new("period"), new("regression"), new("zones left out", Unit.One, 2, "factor between prediction and statistic: root mean square "
            + "of logarithms"), new("neighbours divided", Unit.One, 2, "the same, where the sum of two neighbours is known"),
            new("cells with an excess")],
        made.Select(map => (IReadOnlyList<object?>)[$"{map.Period}", map.Regression, Factor(map.Errors?.Zones),
            Factor(map.Errors?.Division), map.Excesses]), "The regression of each period");

    private static double? Factor(double? error) => error is { } deviation ? Math.Exp(deviation) : null;
}
