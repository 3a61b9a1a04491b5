using System.Globalization;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A span of whole days, or one hour.</summary>
internal readonly record struct TableSpan(DateOnly First, int Days, bool IsHour);

/// <summary>Reads the times of a table: hours, days, months or years.</summary>
/// <param name="table">The table.</param>
/// <param name="columns">Columns of the date, and of a month beside a year; -1 for none.</param>
/// <param name="zone">The clock of the region, for hours with a distance from UTC; null if it is not known.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class TableTimes(CsvTable table, (int Date, int Month) columns, TimeZoneInfo? zone, string path)
{
    private readonly DateColumn _days = new(path);

    /// <summary>The form of the dates, for the record.</summary>
    public string Form { get; private set; } = "";

    /// <summary>Remark on the order of day and month; null for none.</summary>
    public string? Remark { get; private set; }

    /// <summary>The span of each row; null for lines without a date.</summary>
    public TableSpan?[] Read()
    {
        TableSpan?[] spans = new TableSpan?[table.RowCount];
        for (int row = 0; row < spans.Length; row++)
            spans[row] = table.Text(row, columns.Date) is { Length: > 0 } text ? Span(row, text) : null;
        TableSpan[] known = [.. spans.OfType<TableSpan>()];
        if (known.Length > 0 && Array.TrueForAll(known, span => span is { Days: 1, IsHour: false }))
        {
            Remark = _days.CheckOrder();
            DateOnly[] days = [.. known.Select(span => span.First).Distinct()];
            // First days only: each stands for its month or year, as in the tables of Ember.
            if (days.Length > 1 && Array.TrueForAll(days, day => day is { Day: 1, Month: 1 })) return Widened(spans, years: true);
            if (days.Length > 1 && Array.TrueForAll(days, day => day.Day == 1)) return Widened(spans, years: false);
        }

        return spans;
    }

    private TableSpan?[] Widened(TableSpan?[] spans, bool years)
    {
        Form += years ? ", first of January for the year" : ", first day for the month";
        return Array.ConvertAll(spans, span => span is not { } day ? (TableSpan?)null : years ? Year(day.First.Year)
            : Month(day.First.Year, day.First.Month));
    }

    private TableSpan Span(int row, string text)
    {
        if (text.Length == 4 && Number(text) is > 1800 and < 2300 and { } year)
        {
            if (columns.Month < 0) return Set(Year(year), "years");
            return Number(table.Text(row, columns.Month)) is >= 1 and <= 12 and { } month ? Set(Month(year, month), "years and months")
                : throw Wrong(row, columns.Month, "a month from 1 to 12");
        }

        if (text.Length > 10 && text.Contains(':', StringComparison.Ordinal)) return Set(Hour(row, text), "hours");
        string plain = text.Replace('.', '/');
        string[] parts = plain.Split('-', '/');
        if (parts.Length == 2 && Number(parts[0]) is { } first && Number(parts[1]) is { } second)
        {
            (int y, int m) = first > 12 ? (first, second) : (second, first);
            return m is >= 1 and <= 12 && y is > 1800 and < 2300 ? Set(Month(y, m), "months") : throw Wrong(row, columns.Date, "yyyy-mm");
        }

        // Times of the day at midnight are written by spreadsheets.
        DateOnly day = _days.Read(plain, table.Where(row, columns.Date).Line ?? row + 2);
        return Set(new TableSpan(day, 1, false), _days.Form);
    }

    private TableSpan Hour(int row, string text)
    {
        string trimmed = text.Replace('.', '/');
        bool hasOffset = text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':';
        if (hasOffset)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant))
                throw Wrong(row, columns.Date, "yyyy-mm-dd hh:mm with an offset");
            TimeZoneInfo clock = zone ?? throw new DataFormatException(new Fault("The hours are in UTC, and the clock of the region is"
                + " not known.",
                table.Where(row, columns.Date), "the region's clock, for sums over its days", text,
                "Give it: --columns zone=America/Los_Angeles, zone=-8 or zone=UTC."));
            return new TableSpan(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, clock).DateTime), 1, true);
        }

        string[] parts = trimmed.Split(' ', 'T');
        if (parts.Length < 2 || !TimeOnly.TryParse(string.Join(' ', parts[1..]), CultureInfo.InvariantCulture, out _))
            throw Wrong(row, columns.Date, "yyyy-mm-dd hh:mm");
        return new TableSpan(_days.Read(parts[0], table.Where(row, columns.Date).Line ?? row + 2), 1, true);
    }

    private TableSpan Set(TableSpan span, string form)
    {
        if (Form.Length == 0) Form = form;
        return Form == form ? span : throw new DataFormatException(new Fault("The table mixes days, months, years or hours.",
            new SourceLocation(path, Variable: table.Headings[columns.Date]), "one kind of period", $"{Form} and {form}",
            "Keep the lines of one kind."));
    }

    private static TableSpan Year(int year) => new(new DateOnly(year, 1, 1), DateTime.IsLeapYear(year) ? 366 : 365, false);

    private static TableSpan Month(int year, int month) => new(new DateOnly(year, month, 1), DateTime.DaysInMonth(year, month), false);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private DataFormatException Wrong(int row, int column, string expected) => new(new Fault("The date cannot be read.",
        table.Where(row, column), expected, $"'{table.Text(row, column)}'", "Write all dates of the table in one of the forms of"
            + " docs/howto/energy.md."));
}
