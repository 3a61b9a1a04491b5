using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Reads "Beijing Multi-Site Air Quality" of the UCI repository as it comes: a table for each station with columns <c>year, month,
/// day, hour, PM2.5, SO2, NO2, O3</c> (ug m-3, <c>NA</c> for a gap), and a table <c>sites.csv</c> of their places.</summary>
/// <remarks>Times are local, UTC+8, the begin of the hour: the data say no zone, the publishers are in Beijing.</remarks>
public static class BeijingStations
{
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder with <c>sites.csv</c> and the tables of stations.</param>
    /// <param name="options">Reference conditions, negative values, another difference from UTC.</param>
    /// <returns>The observations.</returns>
    /// <exception cref="DataNotFoundException">No such folder or table, or all values are missing.</exception>
    /// <exception cref="DataFormatException">A number or place that cannot be read, or a station without a place.</exception>
    /// <exception cref="SchemaMismatchException">A column is not there.</exception>
    public static StationObservations Read(string folder, StationReadingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string sites = Path.Combine(folder, "sites.csv");
        string[] tables = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.csv").Where(file => Path.GetFileName(file) != "sites.csv")
                .Order(StringComparer.Ordinal)] : [];
        if (tables.Length == 0)
            throw new DataNotFoundException(new Fault("There are no tables of stations.", new SourceLocation(folder),
                "sites.csv and a table for each station", "none", "Check the folder."));
        options ??= new StationReadingOptions();
        StationReading reading = new(options);
        CsvTable places = CsvTable.Read(sites);
        int station = places.Require("station"), longitude = places.Require("lon"), latitude = places.Require("lat");
        HashSet<string> known = [];
        for (int row = 0; row < places.RowCount; row++)
        {
            known.Add(places.Text(row, station));
            reading.Place(new Station(places.Text(row, station), StationTables.Number(places.Text(row, longitude),
                places.Where(row, longitude)), StationTables.Number(places.Text(row, latitude), places.Where(row, latitude))),
                places.Where(row, station));
        }

        foreach (string table in tables) ReadTable(table, known, sites, reading, options);
        return reading.Finish(folder);
    }

    private static void ReadTable(string path, HashSet<string> known, string sites, StationReading reading, StationReadingOptions options)
    {
        CsvTable table = CsvTable.Read(path);
        int[] clock = [table.Require("year"), table.Require("month"), table.Require("day"), table.Require("hour")];
        int station = table.Require("station");
        Unit unit = Unit.Parse("ug m-3");
        (int Column, Pollutant Pollutant, double Factor)[] measured = [.. Enumerable.Range(0, table.Headings.Count)
            .Where(column => StationReading.PollutantOf(table.Headings[column]) is not null)
            .Select(column => (column, StationReading.PollutantOf(table.Headings[column])!.Value))
            .Select(pair => (pair.column, pair.Value, options.Conversion.Factor(pair.Value, unit)))];
        for (int row = 0; row < table.RowCount; row++)
        {
            string name = table.Text(row, station);
            if (!known.Contains(name))
                throw new DataFormatException(new Fault($"The station '{name}' has no place.", table.Where(row, station),
                    $"one of {sites}: {string.Join(", ", known.Order(StringComparer.Ordinal))}", $"'{name}'", "Add it to the sites."));
            DateTimeOffset time = Time(table, row, clock, options.UtcOffset ?? s_offset);
            foreach ((int column, Pollutant pollutant, double factor) in measured)
            {
                string text = table.Text(row, column);
                if (text.ToUpperInvariant() is "" or "NA" or "NAN") reading.Missing();
                else reading.Add(name, pollutant, time, StationTables.Number(text, table.Where(row, column)) * factor,
                    table.Where(row, column));
            }
        }
    }

    private static DateTimeOffset Time(CsvTable table, int row, int[] clock, TimeSpan offset)
    {
        int[] parts = [.. clock.Select(column => int.TryParse(table.Text(row, column), NumberStyles.None, CultureInfo.InvariantCulture,
            out int part) ? part : -1)];
        bool isDate = parts[0] is > 1900 and < 2200 && parts[1] is >= 1 and <= 12 && parts[2] >= 1
            && parts[2] <= DateTime.DaysInMonth(parts[0], parts[1]) && parts[3] is >= 0 and <= 23;
        return isDate ? new DateTimeOffset(parts[0], parts[1], parts[2], parts[3], 0, 0, offset) : throw new DataFormatException(new Fault(
            "A time is not readable.", table.Where(row, clock[0]), "year, month, day and hour from 0 to 23",
            string.Join(' ', clock.Select(column => table.Text(row, column))), "Correct the line."));
    }
}
