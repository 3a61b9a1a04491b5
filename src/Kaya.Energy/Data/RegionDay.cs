namespace Kaya.Energy;

/// <summary>One region on one day: its generation and, if known, its emissions.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="Day">The day.</param>
/// <param name="Energy">Generation by source, GWh per day.</param>
/// <param name="Emission">Emissions by sector, MtCO2 per day; null for a region without reported emissions.</param>
public sealed record RegionDay(string Region, DateOnly Day, EnergyProfile Energy, EmissionProfile? Emission = null);
