using System.Collections.Immutable;

namespace Kaya.Samples;

/// <summary>What does not change in time: height and land cover of the cells of the sample atmosphere.</summary>
public sealed class SampleGeography
{
    private readonly ImmutableArray<ReadOnlyMemory<float>> _channels;

    internal SampleGeography(AtmosphereLand land) => _channels =
    [
        Channel(land.Height), Channel(land.Land), Channel(land.Forest), Channel(land.Grass), Channel(land.Crops), Channel(land.BuiltUp),
        Channel(land.Population.Select(people => people / land.Area)),
    ];

    /// <summary>Names of the channels: height in m, the parts of land, forest, grass, crops and built-up land, residents per km2.</summary>
    public static ImmutableArray<string> Names { get; } = ["height", "land", "forest", "grass", "crops", "built-up", "population"];

    /// <summary>Values of a channel.</summary>
    /// <param name="channel">Its place in <see cref="Names"/>.</param>
    /// <returns>Row x column; the sea has height 0.</returns>
    public ReadOnlyMemory<float> this[int channel] => _channels[channel];

    private static ReadOnlyMemory<float> Channel(IEnumerable<double> values) => values.Select(value => (float)value).ToArray();
}
