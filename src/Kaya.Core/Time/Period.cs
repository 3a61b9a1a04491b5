using System.Globalization;

namespace Kaya.Core;

/// <summary>Kinds of periods.</summary>
public enum PeriodKind
{
    /// <summary>One calendar day.</summary>
    Day,

    /// <summary>One calendar month, 28 to 31 days.</summary>
    Month,

    /// <summary>One calendar year, 365 or 366 days.</summary>
    Year,

    /// <summary>Any number of whole days.</summary>
    Range,
}

/// <summary>A period of whole days in the proleptic Gregorian calendar: a day, a month, a year or a range of days.</summary>
/// <remarks>
/// A period is not a duration: February 2024 and February 2023 are both months, but of different length. <see cref="DayCount"/> and
/// <see cref="Duration"/> give the length.
/// </remarks>
public sealed record Period
{
    private const string DayFormat = "yyyy-MM-dd";

    private Period(PeriodKind kind, DateOnly first, DateOnly last) => (Kind, First, Last) = (kind, first, last);

    /// <summary>Whether it is a day, a month, a year or a range.</summary>
    public PeriodKind Kind { get; }

    /// <summary>The first day.</summary>
    public DateOnly First { get; }

    /// <summary>The last day, included in the period.</summary>
    public DateOnly Last { get; }

    /// <summary>Number of days, leap days included.</summary>
    public int DayCount => Last.DayNumber - First.DayNumber + 1;

    /// <summary>The length: 24 hours per day.</summary>
    public TimeSpan Duration => TimeSpan.FromDays(DayCount);

    /// <summary>The period of one day.</summary>
    /// <param name="date">The day.</param>
    /// <returns>The period.</returns>
    public static Period Day(DateOnly date) => new(PeriodKind.Day, date, date);

    /// <summary>The period of one calendar month.</summary>
    /// <param name="year">Year, 1 to 9999.</param>
    /// <param name="month">Month, 1 to 12.</param>
    /// <returns>From the first to the last day of the month.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Year or month is out of range.</exception>
    public static Period Month(int year, int month) =>
        new(PeriodKind.Month, new DateOnly(year, month, 1), new DateOnly(year, month, DateTime.DaysInMonth(year, month)));

    /// <summary>The period of one calendar year.</summary>
    /// <param name="year">Year, 1 to 9999.</param>
    /// <returns>From 1 January to 31 December.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The year is out of range.</exception>
    public static Period Year(int year) => new(PeriodKind.Year, new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));

    /// <summary>A range of days.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, included in the period.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentException">The last day is before the first.</exception>
    public static Period Between(DateOnly first, DateOnly last) => last < first
        ? throw new ArgumentException($"the last day {last:yyyy-MM-dd} is before the first {first:yyyy-MM-dd}", nameof(last))
        : new Period(PeriodKind.Range, first, last);

    /// <summary>Reads ISO 8601: <c>2024</c>, <c>2024-02</c>, <c>2024-02-29</c> or <c>2024-02-01/2024-03-15</c>.</summary>
    /// <param name="text">Text of a configuration file or the command line.</param>
    /// <returns>The period.</returns>
    /// <exception cref="DataFormatException">Another form, a day that does not exist, or a last day before the first.</exception>
    public static Period Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split('/');
        if (parts.Length == 2 && TryDay(parts[0], out DateOnly first) && TryDay(parts[1], out DateOnly last) && first <= last)
            return Between(first, last);
        if (parts.Length == 1)
        {
            if (TryDay(parts[0], out DateOnly day)) return Day(day);
            if (TryDay(parts[0] + "-01", out day)) return Month(day.Year, day.Month);
            if (TryDay(parts[0] + "-01-01", out day)) return Year(day.Year);
        }

        throw new DataFormatException(new Fault("This is not a day, month, year or range of days.",
            Expected: "2024, 2024-02, 2024-02-29 or 2024-02-01/2024-03-15", Found: $"'{text}'",
            Remedy: "Write year, month and day in this order with hyphens, and check that the day exists."));
    }

    /// <summary>Whether a day is in the period.</summary>
    /// <param name="date">A day.</param>
    /// <returns>True from the first to the last day.</returns>
    public bool Contains(DateOnly date) => First <= date && date <= Last;

    /// <summary>The days of the period, in order.</summary>
    /// <returns><see cref="DayCount"/> days.</returns>
    public IEnumerable<DateOnly> Days() => Enumerable.Range(0, DayCount).Select(First.AddDays);

    /// <summary>The next period of the same kind; after a range, the next range of as many days.</summary>
    /// <returns>The period that begins on the day after the last day.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The next period ends after 31 December 9999.</exception>
    public Period Next() => Kind switch
    {
        PeriodKind.Day => Day(First.AddDays(1)),
        PeriodKind.Month => Month(Last.AddDays(1).Year, Last.AddDays(1).Month),
        PeriodKind.Year => Year(First.Year + 1),
        _ => Between(Last.AddDays(1), Last.AddDays(DayCount)),
    };

    /// <summary>The days that two periods have in common.</summary>
    /// <param name="other">A period.</param>
    /// <returns>The range of common days; null if there are none.</returns>
    public Period? Overlap(Period other)
    {
        ArgumentNullException.ThrowIfNull(other);
        DateOnly first = First > other.First ? First : other.First;
        DateOnly last = Last < other.Last ? Last : other.Last;
        return first <= last ? Between(first, last) : null;
    }

    /// <summary>The total of a constant rate over this period.</summary>
    /// <remarks>
    /// A rate per <c>a</c> is per calendar year, as in inventories: its totals over 2023 and over 2024 are equal, and its total over a part
    /// of a year is proportional to the days. All other units of time have a fixed length.
    /// </remarks>
    /// <param name="rate">A rate, such as <c>Mt d-1</c> or <c>t km-2 a-1</c>.</param>
    /// <returns>The total, in the unit of the rate without the time.</returns>
    /// <exception cref="UnitMismatchException">The unit is not per time.</exception>
    public Quantity Total(Quantity rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        if (rate.Unit.Dimension.Time >= 0)
            throw new UnitMismatchException(new Fault("Only a rate has a total over a period.", Expected: "a unit per time, such as Mt d-1",
                Found: rate.Unit.ToString(), Remedy: "Give a rate; a total needs no conversion."));
        if (rate.Unit.ExponentOf("a") == -1) return rate * new Quantity(CalendarYears(), Unit.Parse("a"));
        string time = rate.Unit.TimeSymbol() ?? "d";
        return rate * new Quantity(DayCount, Unit.Parse("d")).To(Unit.Parse(time));
    }

    /// <summary>Prints ISO 8601 in the form that <see cref="Parse"/> reads.</summary>
    /// <returns>Text such as <c>2024-02</c>.</returns>
    public override string ToString() => Kind switch
    {
        PeriodKind.Day => First.ToString(DayFormat, CultureInfo.InvariantCulture),
        PeriodKind.Month => First.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        PeriodKind.Year => First.ToString("yyyy", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{First:yyyy-MM-dd}/{Last:yyyy-MM-dd}"),
    };

    private double CalendarYears() => Enumerable.Range(First.Year, Last.Year - First.Year + 1)
        .Sum(year => Overlap(Year(year))!.DayCount / (double)Year(year).DayCount);

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
