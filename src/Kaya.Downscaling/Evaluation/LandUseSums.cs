using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Emissions by land-use type, summed over the whole map and over zones, one type at a time.</summary>
internal sealed class LandUseSums(ExtensiveRaster map, ZoneCoverage? coverage)
{
    // The whole map is first, then the zones; unclassified land follows the seven types.
    private readonly CompensatedSum[,] _sums = new CompensatedSum[1 + (coverage?.Codes.Length ?? 0), LandUses.All.Count + 1];

    public ZoneLandUse All => Shares(0, "");

    public ImmutableArray<ZoneLandUse> Zones => [.. (coverage?.Codes ?? []).Select((code, zone) => Shares(zone + 1, code))];

    /// <summary>Adds the emissions of one land-use type.</summary>
    /// <param name="use">The type.</param>
    /// <param name="parts">Its share of each cell, on the grid of the map; no-data where land use is unknown.</param>
    public void Add(LandUse use, IntensiveRaster parts)
    {
        for (int cell = 0; cell < map.Values().Length; cell++) Add(0, use, cell, 1, parts);
        foreach (CoverageRun run in coverage?.Runs ?? [])
            for (int column = run.Column; column < run.Column + run.Length; column++) Add(
                run.Zone + 1, use, (run.Row * map.Grid.Columns) + column, run.Fraction, parts);
    }

    private void Add(int zone, LandUse use, int cell, double fraction, IntensiveRaster parts)
    {
        double emission = map.Values()[cell] * fraction, part = parts.Values()[cell];
        if (double.IsNaN(emission) || emission == 0 || part == 0) return;
        if (!double.IsNaN(part)) _sums[zone, (int)use].Add(emission * part);
        // Unclassified land is the same for every type, so it is counted once.
        else if (use == LandUses.All[0]) _sums[zone, LandUses.All.Count].Add(emission);
    }

    private ZoneLandUse Shares(int zone, string code)
    {
        CompensatedSum total = default;
        for (int use = 0; use < LandUses.All.Count; use++) total.Add(_sums[zone, use]);
        return new ZoneLandUse(code, [.. LandUses.All.Select(use => total.Value > 0 ? _sums[zone, (int)use].Value / total.Value : 0)],
            total.Value, _sums[zone, LandUses.All.Count].Value);
    }
}
