using System.Collections.Immutable;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>A made-up region of the sample world with the truth that produced its data: what a model may be held against.</summary>
public sealed class SampleRegion
{
    /// <summary>Name; no such country exists.</summary>
    public required string Name { get; init; }

    /// <summary>Climate, which drives heating, cooling, wind, sun and rivers.</summary>
    public required SampleClimate Climate { get; init; }

    /// <summary>Degrees north.</summary>
    public required double Latitude { get; init; }

    /// <summary>Electricity demand of a mild working day in the first year, GWh per day.</summary>
    public required double BaseDemand { get; init; }

    /// <summary>For each source, the generation it is able to deliver on a mean day, as a part of <see cref="BaseDemand"/>; 8 values in the order of <see cref="EnergySource"/>.</summary>
    public required ImmutableArray<double> Availability { get; init; }

    /// <summary>True where coal plants run before gas plants.</summary>
    public required bool CoalBeforeGas { get; init; }

    /// <summary>CO2 per generation, t/GWh, 8 values in the order of <see cref="EnergySource"/>; 0 for sources that are not fossil.</summary>
    public required ImmutableArray<double> EmissionFactors { get; init; }

    /// <summary>Industry on a working day, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double IndustryIntensity { get; init; }

    /// <summary>Ground transport on a mean day, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double TransportIntensity { get; init; }

    /// <summary>Residential on a day without heating, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double ResidentialIntensity { get; init; }

    /// <summary>Added to <see cref="ResidentialIntensity"/> for each degree below 16 degrees Celsius.</summary>
    public required double HeatingIntensity { get; init; }

    /// <summary>Domestic aviation on a mean day, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double AviationIntensity { get; init; }

    /// <summary>CO2 per generation of one source.</summary>
    /// <param name="source">The source.</param>
    /// <returns>t CO2 per GWh.</returns>
    public double EmissionFactor(EnergySource source) => EmissionFactors[(int)source];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (sample world)";
}
