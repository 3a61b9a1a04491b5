namespace Kaya.Energy;

/// <summary>Which part of the files becomes the dataset.</summary>
/// <param name="Regions">Regions asked for, by any known name; null for all. An aggregate is used when it is asked for by name and none of
/// its members is.</param>
/// <param name="First">First day; null for the first there is.</param>
/// <param name="Last">Last day; null for the last there is.</param>
/// <param name="FaultyDays">What happens to region-days with a faulty value.</param>
public sealed record JoinOptions(
    IReadOnlyList<string>? Regions = null,
    DateOnly? First = null,
    DateOnly? Last = null,
    FaultyDays FaultyDays = FaultyDays.Refuse)
{
    /// <summary>All regions but aggregates, all days, faulty days refused.</summary>
    public static JoinOptions Default { get; } = new();
}

/// <summary>A region that one or both files have and the dataset has not.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Reason">Why it was left out.</param>
public sealed record LeftOutRegion(string Region, string Reason);
