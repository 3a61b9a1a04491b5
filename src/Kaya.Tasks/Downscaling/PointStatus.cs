using System.Collections.Immutable;

namespace Kaya.Tasks;

/// <summary>Whether a plant was at work in the year of the statistics.</summary>
internal enum PlantState
{
    /// <summary>At work.</summary>
    AtWork,

    /// <summary>At work as far as known: the file has no status.</summary>
    Unknown,

    /// <summary>Shut before, or shut at an unknown time.</summary>
    Shut,

    /// <summary>Being built, planned, or commissioned later.</summary>
    Building,
}

/// <summary>Reads the states of plants.</summary>
internal static class PointStatus
{
    private static readonly ImmutableArray<string> s_shut =
        ["shut", "retire", "closed", "mothball", "decommission", "demolish", "cancel", "shelved"];
    private static readonly ImmutableArray<string> s_building =
        ["construction", "building", "plan", "permit", "announce", "propos", "pre-"];

    /// <summary>The state in a year.</summary>
    /// <param name="status">Text of the file, empty if unknown.</param>
    /// <param name="commissioned">First year at work; null if unknown.</param>
    /// <param name="closed">Last year at work; null if unknown.</param>
    /// <param name="year">The year of the statistics; null if unknown.</param>
    public static PlantState In(string status, int? commissioned, int? closed, int? year)
    {
        if (year is { } then && (commissioned > then || closed < then)) return commissioned > then ? PlantState.Building : PlantState.Shut;
        if (Says(status, s_shut)) return year <= closed ? PlantState.AtWork : PlantState.Shut;
        if (Says(status, s_building)) return commissioned <= year ? PlantState.AtWork : PlantState.Building;
        return status.Length == 0 ? PlantState.Unknown : PlantState.AtWork;
    }

    private static bool Says(string status, ImmutableArray<string> words) =>
        words.Any(word => status.Contains(word, StringComparison.OrdinalIgnoreCase));
}
