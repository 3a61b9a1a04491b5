using System.Collections.Immutable;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>An invented region of the sample world with the true parameters of its data, to evaluate models.</summary>
public sealed class SampleRegion
{
    /// <summary>Name of the region; it is not the name of a country.</summary>
    public required string Name { get; init; }

    /// <summary>Climate, from which heating, cooling, wind, insolation and river inflow follow.</summary>
    public required SampleClimate Climate { get; init; }

    /// <summary>Latitude, degrees north.</summary>
    public required double Latitude { get; init; }

    /// <summary>Electricity demand on a working day without heating or cooling in the first year, GWh d-1.</summary>
    public required double BaseDemand { get; init; }

    /// <summary>Mean daily generation that each source can deliver, as a fraction of <see cref="BaseDemand"/>.</summary>
    /// <remarks>8 values in the order of <see cref="EnergySource"/>.</remarks>
    public required ImmutableArray<double> Availability { get; init; }

    /// <summary>Whether coal plants come before gas plants in the merit order.</summary>
    public required bool CoalBeforeGas { get; init; }

    /// <summary>Emission factor of each source, t CO2 per GWh; 0 for sources that are not fossil.</summary>
    /// <remarks>8 values in the order of <see cref="EnergySource"/>.</remarks>
    public required ImmutableArray<double> EmissionFactors { get; init; }

    /// <summary>Emissions of industry on a working day, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double IndustryIntensity { get; init; }

    /// <summary>Emissions of ground transport on an average day, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double TransportIntensity { get; init; }

    /// <summary>Residential emissions on a day without heating, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double ResidentialIntensity { get; init; }

    /// <summary>Residential emissions for heating, t CO2 per GWh of <see cref="BaseDemand"/> and K of daily mean below 16 degC.</summary>
    public required double HeatingIntensity { get; init; }

    /// <summary>Emissions of domestic aviation on an average day, t CO2 per GWh of <see cref="BaseDemand"/>.</summary>
    public required double AviationIntensity { get; init; }

    /// <summary>Emission factor of one source.</summary>
    /// <param name="source">The source.</param>
    /// <returns>The emission factor, t CO2 per GWh.</returns>
    /// <exception cref="IndexOutOfRangeException">The value is not one of the enumeration.</exception>
    public double EmissionFactor(EnergySource source) => EmissionFactors[(int)source];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (sample world)";
}
