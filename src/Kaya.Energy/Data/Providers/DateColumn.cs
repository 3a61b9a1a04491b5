using System.Globalization;

using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Reads the date column of one file, and finds out when it is not written the way the provider writes it.</summary>
/// <remarks>Both yyyy-mm-dd and dd/mm/yyyy are understood, one form for a file. A file in mm/dd is refused, never reinterpreted.</remarks>
internal sealed class DateColumn(string path)
{
    private readonly HashSet<DateOnly> _days = [];
    private string _lastText = "";
    private DateOnly _lastDay;
    private char _separator;

    /// <summary>The form met so far, for the record.</summary>
    internal string Form => _separator == '/' ? "dd/mm/yyyy" : "yyyy-mm-dd";

    internal DateOnly Read(string text, long line)
    {
        // Consecutive rows mostly share their day.
        if (text == _lastText) return _lastDay;
        DateOnly day = Parse(text, line);
        (_lastText, _lastDay) = (text, day);
        _days.Add(day);
        return day;
    }

    /// <summary>Judges dates that would be valid either way: days that follow one another only when day and month are swapped give mm/dd away.</summary>
    /// <returns>A remark where a file is too short to tell.</returns>
    internal string? CheckOrder()
    {
        if (_separator != '/' || _days.Count == 0 || _days.Any(day => day.Day > 12)) return null;
        int asRead = Neighbours(_days);
        HashSet<DateOnly> swapped = [.. _days.Select(day => new DateOnly(day.Year, day.Day, day.Month))];
        int asSwapped = Neighbours(swapped);
        if (asSwapped > asRead)
            throw new DataFormatException(new Fault("The dates seem to be mm/dd/yyyy.", new SourceLocation(path, Variable: "date"),
                Expected: "dd/mm/yyyy, days that follow one another",
                Found: $"no day above 12; {asRead} pairs of neighbouring days as dd/mm, {asSwapped} as mm/dd",
                Remedy: "Write the dates as dd/mm/yyyy or yyyy-mm-dd, or export the file again with the provider's own setting."));
        return asSwapped == asRead && !swapped.SetEquals(_days)
            ? "No date has a day above 12, so dd/mm cannot be told from mm/dd; read as dd/mm, as the provider writes it."
            : null;
    }

    private static int Neighbours(HashSet<DateOnly> days) => days.Count(day => days.Contains(day.AddDays(1)));

    private DateOnly Parse(string text, long line)
    {
        char separator = text.Contains('/', StringComparison.Ordinal) ? '/' : '-';
        if (_separator == 0) _separator = separator;
        string[] parts = text.Split(separator);
        if (separator != _separator || parts.Length != 3 || !Number(parts[0], out int first) || !Number(parts[1], out int month)
            || !Number(parts[2], out int last))
            throw Wrong("The date cannot be read.", text, line);
        (int year, int day) = separator == '/' ? (last, first) : (first, last);
        if (month > 12 && day is >= 1 and <= 12)
            throw Wrong($"The file seems to write {(separator == '/' ? "mm/dd/yyyy" : "yyyy-dd-mm")}: there is no month {month}.", text, line);
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            throw Wrong("There is no such day.", text, line);
        return new DateOnly(year, month, day);
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private DataFormatException Wrong(string what, string text, long line) => new(new Fault(what,
        new SourceLocation(path, line, Variable: "date"), Expected: _separator == '/' ? "dd/mm/yyyy" : "yyyy-mm-dd (or dd/mm/yyyy throughout)",
        Found: text.Length == 0 ? "an empty field" : text, Remedy: "Write every date of the file as dd/mm/yyyy or every one as yyyy-mm-dd, or export the file again with the provider's own setting."));
}
