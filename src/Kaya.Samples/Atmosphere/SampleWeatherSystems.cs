using Kaya.Core;

namespace Kaya.Samples;

/// <summary>What moves over the sample country: highs and lows, fronts, clouds.</summary>
internal sealed class SampleWeatherSystems
{
    /// <summary>Air in the lee of the waves moves on with the clouds at this velocity, km per hour.</summary>
    private const double DriftEast = 27;
    private const double DriftNorth = 6;

    private readonly FractalNoise _near;
    private readonly FractalNoise _far;

    public SampleWeatherSystems(RandomSource random)
    {
        // A stream function of amplitude u / k gives a wind of amplitude u.
        Highs = TravellingWaves.Draw(random.Derive("highs"), 4, (800, 2600), (20, 48), wavenumber => 3.4 / wavenumber);
        Eddies = TravellingWaves.Draw(random.Derive("eddies"), 5, (140, 420), (12, 30), wavenumber => 0.75 / wavenumber);
        Fronts = TravellingWaves.Draw(random.Derive("highs"), 4, (800, 2600), (20, 48), _ => 1);
        (_near, _far) = (new FractalNoise(random.Derive("clouds")), new FractalNoise(random.Derive("clouds aloft")));
    }

    /// <summary>Stream function of highs and lows, m s-1 km.</summary>
    public TravellingWaves Highs { get; }

    /// <summary>Stream function of smaller eddies, m s-1 km.</summary>
    public TravellingWaves Eddies { get; }

    /// <summary>The waves of <see cref="Highs"/> with amplitude 1.</summary>
    public TravellingWaves Fronts { get; }

    /// <summary>Mean wind aloft, m s-1: from the west in winter, weaker and from the south-west in summer.</summary>
    public static (double East, double North) MeanWind(double hours)
    {
        double summer = -Math.Cos(2 * Math.PI * ((hours / 24) - 20) / 365);
        return (3.6 - (1.4 * summer), 0.4 + (1.1 * summer));
    }

    /// <summary>Fine structure of clouds and showers, about -1 to 1: noise that drifts and changes.</summary>
    /// <param name="x">km to the east.</param>
    /// <param name="y">km to the north.</param>
    /// <param name="hours">Time.</param>
    public double Texture(double x, double y, double hours) =>
        _near.Sum((x - (DriftEast * hours)) / 130, (y - (DriftNorth * hours)) / 130, 4)
        + (0.7 * _far.Sum((x - (1.35 * DriftEast * hours)) / 210, (y - (0.3 * DriftNorth * hours)) / 210, 3));
}
