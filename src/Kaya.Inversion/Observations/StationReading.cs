using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>How measurements are read.</summary>
public sealed record StationReadingOptions
{
    /// <summary>Temperature and pressure that mass concentrations of gases refer to.</summary>
    public ConcentrationConversion Conversion { get; init; } = new();

    /// <summary>Leaves negative values out and counts them; otherwise they are refused.</summary>
    public bool LeavesOutNegative { get; init; }

    /// <summary>Difference of local time from UTC, where the file has local times and does not say so; null for the usual one of its
    /// format.</summary>
    public TimeSpan? UtcOffset { get; init; }

    /// <summary>Whether the time of a row is the end of its hour instead of its begin.</summary>
    public bool IsStampedAtEnd { get; init; }
}

/// <summary>Gathers values of stations in any order, and makes series of them.</summary>
internal sealed class StationReading(StationReadingOptions options)
{
    // ppb or ug m-3: a hundred times the highest that were reported of any of the pollutants.
    private const double Most = 1e6;
    // A hundred years: every hour between the first and the last is held.
    private const int MostHours = 876_600;
    private readonly Dictionary<(string Station, Pollutant), Dictionary<DateTimeOffset, (double Sum, int Count)>> _values = [];
    private readonly Dictionary<string, (Station Station, SourceLocation Where)> _stations = [];
    private long _missing, _negative, _repeated, _others;

    public static Pollutant? PollutantOf(string name) => name.Trim().ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal) switch
    {
        "NO2" => Pollutant.No2,
        "SO2" => Pollutant.So2,
        "O3" or "OZONE" => Pollutant.O3,
        "PM2.5" or "PM25" or "PM2_5" => Pollutant.Pm25,
        _ => null,
    };

    public void Place(Station station, SourceLocation where)
    {
        if (!(Math.Abs(station.Latitude) <= 90 && Math.Abs(station.Longitude) <= 360))
            throw new DataFormatException(new Fault("A station lies nowhere on Earth.", where, "longitude and latitude in degrees",
                FormattableString.Invariant($"{station.Longitude}, {station.Latitude}"), "Correct the place; longitude comes first."));
        if (_stations.TryAdd(station.Name, (station, where))) return;
        Station known = _stations[station.Name].Station;
        if (Math.Abs(known.Longitude - station.Longitude) > 1e-3 || Math.Abs(known.Latitude - station.Latitude) > 1e-3)
            throw new DataFormatException(new Fault($"The station '{station.Name}' is in two places.", where,
                FormattableString.Invariant($"{known.Longitude}, {known.Latitude}, as {_stations[station.Name].Where} has it"),
                FormattableString.Invariant($"{station.Longitude}, {station.Latitude}"), "Give each place a name of its own."));
    }

    public void Other() => _others++;

    public void Missing() => _missing++;

    /// <summary>Adds a value in the unit of the pollutant.</summary>
    public void Add(string station, Pollutant pollutant, DateTimeOffset time, double value, SourceLocation where)
    {
        if (!double.IsFinite(value))
        {
            _missing++;
            return;
        }

        if (value < 0)
        {
            if (!options.LeavesOutNegative)
                throw new DataFormatException(new Fault("A measurement is negative.", where, "0 or more",
                    FormattableString.Invariant($"{value:G6} {(pollutant == Pollutant.Pm25 ? "ug m-3" : "ppb")}"),
                    "Correct the value, or have negative values left out."));
            _negative++;
            return;
        }

        if (value > Most)
            throw new DataFormatException(new Fault("A measurement is higher than any air has.", where,
                $"at most {Most:N0} {(pollutant == Pollutant.Pm25 ? "ug m-3" : "ppb")}",
                FormattableString.Invariant($"{value:G6}"), "Correct the value or its unit; 1 and % are parts of the air."));
        DateTimeOffset hour = Hour(time);
        if (!_values.TryGetValue((station, pollutant), out Dictionary<DateTimeOffset, (double, int)>? series))
            _values[(station, pollutant)] = series = [];
        (double Sum, int Count) known = series.GetValueOrDefault(hour);
        if (known.Count > 0) _repeated++;
        series[hour] = (known.Sum + value, known.Count + 1);
    }

    public StationObservations Finish(string path)
    {
        if (_values.Count == 0)
            throw new DataNotFoundException(new Fault("All observations are missing: nothing can be learnt.", new SourceLocation(path),
                "values of NO2, SO2, O3 or PM2.5", $"none; {Counts}", "Give a file with measurements of these pollutants."));
        DateTimeOffset start = _values.Values.Min(series => series.Keys.Min()), last = _values.Values.Max(series => series.Keys.Max());
        int hours = checked((int)Math.Round((last - start).TotalHours) + 1);
        if (hours > MostHours)
            throw new DataFormatException(new Fault("The times of the observations are too far apart.", new SourceLocation(path),
                "at most 100 years", $"{start:yyyy-MM-dd} to {last:yyyy-MM-dd}", "Correct the times."));
        ReadLimit.Require((UInt128)hours * (UInt128)_values.Count * sizeof(float), $"{hours} hours of {_values.Count} series",
            new SourceLocation(path));
        ImmutableArray<StationSeries> all = [.. _values.OrderBy(pair => pair.Key.Station, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Item2).Select(pair =>
            {
                float[] values = new float[hours];
                Array.Fill(values, float.NaN);
                foreach ((DateTimeOffset hour, (double sum, int count)) in pair.Value)
                    values[(int)Math.Round((hour - start).TotalHours)] = (float)(sum / count);
                return new StationSeries(_stations[pair.Key.Station].Station, pair.Key.Item2, values);
            })];
        return new StationObservations(start, hours, all, Counts);
    }

    private StationReadingCounts Counts => new(_missing, _negative, _repeated, _others);

    // The hour that a time lies in; a stamp at the end of an hour belongs to the hour before.
    private DateTimeOffset Hour(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - (options.IsStampedAtEnd ? 1 : 0);
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
    }
}
