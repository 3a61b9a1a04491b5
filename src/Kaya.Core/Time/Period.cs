using System.Globalization;

namespace Kaya.Core;

/// <summary>What kind of stretch of the calendar a period is.</summary>
public enum PeriodKind
{
    /// <summary>One calendar day.</summary>
    Day,

    /// <summary>One calendar month, 28 to 31 days.</summary>
    Month,

    /// <summary>One calendar year, 365 or 366 days.</summary>
    Year,

    /// <summary>Whole days from one date to another.</summary>
    Range,
}

/// <summary>A stretch of the calendar, whole days of the proleptic Gregorian calendar: a day, a month, a year, or from one day to another.</summary>
/// <remarks>
/// A period is no duration: February 2024 and February 2023 are the same kind of period and differ in length. How long one
/// is, is asked for by name: <see cref="DayCount"/> or <see cref="Duration"/>.
/// </remarks>
public sealed record Period
{
    private const string DayFormat = "yyyy-MM-dd";

    private Period(PeriodKind kind, DateOnly first, DateOnly last) => (Kind, First, Last) = (kind, first, last);

    /// <summary>What kind of stretch it is.</summary>
    public PeriodKind Kind { get; }

    /// <summary>Its first day.</summary>
    public DateOnly First { get; }

    /// <summary>Its last day, which belongs to it.</summary>
    public DateOnly Last { get; }

    /// <summary>How many days it has, leap days included.</summary>
    public int DayCount => Last.DayNumber - First.DayNumber + 1;

    /// <summary>Its fixed length: 24 hours for each day.</summary>
    public TimeSpan Duration => TimeSpan.FromDays(DayCount);

    /// <summary>One day.</summary>
    /// <param name="date">The day.</param>
    /// <returns>The period of that day.</returns>
    public static Period Day(DateOnly date) => new(PeriodKind.Day, date, date);

    /// <summary>One month.</summary>
    /// <param name="year">Year, 1 to 9999.</param>
    /// <param name="month">Month, 1 to 12.</param>
    /// <returns>From its first day to its last.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such month.</exception>
    public static Period Month(int year, int month) =>
        new(PeriodKind.Month, new DateOnly(year, month, 1), new DateOnly(year, month, DateTime.DaysInMonth(year, month)));

    /// <summary>One year.</summary>
    /// <param name="year">Year, 1 to 9999.</param>
    /// <returns>From 1 January to 31 December.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such year.</exception>
    public static Period Year(int year) => new(PeriodKind.Year, new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));

    /// <summary>Whole days from one to another.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, which belongs to it.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentException">The last day is before the first.</exception>
    public static Period Between(DateOnly first, DateOnly last) => last < first
        ? throw new ArgumentException($"the last day {last:yyyy-MM-dd} is before the first {first:yyyy-MM-dd}", nameof(last))
        : new Period(PeriodKind.Range, first, last);

    /// <summary>Reads ISO 8601: <c>2024</c>, <c>2024-02</c>, <c>2024-02-29</c> or <c>2024-02-01/2024-03-15</c>.</summary>
    /// <param name="text">As in a configuration file or on the command line.</param>
    /// <returns>The period.</returns>
    /// <exception cref="DataFormatException">Another form, or a day that does not exist.</exception>
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

    /// <summary>Whether a day belongs to it.</summary>
    /// <param name="date">A day.</param>
    /// <returns>True from the first day to the last.</returns>
    public bool Contains(DateOnly date) => First <= date && date <= Last;

    /// <summary>Its days, in order.</summary>
    /// <returns>As many as <see cref="DayCount"/>.</returns>
    public IEnumerable<DateOnly> Days() => Enumerable.Range(0, DayCount).Select(First.AddDays);

    /// <summary>The period of the same kind that follows: the next month after a month, as many days again after a range.</summary>
    /// <returns>The period that begins on the day after the last.</returns>
    public Period Next() => Kind switch
    {
        PeriodKind.Day => Day(First.AddDays(1)),
        PeriodKind.Month => Month(Last.AddDays(1).Year, Last.AddDays(1).Month),
        PeriodKind.Year => Year(First.Year + 1),
        _ => Between(Last.AddDays(1), Last.AddDays(DayCount)),
    };

    /// <summary>The days that two periods share.</summary>
    /// <param name="other">A period.</param>
    /// <returns>The range of shared days; null where there is none.</returns>
    public Period? Overlap(Period other)
    {
        ArgumentNullException.ThrowIfNull(other);
        DateOnly first = First > other.First ? First : other.First;
        DateOnly last = Last < other.Last ? Last : other.Last;
        return first <= last ? Between(first, last) : null;
    }

    /// <summary>What a rate adds up to over this period.</summary>
    /// <remarks>
    /// A rate per <c>a</c> is one per calendar year, as inventories mean it: over 2023 and over 2024 it gives the same total, over
    /// a part of a year the part of its days. Every other time unit has a fixed length.
    /// </remarks>
    /// <param name="rate">Something per time, such as <c>Mt d-1</c> or <c>t km-2 a-1</c>.</param>
    /// <returns>The total, the time taken out of the unit.</returns>
    /// <exception cref="UnitMismatchException">The unit is not per time.</exception>
    public Quantity Total(Quantity rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        if (rate.Unit.Dimension.Time >= 0)
            throw new UnitMismatchException(new Fault("Only something per time adds up over a period.", Expected: "a unit such as Mt d-1",
                Found: rate.Unit.ToString(), Remedy: "Give the rate, or use the total as it is."));
        if (rate.Unit.ExponentOf("a") == -1) return rate * new Quantity(CalendarYears(), Unit.Parse("a"));
        string time = rate.Unit.TimeSymbol() ?? "d";
        return rate * new Quantity(DayCount, Unit.Parse("d")).To(Unit.Parse(time));
    }

    /// <summary>Prints ISO 8601, as <see cref="Parse"/> reads it.</summary>
    /// <returns>Such as <c>2024-02</c>.</returns>
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
