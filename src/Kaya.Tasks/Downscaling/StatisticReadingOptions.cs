using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a table of zone totals does not say itself. As a group named <c>Statistic</c> it gives the flags <c>--statistic.column</c>
/// and so on.</summary>
public sealed record StatisticReadingOptions
{
    /// <summary>Column with the totals.</summary>
    [Option("column of the statistics with the emission (default: 'total', 'emission' or 'co2', or the only column of that kind)",
        Group = OptionGroup.Input)]
    public string? Column { get; set; }

    /// <summary>Column with the codes of the zones.</summary>
    [Option("column of the statistics with the zone (default: 'code' or 'zone', or the first)", Group = OptionGroup.Input)]
    public string? Zone { get; set; }

    /// <summary>Unit of the totals.</summary>
    [Option("unit of the statistics where the heading has none, such as t or Mt", Group = OptionGroup.Input)]
    public string? Unit { get; set; }

    /// <summary>The days that the totals are of.</summary>
    [Option("period of the statistics, for legends and metadata: 2008, 2008-05 or 2008-05-01/2008-05-31")]
    public Period? Period { get; set; }

    /// <summary>As what the totals are counted.</summary>
    [Option("as what the statistics are counted: CO2 or C", Group = OptionGroup.Input)]
    public MassBasis Basis { get; set; } = MassBasis.CO2;
}
