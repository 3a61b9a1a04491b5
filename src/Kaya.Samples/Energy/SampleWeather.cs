using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Daily weather of one region: temperature, and the energy available from wind, sun and rivers relative to the mean.</summary>
internal sealed class SampleWeather
{
    private SampleWeather(double[] temperature, double[] wind, double[] sun, double[] inflow) =>
        (Temperature, Wind, Sun, Inflow) = (temperature, wind, sun, inflow);

    /// <summary>Daily mean temperature, degrees Celsius.</summary>
    internal double[] Temperature { get; }

    /// <summary>Daily wind power; its mean over the period is 1.</summary>
    internal double[] Wind { get; }

    /// <summary>Daily solar power; its mean over the period is 1.</summary>
    internal double[] Sun { get; }

    /// <summary>Daily river inflow for hydropower; its mean over the period is 1.</summary>
    internal double[] Inflow { get; }

    internal static SampleWeather Draw(SampleRegion region, DateOnly[] days, RandomSource random)
    {
        ClimateNormal normal = ClimateNormal.Of(region.Climate);
        double[] anomaly = Autoregressive(days.Length, 0.82, random.Derive("temperature"));
        double[] storm = Autoregressive(days.Length, 0.62, random.Derive("wind"));
        double[] cloud = Autoregressive(days.Length, 0.55, random.Derive("cloud"));
        double[] rain = Autoregressive(days.Length, 0.985, random.Derive("rain"));
        // The coldest day is around 20 January. Inflow peaks with snow melt in spring; in the tropics, in the wet season.
        int peakInflow = region.Climate is SampleClimate.Tropical ? 50 : region.Climate is SampleClimate.Cold ? 150 : 105;
        return new SampleWeather(
            Series(days, t => normal.MeanTemperature - normal.SeasonalAmplitude * SampleCalendar.AnnualCycle(days[t], 20)
                + normal.Variability * anomaly[t]),
            Normalised(Series(days, t => (1 + 0.28 * SampleCalendar.AnnualCycle(days[t], 15)) / (0.35 + Math.Exp(-0.9 * storm[t])))),
            Normalised(Series(days, t => Insolation(region.Latitude, days[t]) / (1 + 0.55 * Math.Exp(0.9 * cloud[t])))),
            Normalised(Series(days, t => (1 + 0.22 * SampleCalendar.AnnualCycle(days[t], peakInflow)) * Math.Exp(0.2 * rain[t]))));
    }

    /// <summary>An autoregressive process of order 1 with mean 0 and variance 1.</summary>
    /// <param name="count">Number of values.</param>
    /// <param name="persistence">Correlation of successive values, in [0, 1).</param>
    /// <param name="random">Source of the random numbers.</param>
    internal static double[] Autoregressive(int count, double persistence, RandomSource random)
    {
        RandomSequence sequence = random.Sequence();
        double innovation = Math.Sqrt(1 - persistence * persistence);
        double[] series = new double[count];
        double value = sequence.NextGaussian();
        for (int t = 0; t < count; t++) series[t] = value = persistence * value + innovation * sequence.NextGaussian();
        return series;
    }

    /// <summary>Daily insolation at the top of the atmosphere, relative: integral over the day of the cosine of the zenith angle.</summary>
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
