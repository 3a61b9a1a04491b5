using System.Collections.Immutable;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Size of the sample atmosphere, how wrong its prior inventory is, and how it is observed.</summary>
public sealed record SampleAtmosphereOptions
{
    /// <summary>Seed of all random numbers of the atmosphere; the country has a seed of its own.</summary>
    public ulong Seed { get; init; } = 2015;

    /// <summary>Rows of the grid, whose centre is that of the country.</summary>
    public int Rows { get; init; } = 48;

    /// <summary>Columns of the grid.</summary>
    public int Columns { get; init; } = 48;

    /// <summary>Size of a cell, km. A grid of half the size and twice as many rows and columns covers the same cells.</summary>
    public double CellSize { get; init; } = 9;

    /// <summary>Height of the top of each layer above the ground, m, rising.</summary>
    public ImmutableArray<double> LayerTops { get; init; } = [60, 400, 1500];

    /// <summary>Smallest ratio of prior to true emissions of a province and species.</summary>
    public double LowestPriorRatio { get; init; } = 0.7;

    /// <summary>Largest ratio of prior to true emissions of a province and species.</summary>
    public double HighestPriorRatio { get; init; } = 1.4;

    /// <summary>Standard deviation of the logarithm of a further, spatially smooth error of the prior; 0 for none.</summary>
    public double SmoothErrorDeviation { get; init; }

    /// <summary>Wavelength of the smooth error, km.</summary>
    public double SmoothErrorLength { get; init; } = 80;

    /// <summary>Smallest factor of a region and species in a perturbed emission set.</summary>
    public double LowestPerturbation { get; init; } = 0.4;

    /// <summary>Largest factor of a region and species in a perturbed emission set.</summary>
    public double HighestPerturbation { get; init; } = 2.5;

    /// <summary>Number of regions of a perturbed emission set, drawn anew for each; 0 for the provinces.</summary>
    /// <remarks>Regions other than the provinces keep the outline of the prior's error out of the training of a network.</remarks>
    public int PerturbedRegions { get; init; } = 24;

    /// <summary>Cells with stations as a part of all cells; the default is that of paper 003: 612 of 182 x 232.</summary>
    public double StationDensity { get; init; } = 612.0 / (182 * 232);

    /// <summary>Part of the station cells that is held out, in whole clusters.</summary>
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>Whether a province keeps one town with stations at least. The errors of the prior are those of provinces: of a province
    /// without any station nothing can be learnt, and its stations held out would judge nothing but that.</summary>
    public bool HoldOutKeepsProvinces { get; init; } = true;

    /// <summary>Errors and gaps of the observations.</summary>
    public SampleObservationNoise Noise { get; init; } = new();
}

/// <summary>Errors and gaps of the sample observations: normal errors, independent of each other.</summary>
public sealed record SampleObservationNoise
{
    /// <summary>Standard deviation of the error as a part of the concentration.</summary>
    public double Relative { get; init; } = 0.1;

    /// <summary>Standard deviation of the error where the concentration is 0: NO2 and SO2, ppb.</summary>
    public double AbsoluteGas { get; init; } = 0.5;

    /// <summary>The same for ozone, ppb.</summary>
    public double AbsoluteOzone { get; init; } = 2;

    /// <summary>The same for PM2.5, micrograms per cubic metre.</summary>
    public double AbsoluteParticles { get; init; } = 2;

    /// <summary>Part of the single values that is missing.</summary>
    public double MissingValues { get; init; } = 0.02;

    /// <summary>Probability that an outage of a whole site begins on a day.</summary>
    public double OutagesPerDay { get; init; } = 0.05;

    /// <summary>Mean length of an outage, hours; none is longer than 48 hours.</summary>
    public double OutageHours { get; init; } = 14;

    /// <summary>Standard deviation of the error of a value.</summary>
    /// <param name="pollutant">The pollutant.</param>
    /// <param name="concentration">Its concentration, in its unit.</param>
    /// <returns>Relative and absolute part, added in squares, in the unit of the pollutant.</returns>
    public double Deviation(Pollutant pollutant, double concentration)
    {
        double absolute = pollutant switch
        {
            Pollutant.O3 => AbsoluteOzone, Pollutant.Pm25 => AbsoluteParticles, _ => AbsoluteGas,
        };
        return Math.Sqrt((Relative * concentration * Relative * concentration) + (absolute * absolute));
    }
}
