using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Observations at the sites of the sample atmosphere: concentrations of their cells with errors and gaps.</summary>
public sealed class SampleObservations
{
    private readonly float[] _values;

    private SampleObservations(ImmutableArray<SampleStation> stations, DateTimeOffset start, int hours)
    {
        (Stations, Start, Hours) = (stations, start, hours);
        _values = new float[AtmosphericSpecies.Pollutants.Length * stations.Length * hours];
        Array.Fill(_values, float.NaN);
    }

    /// <summary>The sites.</summary>
    public ImmutableArray<SampleStation> Stations { get; }

    /// <summary>Begin of the first hour, UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Number of hours.</summary>
    public int Hours { get; }

    /// <summary>The hours of a site.</summary>
    /// <param name="pollutant">The pollutant.</param>
    /// <param name="station">Place of the site in <see cref="Stations"/>.</param>
    /// <returns>One value for each hour, ppb or micrograms per cubic metre; NaN in gaps and for a pollutant that was not given.</returns>
    public ReadOnlySpan<float> Series(Pollutant pollutant, int station) =>
        _values.AsSpan((((int)pollutant * Stations.Length) + station) * Hours, Hours);

    /// <summary>Observes concentrations. The errors of a site, a pollutant and a day are the same whatever hours are given.</summary>
    /// <param name="stations">The sites.</param>
    /// <param name="concentrations">Hourly concentrations at the ground.</param>
    /// <param name="noise">Errors and gaps.</param>
    /// <param name="random">Source of both.</param>
    /// <returns>Observations of each pollutant that there is; below 0 is 0, as instruments report it.</returns>
    internal static SampleObservations Of(ImmutableArray<SampleStation> stations, IHourlyFields<Pollutant> concentrations,
        SampleObservationNoise noise, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(concentrations);
        SampleObservations observations = new(stations, concentrations.Start, concentrations.Hours);
        float[] field = new float[concentrations.Grid.Rows * concentrations.Grid.Columns];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants.Where(concentrations.Has))
            for (int hour = 0; hour < concentrations.Hours; hour++)
            {
                concentrations.Read(pollutant, hour, field);
                for (int k = 0; k < stations.Length; k++)
                    observations._values[((((int)pollutant * stations.Length) + k) * observations.Hours) + hour] =
                        field[(stations[k].Row * concentrations.Grid.Columns) + stations[k].Column];
            }

        for (int k = 0; k < stations.Length; k++) observations.Disturb(k, noise, random.Derive(stations[k].Name));
        return observations;
    }

    private void Disturb(int station, SampleObservationNoise noise, RandomSource random)
    {
        int first = DayOf(Start), last = DayOf(Start.AddHours(Hours - 1));
        bool[] isOut = new bool[Hours];
        // An outage may have begun up to two days earlier.
        for (int day = first - 2; day <= last; day++)
        {
            RandomSequence sequence = random.Derive($"outage/{day}").Sequence();
            if (sequence.NextDouble() >= noise.OutagesPerDay) continue;
            int begin = (day * 24) + sequence.NextInt32(24) - HourOf(Start);
            int length = Math.Min(48, 1 + (int)(-noise.OutageHours * Math.Log(1 - sequence.NextDouble())));
            for (int hour = Math.Max(0, begin); hour < Math.Min(Hours, begin + length); hour++) isOut[hour] = true;
        }

        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            Span<float> values = _values.AsSpan((((int)pollutant * Stations.Length) + station) * Hours, Hours);
            for (int day = first; day <= last; day++)
            {
                RandomSequence sequence = random.Derive($"{pollutant}/{day}").Sequence();
                for (int h = 0; h < 24; h++)
                {
                    (double error, double gap) = (sequence.NextGaussian(), sequence.NextDouble());
                    int hour = (day * 24) + h - HourOf(Start);
                    if (hour < 0 || hour >= Hours) continue;
                    double value = values[hour] + (error * noise.Deviation(pollutant, values[hour]));
                    values[hour] = isOut[hour] || gap < noise.MissingValues ? float.NaN : (float)Math.Max(0, value);
                }
            }
        }
    }

    private static int HourOf(DateTimeOffset time) => (int)Math.Floor(SampleAtmosphere.HoursOf(time));

    private static int DayOf(DateTimeOffset time) => (int)Math.Floor(HourOf(time) / 24.0);
}
