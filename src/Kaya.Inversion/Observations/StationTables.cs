using System.Globalization;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Reads tables of stations as they come from networks.</summary>
public static partial class StationTables
{
    /// <summary>Kaya's own form: <c>station,lon,lat,time,pollutant,value,unit</c>, a value a line; time in ISO 8601, where it says no zone
    /// UTC or as far from it as the options say.</summary>
    /// <param name="path">A CSV file.</param>
    /// <param name="options">Reference conditions, negative values.</param>
    /// <returns>The observations.</returns>
    /// <exception cref="DataFormatException">A time, number, place or unit that cannot be read, or a negative value.</exception>
    /// <exception cref="SchemaMismatchException">A column is not there.</exception>
    /// <exception cref="UnitMismatchException">A unit of something else.</exception>
    /// <exception cref="DataNotFoundException">No such file, or all values are missing.</exception>
    public static StationObservations ReadOwn(string path, StationReadingOptions? options = null) => ReadLong(path,
        ["station", "lon", "lat", "time", "pollutant", "value", "unit"], options);

    /// <summary>The long form that OpenAQ exports (version 3), times in UTC.</summary>
    /// <param name="path">A CSV file.</param>
    /// <param name="options">Reference conditions, negative values.</param>
    /// <returns>The observations; what is no pollutant here is counted.</returns>
    /// <exception cref="DataFormatException">A time, number, place or unit that cannot be read, or a negative value.</exception>
    /// <exception cref="SchemaMismatchException">A column is not there.</exception>
    /// <exception cref="UnitMismatchException">A unit of something else.</exception>
    /// <exception cref="DataNotFoundException">No such file, or all values are missing.</exception>
    public static StationObservations ReadOpenAq(string path, StationReadingOptions? options = null) => ReadLong(path,
        ["location_id", "longitude", "latitude", "datetimeUtc", "parameter", "value", "unit"], options);

    /// <summary>AirNow's tab separated tables of one pollutant: <c>Timestamp(UTC) LONGITUDE(deg) LATITUDE(deg) STATION(-)
    /// ozone(ppm)</c>; -9999 and below are missing.</summary>
    /// <param name="path">A text file.</param>
    /// <param name="options">Reference conditions, negative values.</param>
    /// <returns>The observations.</returns>
    /// <exception cref="DataFormatException">A line, time, number, place or unit that cannot be read, or a negative value.</exception>
    /// <exception cref="SchemaMismatchException">No column of a pollutant.</exception>
    /// <exception cref="DataNotFoundException">No such file, or all values are missing.</exception>
    public static StationObservations ReadAirNow(string path, StationReadingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new StationReadingOptions();
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("There is no such file.", new SourceLocation(path), "a table of AirNow",
                "no such file", "Check the path."));
        using StreamReader lines = new(path);
        string[] headings = (lines.ReadLine() ?? "").Split('\t');
        int Column(string name) => Array.FindIndex(headings, heading => heading.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        int time = Column("Timestamp"), longitude = Column("LONGITUDE"), latitude = Column("LATITUDE"), station = Column("STATION");
        int value = Array.FindIndex(headings, heading => PollutantIn(heading) is not null);
        if (time < 0 || longitude < 0 || latitude < 0 || station < 0 || value < 0)
            throw new SchemaMismatchException(new Fault("The table is not one of AirNow.", new SourceLocation(path, 1),
                "Timestamp, LONGITUDE, LATITUDE, STATION and a pollutant, separated by tabs", string.Join(", ", headings),
                "Name a table as AirNow exports it, or the form that the table has."));
        Pollutant pollutant = PollutantIn(headings[value])!.Value;
        SourceLocation heading = new(path, 1, value + 1, headings[value]);
        Unit unit = UnitOf(Heading().Match(headings[value]).Groups["unit"].Value, heading);
        double factor = options.Conversion.Factor(pollutant, unit, heading);
        StationReading reading = new(options);
        for (long line = 2; lines.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            string[] fields = text.Split('\t');
            SourceLocation At(int column) => new(path, line, column + 1, headings[column]);
            SourceLocation where = At(value);
            if (fields.Length != headings.Length)
                throw new DataFormatException(new Fault("A line has another number of fields than the headings.", where,
                    $"{headings.Length}", $"{fields.Length}", "Fetch the table again."));
            reading.Place(new Station(fields[station].Trim(), Number(fields[longitude], At(longitude)),
                Number(fields[latitude], At(latitude))), At(longitude));
            double measured = Number(fields[value], where);
            reading.Add(fields[station].Trim(), pollutant, Time(fields[time], At(time)), measured <= -9999 ? double.NaN : measured * factor,
                where);
        }

        return reading.Finish(path);
    }

