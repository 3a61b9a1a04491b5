namespace Kaya.Energy;

/// <summary>One region on one day: what it generated and, where known, what it emitted.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="Day">The day.</param>
/// <param name="Energy">Generation by source, GWh per day.</param>
/// <param name="Emission">Emission by sector, MtCO2 per day; null for a region that nobody reports.</param>
public sealed record RegionDay(string Region, DateOnly Day, EnergyProfile Energy, EmissionProfile? Emission = null);
