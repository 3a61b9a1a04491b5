using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Kaya.Energy;

/// <summary>A region that is the sum of others, and is therefore never used together with its members.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">The regions it contains that occur in provider files.</param>
/// <param name="Reason">Why it is left out by default.</param>
public sealed record AggregateRegion(string Name, IReadOnlyList<string> Members, string Reason);

/// <summary>The canonical name of each region, for any name in a provider's file, and the regions that contain others.</summary>
public static class RegionCatalog
{
    private static readonly ImmutableArray<string> EuropeanUnion =
    [
        "Austria", "Belgium", "Bulgaria", "Croatia", "Cyprus", "Czech Republic", "Denmark", "Estonia", "Finland", "France", "Germany",
        "Greece", "Hungary", "Ireland", "Italy", "Latvia", "Lithuania", "Luxembourg", "Malta", "Netherlands", "Poland", "Portugal",
        "Romania", "Slovakia", "Slovenia", "Spain", "Sweden",
    ];

    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["EU27 & UK"] = "EU27&UK",
        ["EU27 and UK"] = "EU27&UK",
        ["EU27_UK"] = "EU27&UK",
        ["Rest of World"] = "ROW",
        ["WORLD"] = "World",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The regions that contain others: EU27&amp;UK, EU27 and the world. Rest of world overlaps every region that is not
    /// listed.</summary>
    public static IReadOnlyList<AggregateRegion> Aggregates { get; } = Array.AsReadOnly<AggregateRegion>(
    [
        new("EU27&UK", [.. EuropeanUnion, "United Kingdom"],
            "it contains France, Germany, Italy, Spain, the United Kingdom and 23 more, so test data would overlap with training data"),
        new("EU27", EuropeanUnion,
            "it contains France, Germany, Italy, Spain and 23 more, so test data would overlap with training data"),
        new("ROW", [], "rest of world is a remainder, not a region: it contains every country that the file does not list"),
        new("World", [], "it contains every other region"),
    ]);

    /// <summary>The project's name of a region.</summary>
    /// <param name="name">The name in a provider's file or from a user: an English name, an ISO 3166 code (DE, DEU), or another name in
    /// use (Deutschland, Türkiye); in any case.</param>
    /// <returns>The canonical name; an unknown region keeps its name, trimmed.</returns>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string trimmed = name.Trim();
        return Aliases.TryGetValue(trimmed, out string? canonical) ? canonical : Countries.Find(trimmed)?.Name ?? trimmed;
    }

    /// <summary>The aggregate with a given name.</summary>
    /// <param name="region">A canonical name.</param>
    /// <returns>The aggregate; null if the region is not an aggregate.</returns>
    public static AggregateRegion? Aggregate(string region)
    {
        foreach (AggregateRegion aggregate in Aggregates)
            if (string.Equals(aggregate.Name, region, StringComparison.OrdinalIgnoreCase)) return aggregate;
        return null;
    }

    /// <summary>Whether two regions can be used in one split: false if one contains the other.</summary>
    /// <param name="first">A canonical name.</param>
    /// <param name="second">Another.</param>
    /// <returns>True if neither contains the other.</returns>
    public static bool AreSeparate(string first, string second) => !Contains(first, second) && !Contains(second, first);

    private static bool Contains(string outer, string inner) =>
        outer != inner && Aggregate(outer) is { } aggregate
        && (aggregate.Members.Count == 0 || aggregate.Members.Contains(inner) || outer == "EU27&UK" && inner == "EU27");
}