    internal static Unit UnitOf(string text, SourceLocation where)
    {
        string plain = text.Trim().Replace('\u00B3', '3');
        return Unit.TryParse(plain, out Unit? unit) ? unit : throw new DataFormatException(new Fault(
            "The unit of a measurement is unknown.", where, "ppb, ppm, ug/m3 or another unit of concentrations", $"'{text}'",
            "Correct the unit."));
    }

    // A date and the time of a day in ISO 8601; other orders of day and month, or a day alone, could be read in several ways.
    internal static DateTimeOffset Time(string text, SourceLocation where, TimeSpan offset = default)
    {
        Match match = Instant().Match(text.Trim());
        if (match.Success && DateTime.TryParse($"{match.Groups["day"]}T{match.Groups["clock"]}", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out DateTime clock)
            && (match.Groups["zone"] is not { Success: true } zone || ZoneOf(zone.Value, out offset)))
            return new DateTimeOffset(clock, offset);
        throw new DataFormatException(new Fault("A time is not readable.", where, "ISO 8601 with hours and minutes, such as "
            + "2015-01-03T06:00Z, 2015-01-03 14:00 or 2015-01-03T14:00+08:00", $"'{text}'",
            "Write times as ISO 8601; a day alone is no hour, and means of days are not hourly values."));
    }

    private static bool ZoneOf(string text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z" or "UTC") return true;
        string digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        int Part(string two) => int.Parse(two, CultureInfo.InvariantCulture);
        offset = new TimeSpan(Part(digits[..2]), Part(digits[2..]), 0);
        if (text[0] == '-') offset = -offset;
        return Math.Abs(offset.TotalHours) <= 14;
    }

    [GeneratedRegex(@"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?<clock>[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?)\s?"
        + @"(?<zone>Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Instant();

    internal static double Number(string text, SourceLocation where) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw new DataFormatException(new Fault("A number is expected.", where, "a number with a decimal point", $"'{text}'",
                "Correct the field; leave a value empty where nothing was measured."));

    // Columns: station, longitude, latitude, time, pollutant, value, unit. Read row by row: such tables have millions of lines.
    private static StationObservations ReadLong(string path, ReadOnlySpan<string> names, StationReadingOptions? options)
    {
        options ??= new StationReadingOptions();
        using CsvRows rows = CsvRows.Open(path, "a table of measurements");
        if (!rows.Read())
            throw new DataFormatException(new Fault("The table has no data.", new SourceLocation(path), "a line of headings and data",
                "an empty file", "Name a table with data."));
        string[] headings = rows.Fields();
        int[] columns = [.. names.ToArray().Select(name => Require(path, headings, name))];
        StationReading reading = new(options);
        Dictionary<(Pollutant, string), double> factors = [];
        while (rows.Read())
        {
            if (rows.Count == 1 && rows.Text(0).Length == 0) continue;
            SourceLocation At(int name) => new(path, rows.Line, columns[name] + 1, headings[columns[name]]);
            SourceLocation where = At(5);
            if (rows.Count != headings.Length)
                throw new DataFormatException(new Fault("A line has another number of fields than the headings.", where,
                    $"{headings.Length}", $"{rows.Count}", "Complete the line; quote fields that hold a comma."));
            if (StationReading.PollutantOf(rows.Text(columns[4])) is not { } pollutant)
            {
                reading.Other();
                continue;
            }

            string station = rows.Text(columns[0]), text = rows.Text(columns[5]), unit = rows.Text(columns[6]);
            reading.Place(new Station(station, Number(rows.Text(columns[1]), At(1)), Number(rows.Text(columns[2]), At(2))), At(1));
            if (!factors.TryGetValue((pollutant, unit), out double factor))
                factors[(pollutant, unit)] = factor = options.Conversion.Factor(pollutant, UnitOf(unit, At(6)), At(6));
            if (text.ToUpperInvariant() is "" or "NA" or "NAN" or "NULL") reading.Missing();
            else reading.Add(station, pollutant, Time(rows.Text(columns[3]), At(3), options.UtcOffset ?? default),
                Number(text, where) * factor, where);
        }

        return reading.Finish(path);
    }

    private static int Require(string path, string[] headings, string name) =>
        Array.FindIndex(headings, heading => heading.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and int column ? column
            : throw new SchemaMismatchException(new Fault($"The table needs a column '{name}'.",
                new SourceLocation(path, 1, Variable: name), $"a column '{name}'", string.Join(", ", headings),
                "Add the column, or name the form that the table has."));

    private static Pollutant? PollutantIn(string heading) =>
        Heading().Match(heading) is { Success: true } match ? StationReading.PollutantOf(match.Groups["name"].Value) : null;

    [GeneratedRegex(@"^(?<name>[^(]+)\((?<unit>[^)]*)\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
