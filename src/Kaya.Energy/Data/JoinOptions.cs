namespace Kaya.Energy;

/// <summary>The part of the files to use.</summary>
/// <param name="Regions">Requested regions, by any known name; null for all. An aggregate is only used if it is requested by name and none
/// of
/// its members is.</param>
/// <param name="First">First day; null for the first in the data.</param>
/// <param name="Last">Last day; null for the last in the data.</param>
/// <param name="FaultyDays">Treatment of region-days with an invalid value.</param>
public sealed record JoinOptions(
    IReadOnlyList<string>? Regions = null,
    DateOnly? First = null,
    DateOnly? Last = null,
    FaultyDays FaultyDays = FaultyDays.Refuse)
{
    /// <summary>What the columns of the table of generation hold; null for a known layout.</summary>
    public TableMapping? GenerationColumns { get; init; }

    /// <summary>What the columns of the table of emissions hold; null for a known layout.</summary>
    public TableMapping? EmissionColumns { get; init; }

    /// <summary>All regions except aggregates, all days, invalid days refused.</summary>
    public static JoinOptions Default { get; } = new();
}

/// <summary>A region that is in the files but not in the dataset.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Reason">Why it was left out.</param>
public sealed record LeftOutRegion(string Region, string Reason);
