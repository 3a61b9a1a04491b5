namespace Kaya.Samples;

/// <summary>Climate of a region of the sample world.</summary>
public enum SampleClimate
{
    /// <summary>Long winters and short summers; high demand for heating.</summary>
    Cold,

    /// <summary>Moderate winters and summers; heating, little cooling.</summary>
    Temperate,

    /// <summary>Mild winters and hot dry summers; some heating, some cooling.</summary>
    Mediterranean,

    /// <summary>Warm all year with a wet and a dry season; cooling only.</summary>
    Tropical,

    /// <summary>Hot summers, cool winters, high insolation; mostly cooling.</summary>
    Arid,
}

/// <summary>Annual cycle and variability of daily temperature in a climate.</summary>
/// <param name="MeanTemperature">Annual mean, degrees Celsius.</param>
/// <param name="SeasonalAmplitude">Amplitude of the mean annual cycle, K.</param>
/// <param name="Variability">Standard deviation of daily anomalies from the mean annual cycle, K.</param>
internal sealed record ClimateNormal(double MeanTemperature, double SeasonalAmplitude, double Variability)
{
    internal static ClimateNormal Of(SampleClimate climate) => climate switch
    {
        SampleClimate.Cold => new(4, 14, 4),
        SampleClimate.Temperate => new(11, 9, 3),
        SampleClimate.Mediterranean => new(16, 8.5, 2.3),
        SampleClimate.Tropical => new(26, 2.5, 1.2),
        SampleClimate.Arid => new(23, 9.5, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(climate), climate, null),
    };
}
