namespace Kaya.Tasks;

/// <summary>How to read a table of zone totals. As a group named <c>Statistic</c> it gives the flags <c>--statistic.column</c>
/// and so on.</summary>
public sealed record StatisticReadingOptions
{
    /// <summary>Column with the totals.</summary>
    [Option("column of the statistics with the emissions (default: 'total', 'emission' or 'co2', or the only name starting with "
        + "one of these)", Group = OptionGroup.Input)]
    public string? Column { get; set; }

    /// <summary>Column with the codes of the zones.</summary>
    [Option("column of the statistics with the zone (default: 'code' or 'zone', or the first)", Group = OptionGroup.Input)]
    public string? Zone { get; set; }

    /// <summary>Unit of the totals.</summary>
    [Option("unit of the statistics if the heading has none, such as t or Mt", Group = OptionGroup.Input)]
    public string? Unit { get; set; }

    /// <summary>Period of the totals.</summary>
    [Option("period of the statistics, for legends and metadata: 2008, 2008-05 or 2008-05-01/2008-05-31")]
    public Period? Period { get; set; }

    /// <summary>Mass basis of the totals.</summary>
    [Option("mass basis of the statistics: CO2 or C", Group = OptionGroup.Input)]
    public MassBasis Basis { get; set; } = MassBasis.CO2;
}
