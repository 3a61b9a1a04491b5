using System.Globalization;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>An instant in a calendar of the CF conventions, in UTC, to 0.1 microseconds.</summary>
/// <remarks><see cref="DateTime"/> cannot represent dates such as 30 February of a 360-day calendar.</remarks>
public readonly partial record struct CalendarTime
{
    internal CalendarTime(CfCalendar calendar, long ticks) => (Calendar, Ticks) = (calendar, ticks);

    /// <summary>Creates an instant.</summary>
    /// <param name="calendar">The calendar of the date.</param>
    /// <param name="year">Year.</param>
    /// <param name="month">Month, 1 to 12.</param>
    /// <param name="day">Day of the month, from 1.</param>
    /// <param name="timeOfDay">Time since midnight, UTC; a negative one or one of more than a day is the day before or after.</param>
    /// <exception cref="ArgumentException">The calendar has no such day.</exception>
    public CalendarTime(CfCalendar calendar, int year, int month, int day, TimeSpan timeOfDay = default)
    {
        if (!calendar.Exists(year, month, day))
            throw new ArgumentException($"The calendar {calendar.Name()} has no day {year:0000}-{month:00}-{day:00}.", nameof(day));
        (Calendar, Ticks) = (calendar, (calendar.DayNumber(year, month, day) * TimeSpan.TicksPerDay) + timeOfDay.Ticks);
    }

    /// <summary>The calendar of the date.</summary>
    public CfCalendar Calendar { get; }

    /// <summary>Year.</summary>
    public int Year => Date.Year;

    /// <summary>Month, 1 to 12.</summary>
    public int Month => Date.Month;

    /// <summary>Day of the month, from 1.</summary>
    public int Day => Date.Day;

    /// <summary>Time since midnight, UTC.</summary>
    public TimeSpan TimeOfDay => TimeSpan.FromTicks(Ticks - (DayNumber * TimeSpan.TicksPerDay));

    internal long Ticks { get; }

    private long DayNumber => (Ticks >= 0 ? Ticks : Ticks - TimeSpan.TicksPerDay + 1) / TimeSpan.TicksPerDay;

    private (int Year, int Month, int Day) Date => Calendar.DateOf(DayNumber);

    /// <summary>
    /// Reads ISO 8601: <c>2015-01-03</c>, <c>2015-01-03T06:00</c>, <c>2015-01-03 06:00:30Z</c>, <c>2015-01-03T06:00+08:00</c>; UTC if no
    /// zone is given.
    /// </summary>
    /// <param name="text">A date, with or without a time and a zone.</param>
    /// <param name="calendar">The calendar of the date.</param>
    /// <returns>The instant.</returns>
    /// <exception cref="DataFormatException">Wrong form, or a day that is not in the calendar.</exception>
    public static CalendarTime Parse(string text, CfCalendar calendar = CfCalendar.Standard)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, calendar, out CalendarTime time, out _, out _) ? time
            : throw new DataFormatException(new Fault("The date and time cannot be read.",
            Expected: $"such as 2015-01-03T06:00 or 2015-01-03 06:00:00+08:00, in the calendar {calendar.Name()}", Found: $"'{text}'",
            Remedy: "Write year, month and day with hyphens, and check that the calendar has the day."));
    }

    /// <summary>The same instant as a date of .NET.</summary>
    /// <returns>In UTC.</returns>
    /// <exception cref="InvalidOperationException">A calendar that differs from the Gregorian calendar, or a year before 1583 or after
    /// 9999.</exception>
    public DateTime ToDateTime() => Calendar is CfCalendar.Standard or CfCalendar.ProlepticGregorian && Year is >= 1583 and <= 9999
        ? DateTime.UnixEpoch.AddTicks(Ticks)
        : throw new InvalidOperationException($"{this} in the calendar {Calendar.Name()} is not a date of the Gregorian calendar.");

    /// <summary>The instant after a time span.</summary>
    /// <param name="span">Time span; negative for earlier.</param>
    /// <returns>In the same calendar.</returns>
    public CalendarTime Add(TimeSpan span) => new(Calendar, Ticks + span.Ticks);

    /// <summary>The time span from another instant to this one.</summary>
    /// <param name="earlier">In the same calendar.</param>
    /// <returns>Positive where this one is later.</returns>
    /// <exception cref="ArgumentException">Another calendar.</exception>
    public TimeSpan Since(CalendarTime earlier) => TimeSpan.FromTicks(Ticks - earlier.Checked(Calendar).Ticks);

    /// <summary>Prints the shortest ISO 8601 form, in UTC.</summary>
    /// <returns>Such as <c>2015-01-03T06:00Z</c>.</returns>
    public override string ToString()
    {
        (int year, int month, int day) = Date;
        TimeSpan time = TimeOfDay;
        string seconds = time.Ticks % TimeSpan.TicksPerMinute == 0 ? "" : time.Ticks % TimeSpan.TicksPerSecond == 0 ? @"\:ss"
            : @"\:ss\.fffffff";
        string date = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}T");
        return date + time.ToString(@"hh\:mm" + seconds, CultureInfo.InvariantCulture) + "Z";
    }

    /// <summary>Reads a date with its time zone, from text or from the units of a time coordinate.</summary>
    internal static bool TryParse(string text, CfCalendar calendar, out CalendarTime time, out TimeSpan zone, out bool isZoneStated)
    {
        (time, zone, isZoneStated) = (default, default, false);
        Match match = Form().Match(text.Trim());
        if (!match.Success) return false;
        int Whole(string group) => match.Groups[group] is { Success: true, Length: > 0 } part
            ? int.Parse(part.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        (int year, int month, int day) = (Whole("year"), Whole("month"), Whole("day"));
        if (!calendar.Exists(year, month, day) || Whole("hour") > 24 || Whole("minute") > 59 || Whole("second") > 59) return false;
        double fraction = match.Groups["fraction"].Success
            ? double.Parse("0" + match.Groups["fraction"].Value, CultureInfo.InvariantCulture) : 0;
        isZoneStated = match.Groups["zone"].Success || match.Groups["sign"].Success;
        zone = new TimeSpan(Whole("zoneHour"), Whole("zoneMinute"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        if (zone.Duration() > TimeSpan.FromHours(15)) return false;
        TimeSpan clock = new TimeSpan(Whole("hour"), Whole("minute"), Whole("second")) + TimeSpan.FromSeconds(fraction);
        time = new CalendarTime(calendar, year, month, day, clock - zone);
        return true;
    }

    // "2015-1-3 6:00:00.0 +8:00", with T for the blank, Z or UTC for the zone, and hours of a zone with or without minutes.
    [GeneratedRegex(@"^(?<year>-?[0-9]{1,5})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})" +
        @"(?:[T\s]\s*(?<hour>[0-9]{1,2})(?::(?<minute>[0-9]{1,2})(?::(?<second>[0-9]{1,2})(?<fraction>\.[0-9]*)?)?)?)?" +
        @"\s*(?:(?<zone>Z|UTC|GMT)|(?<sign>[+-])(?<zoneHour>[0-9]{1,2})(?::?(?<zoneMinute>[0-9]{2}))?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    private CalendarTime Checked(CfCalendar calendar) => Calendar == calendar ? this
        : throw new ArgumentException($"Times of the calendars {calendar.Name()} and {Calendar.Name()} cannot be compared.");
}
