namespace Kaya.Geo;

/// <summary>Options of an apportionment.</summary>
public sealed record ApportionmentOptions
{
    /// <summary>Whether zones without a statistic become no-data and are listed; otherwise they are an error.</summary>
    public bool LeaveOutZonesWithoutStatistic { get; init; }

    /// <summary>Whether statistics of zones outside the grid are listed; otherwise they are an error.</summary>
    public bool LeaveOutStatisticsWithoutZone { get; init; }

    /// <summary>Amounts with a known cell, such as those of power plants: part of the statistic of their zone and in its unit. They are
    /// placed first; weights distribute the rest.</summary>
    public IReadOnlyList<GivenAmount> Given { get; init; } = [];
}
