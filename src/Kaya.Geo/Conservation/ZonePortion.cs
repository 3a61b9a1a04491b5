namespace Kaya.Geo;

/// <summary>A zone that is only partly on the grid of a map.</summary>
/// <param name="Zone">Code of the zone.</param>
/// <param name="OnGrid">Share of its area that lies on the grid, 0 to 1.</param>
/// <param name="Given">Its whole statistic, in the unit of the map. The certificate's statistic of the zone is what is on the map: the
/// same, or the share on the grid of it.</param>
public sealed record ZonePortion(string Zone, double OnGrid, double Given);
