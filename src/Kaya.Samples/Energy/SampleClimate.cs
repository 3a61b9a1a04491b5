namespace Kaya.Samples;

/// <summary>Climate of a region of the sample world.</summary>
public enum SampleClimate
{
    /// <summary>Long winters, short summers: much heating.</summary>
    Cold,

    /// <summary>Four seasons: heating, little cooling.</summary>
    Temperate,

    /// <summary>Mild winters, hot dry summers: some heating, some cooling.</summary>
    Mediterranean,

    /// <summary>Warm all year, a wet and a dry season: cooling only.</summary>
    Tropical,

    /// <summary>Hot summers, cool winters, much sun: cooling.</summary>
    Arid,
}

/// <summary>Temperature of a climate over the year.</summary>
/// <param name="MeanTemperature">Yearly mean, degrees Celsius.</param>
/// <param name="SeasonalAmplitude">Half the difference of the warmest and the coldest day of the mean year, degrees.</param>
/// <param name="Variability">Standard deviation of the departure from that mean year, degrees.</param>
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
