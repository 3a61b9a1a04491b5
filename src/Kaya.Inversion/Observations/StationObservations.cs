using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Where a station stands.</summary>
/// <param name="Name">Its name or number.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
public sealed record Station(string Name, double Longitude, double Latitude);

/// <summary>What a station measured of one pollutant, hour by hour. Immutable.</summary>
public sealed class StationSeries
{
    private readonly float[] _values;

    /// <summary>Makes a series.</summary>
    /// <param name="station">The station.</param>
    /// <param name="pollutant">The pollutant.</param>
    /// <param name="values">One an hour from the begin of the observations on, ppb or ug m-3; NaN for a gap.</param>
    public StationSeries(Station station, Pollutant pollutant, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(station);
        (Station, Pollutant, _values) = (station, pollutant, values.ToArray());
        foreach (float value in values) ValidCount += float.IsNaN(value) ? 0 : 1;
    }

    /// <summary>The station.</summary>
    public Station Station { get; }

    /// <summary>The pollutant.</summary>
    public Pollutant Pollutant { get; }

    /// <summary>One an hour, ppb or ug m-3; NaN for a gap.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Number of hours with a value.</summary>
    public int ValidCount { get; }
}

/// <summary>What was left out when stations were read.</summary>
/// <param name="Missing">Values that the file says are missing.</param>
/// <param name="Negative">Negative values that were left out, because an option says so.</param>
/// <param name="Repeated">Values of an hour that had one already: the mean of all was taken.</param>
/// <param name="OtherPollutants">Values of what is no pollutant here, such as CO.</param>
public sealed record StationReadingCounts(long Missing, long Negative, long Repeated, long OtherPollutants)
{
    /// <summary>Prints what there is.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Missing} missing, {Negative} negative left out, {Repeated} averaged with another of the same hour, "
        + $"{OtherPollutants} of other pollutants");
}

/// <summary>Hourly values of many stations on one clock. Immutable.</summary>
/// <param name="Start">Begin of the first hour, UTC.</param>
/// <param name="Hours">Number of hours.</param>
/// <param name="Series">A series for each station and pollutant that was measured, by name of the station.</param>
/// <param name="Counts">What was left out.</param>
public sealed record StationObservations(DateTimeOffset Start, int Hours, ImmutableArray<StationSeries> Series, StationReadingCounts Counts)
{
    /// <summary>The stations, each once.</summary>
    public ImmutableArray<Station> Stations => [.. Series.Select(series => series.Station).Distinct()];

    /// <summary>The observations of other hours: the same, with gaps where there is nothing.</summary>
    /// <param name="range">The hours that are wanted.</param>
    /// <returns>Observations of these hours.</returns>
    /// <exception cref="DataNotFoundException">No value in these hours: nothing can be learnt of them.</exception>
    public StationObservations During(HourRange range)
    {
        int shift = (int)Math.Round((range.Start - Start).TotalHours);
        StationObservations cut = this with
        {
            Start = range.Start, Hours = range.Hours,
            Series = [.. Series.Select(series =>
            {
                float[] values = new float[range.Hours];
                for (int hour = 0; hour < values.Length; hour++)
                    values[hour] = hour + shift >= 0 && hour + shift < Hours ? series.Values[hour + shift] : float.NaN;
                return new StationSeries(series.Station, series.Pollutant, values);
            })],
        };
        return cut.Series.Any(series => series.ValidCount > 0) ? cut : throw new DataNotFoundException(new Fault(
            "No station has a value in these hours: nothing can be learnt.", Expected: $"{range}",
            Found: $"{new HourRange(Start, Hours)}", Remedy: "Choose the time of the observations."));
    }
}
