using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Calendars of the CF conventions (1.8, section 4.4.1).</summary>
public enum CfCalendar
{
    /// <summary>Julian until 4 October 1582, Gregorian from 15 October 1582; CF's default.</summary>
    Standard,

    /// <summary>Gregorian at all times, with a year 0.</summary>
    ProlepticGregorian,

    /// <summary>Julian at all times: a leap day every fourth year.</summary>
    Julian,

    /// <summary>365 days in every year, no 29 February.</summary>
    NoLeap,

    /// <summary>366 days in every year.</summary>
    AllLeap,

    /// <summary>Twelve months of 30 days.</summary>
    Days360,
}

/// <summary>Names and dates of the calendars.</summary>
public static class CfCalendars
{
    // The first day of the Gregorian calendar, 1582-10-15, in days since 1970-01-01.
    private const long Reform = -141427;

    private static ReadOnlySpan<short> DaysBefore => [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

    private static ReadOnlySpan<short> DaysBeforeInLeapYear => [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];

    /// <summary>Reads the attribute <c>calendar</c> of a time coordinate.</summary>
    /// <param name="name">A CF name, such as <c>noleap</c>; null or empty for the standard calendar.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The calendar.</returns>
    /// <exception cref="DataFormatException">Another name.</exception>
    public static CfCalendar Parse(string? name, SourceLocation? where = null) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" or "standard" or "gregorian" => CfCalendar.Standard,
        "proleptic_gregorian" => CfCalendar.ProlepticGregorian,
        "julian" => CfCalendar.Julian,
        "noleap" or "365_day" => CfCalendar.NoLeap,
        "all_leap" or "366_day" => CfCalendar.AllLeap,
        "360_day" => CfCalendar.Days360,
        _ => throw Spelling.Unknown("calendar", name,
            ["standard", "gregorian", "proleptic_gregorian", "julian", "noleap", "365_day", "all_leap", "366_day", "360_day"], where),
    };

    /// <summary>The CF name of a calendar.</summary>
    /// <param name="calendar">A calendar.</param>
    /// <returns>As <see cref="Parse"/> reads it.</returns>
    public static string Name(this CfCalendar calendar) => calendar switch
    {
        CfCalendar.ProlepticGregorian => "proleptic_gregorian",
        CfCalendar.Julian => "julian",
        CfCalendar.NoLeap => "noleap",
        CfCalendar.AllLeap => "all_leap",
        CfCalendar.Days360 => "360_day",
        _ => "standard",
    };

    /// <summary>Number of days of a month.</summary>
    /// <param name="calendar">A calendar.</param>
    /// <param name="year">A year.</param>
    /// <param name="month">A month, 1 to 12.</param>
    /// <returns>28 to 31.</returns>
    public static int DaysInMonth(this CfCalendar calendar, int year, int month)
    {
        if (calendar == CfCalendar.Days360) return 30;
        ReadOnlySpan<short> before = calendar.IsLeapYear(year) ? DaysBeforeInLeapYear : DaysBefore;
        return before[month] - before[month - 1];
    }

    /// <summary>Whether a year has a 29 February and a 31 January.</summary>
    /// <param name="calendar">A calendar.</param>
    /// <param name="year">A year.</param>
    /// <returns>True for a leap year; false for every year of 360 days.</returns>
    public static bool IsLeapYear(this CfCalendar calendar, int year) => calendar switch
    {
        CfCalendar.NoLeap or CfCalendar.Days360 => false,
        CfCalendar.AllLeap => true,
        CfCalendar.Julian => year % 4 == 0,
        CfCalendar.Standard when year < 1583 => year % 4 == 0,
        _ => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0),
    };

    /// <summary>Whether a date exists: no 29 February without a leap day, none of the ten days skipped in 1582, no year 0 if years are
    /// historical.</summary>
    internal static bool Exists(this CfCalendar calendar, int year, int month, int day)
    {
        if (calendar is CfCalendar.Standard or CfCalendar.Julian && year < 1) return false;
        if (year is < -9999 or > 99999 || month is < 1 or > 12 || day < 1 || day > calendar.DaysInMonth(year, month)) return false;
        return calendar != CfCalendar.Standard || (year, month) != (1582, 10) || day is < 5 or > 14;
    }

    /// <summary>Days since 1970-01-01 in the historical calendars, since 0000-01-01 in the others.</summary>
    internal static long DayNumber(this CfCalendar calendar, int year, int month, int day)
    {
        if (calendar == CfCalendar.Days360) return (360L * year) + (30 * (month - 1)) + day - 1;
        if (calendar == CfCalendar.NoLeap) return (365L * year) + DaysBefore[month - 1] + day - 1;
        if (calendar == CfCalendar.AllLeap) return (366L * year) + DaysBeforeInLeapYear[month - 1] + day - 1;
        // Years begin in March here, so that the leap day is the last.
        long y = month <= 2 ? year - 1 : year;
        long days = (365 * y) + Floor(y, 4) + (((153 * ((month + 9) % 12)) + 2) / 5) + day - 1;
        bool julian = calendar == CfCalendar.Julian
            || (calendar == CfCalendar.Standard && (year, month, day).CompareTo((1582, 10, 15)) < 0);
        return julian ? days - 719470 : days - Floor(y, 100) + Floor(y, 400) - 719468;
    }

    /// <summary>The date of a day number.</summary>
    internal static (int Year, int Month, int Day) DateOf(this CfCalendar calendar, long number)
    {
        if (calendar == CfCalendar.Days360)
            return ((int)Floor(number, 360), (int)(number - (360 * Floor(number, 360))) / 30 + 1, (int)(number - (30 * Floor(number, 30)))
                + 1);
        if (calendar == CfCalendar.NoLeap) return InEqualYears(number, 365, DaysBefore);
        if (calendar == CfCalendar.AllLeap) return InEqualYears(number, 366, DaysBeforeInLeapYear);
        bool julian = calendar == CfCalendar.Julian || (calendar == CfCalendar.Standard && number < Reform);
        long day = number + (julian ? 719470 : 719468);
        long year = 0;
        if (!julian)
        {
            long centuries = Floor(day, 146097);
            (year, day) = (400 * centuries, day - (146097 * centuries));
            long century = Math.Min(3, day / 36524);
            (year, day) = (year + (100 * century), day - (36524 * century));
        }

        long leaps = Floor(day, 1461);
        (year, day) = (year + (4 * leaps), day - (1461 * leaps));
        long single = Math.Min(3, day / 365);
        (year, day) = (year + single, day - (365 * single));
        int month = (int)((5 * day) + 2) / 153;
        return ((int)year + (month >= 10 ? 1 : 0), month >= 10 ? month - 9 : month + 3, (int)day - (((153 * month) + 2) / 5) + 1);
    }

    private static (int Year, int Month, int Day) InEqualYears(long number, int length, ReadOnlySpan<short> before)
    {
        long year = Floor(number, length);
        int day = (int)(number - (year * length)), month = 1;
        while (before[month] <= day) month++;
        return ((int)year, month, day - before[month - 1] + 1);
    }

    private static long Floor(long value, long by) => (value - (((value % by) + by) % by)) / by;
}
