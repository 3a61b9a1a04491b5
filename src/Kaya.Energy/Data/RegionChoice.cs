using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Which of the regions at hand are used: those asked for, and never an aggregate beside its members.</summary>
internal sealed class RegionChoice
{
    private readonly HashSet<string> _chosen;

    private RegionChoice(HashSet<string> chosen, IReadOnlyList<LeftOutRegion> leftOut) => (_chosen, LeftOut) = (chosen, leftOut);

    internal IReadOnlyList<LeftOutRegion> LeftOut { get; }

    internal static RegionChoice Make(IReadOnlyList<string> available, IReadOnlyList<string>? asked, string path)
    {
        HashSet<string> chosen = asked is null ? [.. available] : [.. asked.Select(name => Known(name, available, path))];
        List<LeftOutRegion> leftOut = [];
        foreach (string region in available)
        {
            AggregateRegion? aggregate = RegionCatalog.Aggregate(region);
            bool unwanted = aggregate is not null && chosen.Contains(region)
                && (asked is null || chosen.Any(other => other != region && !RegionCatalog.AreSeparate(region, other)));
            if (unwanted && chosen.Remove(region)) leftOut.Add(new LeftOutRegion(region, aggregate!.Reason));
            else if (!chosen.Contains(region)) leftOut.Add(new LeftOutRegion(region, "it was not asked for"));
        }

        return new RegionChoice(chosen, leftOut.AsReadOnly());
    }

    internal bool Has(string region) => _chosen.Contains(region);

    private static string Known(string name, IReadOnlyList<string> available, string path)
    {
        string canonical = RegionCatalog.Canonical(name);
        return available.FirstOrDefault(region => string.Equals(region, canonical, StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("region", name, available, new SourceLocation(path));
    }
}
