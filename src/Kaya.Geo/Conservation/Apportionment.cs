using System.Collections.Immutable;

namespace Kaya.Geo;

/// <summary>A map whose zones sum to their statistics, with its certificate.</summary>
/// <param name="Map">Totals of cells; no-data outside the zones and the mask.</param>
/// <param name="Certificate">Zone, statistic, sum, residual, and the digest of the pixels.</param>
/// <param name="EqualWeightZones">Zones whose weights were all 0: their statistic was spread evenly over their cells.</param>
/// <param name="LeftOutZones">Zones without a statistic, which are no-data.</param>
/// <param name="LeftOutStatistics">Statistics without a zone on the grid, which the map does not hold.</param>
public sealed record Apportionment(
    ExtensiveRaster Map,
    ConservationCertificate Certificate,
    ImmutableArray<string> EqualWeightZones,
    ImmutableArray<string> LeftOutZones,
    ImmutableArray<string> LeftOutStatistics);
