namespace Kaya.Geo;

/// <summary>Choices of an apportionment.</summary>
public sealed record ApportionmentOptions
{
    /// <summary>Zones without a statistic become no-data and are listed; otherwise they are an error.</summary>
    public bool LeaveOutZonesWithoutStatistic { get; init; }

    /// <summary>Statistics of zones that do not lie on the grid are listed; otherwise they are an error.</summary>
    public bool LeaveOutStatisticsWithoutZone { get; init; }
}
