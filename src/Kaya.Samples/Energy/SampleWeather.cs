using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Daily weather of one region: temperature, and what wind, sun and rivers can deliver relative to their mean.</summary>
internal sealed class SampleWeather
{
    private SampleWeather(double[] temperature, double[] wind, double[] sun, double[] rivers) =>
        (Temperature, Wind, Sun, Rivers) = (temperature, wind, sun, rivers);

    /// <summary>Daily mean, degrees Celsius.</summary>
    internal double[] Temperature { get; }

    /// <summary>Wind power of the day, mean 1 over the period.</summary>
    internal double[] Wind { get; }

    /// <summary>Solar power of the day, mean 1 over the period.</summary>
    internal double[] Sun { get; }

    /// <summary>Water for hydropower, mean 1 over the period.</summary>
    internal double[] Rivers { get; }

    internal static SampleWeather Draw(SampleRegion region, DateOnly[] days, RandomSource random)
    {
        ClimateNormal normal = ClimateNormal.Of(region.Climate);
        double[] anomaly = Persistent(days.Length, 0.82, random.Derive("temperature"));
        double[] storm = Persistent(days.Length, 0.62, random.Derive("wind"));
        double[] cloud = Persistent(days.Length, 0.55, random.Derive("cloud"));
        double[] rain = Persistent(days.Length, 0.985, random.Derive("rain"));
        // Coldest day around 20 January; rivers are highest in spring where snow melts, in the wet season in the tropics.
        int crestOfRivers = region.Climate is SampleClimate.Tropical ? 50 : region.Climate is SampleClimate.Cold ? 150 : 105;
        return new SampleWeather(
            Series(days, t => normal.MeanTemperature - normal.SeasonalAmplitude * SampleCalendar.Wave(days[t], 20) + normal.Variability * anomaly[t]),
            Normalised(Series(days, t => (1 + 0.28 * SampleCalendar.Wave(days[t], 15)) / (0.35 + Math.Exp(-0.9 * storm[t])))),
            Normalised(Series(days, t => Insolation(region.Latitude, days[t]) / (1 + 0.55 * Math.Exp(0.9 * cloud[t])))),
            Normalised(Series(days, t => (1 + 0.22 * SampleCalendar.Wave(days[t], crestOfRivers)) * Math.Exp(0.2 * rain[t]))));
    }

    /// <summary>An autoregressive series of order 1 with variance 1.</summary>
    internal static double[] Persistent(int count, double persistence, RandomSource random)
    {
        RandomSequence sequence = random.Sequence();
        double innovation = Math.Sqrt(1 - persistence * persistence);
        double[] series = new double[count];
        double value = sequence.NextGaussian();
        for (int t = 0; t < count; t++) series[t] = value = persistence * value + innovation * sequence.NextGaussian();
        return series;
    }

    /// <summary>Sun on a horizontal plane above the air, relative units: the textbook integral over the day of the cosine of the zenith angle.</summary>
    private static double Insolation(double latitude, DateOnly day)
    {
        double phi = latitude * Math.PI / 180;
        double delta = 23.44 * Math.PI / 180 * Math.Sin(2 * Math.PI * (day.DayOfYear - 81) / 365.25);
        double sunset = Math.Acos(Math.Clamp(-Math.Tan(phi) * Math.Tan(delta), -1, 1));
        return sunset * Math.Sin(phi) * Math.Sin(delta) + Math.Cos(phi) * Math.Cos(delta) * Math.Sin(sunset);
    }

    private static double[] Series(DateOnly[] days, Func<int, double> value) => [.. Enumerable.Range(0, days.Length).Select(value)];

    private static double[] Normalised(double[] series)
    {
        double mean = series.Average();
        return Array.ConvertAll(series, value => value / mean);
    }
}
