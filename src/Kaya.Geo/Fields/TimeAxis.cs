using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>An interval between two instants, excluding the end.</summary>
/// <param name="Start">First instant.</param>
/// <param name="End">Instant after the last.</param>
public readonly record struct TimeInterval(CalendarTime Start, CalendarTime End)
{
    /// <summary>Its length.</summary>
    public TimeSpan Duration => End.Since(Start);

    /// <summary>The same as whole days.</summary>
    /// <returns>A day, a month, a year or a range of days; null if an end is not midnight, or the calendar is not that of civil
    /// dates.</returns>
    public Period? ToPeriod()
    {
        if (Start.TimeOfDay != TimeSpan.Zero || End.TimeOfDay != TimeSpan.Zero || Duration <= TimeSpan.Zero
            || Start.Calendar is not (CfCalendar.Standard or CfCalendar.ProlepticGregorian) || Start.Year < 1583
                || End.Year > 9998) return null;
        DateOnly first = DateOnly.FromDateTime(Start.ToDateTime()), last = DateOnly.FromDateTime(End.ToDateTime()).AddDays(-1);
        Period[] usual = [Period.Day(first), Period.Month(first.Year, first.Month), Period.Year(first.Year)];
        return Array.Find(usual, period => period.First == first && period.Last == last) ?? Period.Between(first, last);
    }

    /// <summary>Prints both ends.</summary>
    /// <returns>ISO 8601, such as <c>2015-01-03T06:00Z/2015-01-03T07:00Z</c>.</returns>
    public override string ToString() => $"{Start}/{End}";
}

/// <summary>The times of a field, in order: an instant for each step and, if the file has it, its period.
/// Immutable.</summary>
public sealed partial class TimeAxis
{
    private readonly long[] _ticks;
    private readonly long[]? _bounds;

    private TimeAxis(CfCalendar calendar, long[] ticks, long[]? bounds) => (Calendar, _ticks, _bounds) = (calendar, ticks, bounds);

    /// <summary>The calendar of every instant.</summary>
    public CfCalendar Calendar { get; }

    /// <summary>Number of steps.</summary>
    public int Count => _ticks.Length;

    /// <summary>Offset of the source's times from UTC; 0 if unspecified, as in CF. Instants are always in
    /// UTC.</summary>
    public TimeSpan UtcOffset { get; private init; }

    /// <summary>Whether the source specifies a time zone.</summary>
    public bool IsZoneStated { get; private init; }

    /// <summary>Whether each step has a period.</summary>
    public bool HasBounds => _bounds is not null;

    /// <summary>The instant of a step, as in the coordinate: start, middle or end of the period.</summary>
    /// <param name="step">Step from 0.</param>
    /// <returns>In UTC.</returns>
    public CalendarTime this[int step] => new(Calendar, _ticks[step]);

    /// <summary>Reads a time coordinate of the CF conventions.</summary>
    /// <param name="units">Such as <c>hours since 2015-01-01 00:00:00</c>, with or without a zone (<c>+08:00</c>, <c>UTC</c>).</param>
    /// <param name="calendar">The attribute <c>calendar</c>; null for the standard calendar.</param>
    /// <param name="values">One for each step, rising. Rounded to 1 ms: an hour in days has no exact double.</param>
    /// <param name="bounds">Start and end of each step, in the same units; empty if there are none.</param>
    /// <param name="where">File and variable, for messages.</param>
    /// <returns>The axis.</returns>
    /// <exception cref="DataFormatException">Units that cannot be read, months or years of unequal length, values that do not increase, an
    /// unknown calendar.</exception>
    public static TimeAxis FromCf(string units, string? calendar, ReadOnlySpan<double> values, ReadOnlySpan<double> bounds = default,
        SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(units);
        if (bounds.Length != 0 && bounds.Length != 2 * values.Length) throw new ArgumentException(
            "Each step needs two bounds.", nameof(bounds));
        CfCalendar kind = CfCalendars.Parse(calendar, where);
        Match match = Since().Match(units.Trim());
        if (!match.Success || !CalendarTime.TryParse(match.Groups["origin"].Value, kind, out CalendarTime origin, out TimeSpan zone,
            out bool isZoneStated))
            throw new DataFormatException(new Fault("The units of a time coordinate cannot be read.", where,
                $"such as 'hours since 2015-01-01 00:00:00', a date of the calendar {kind.Name()}", $"'{units}'",
                    "Correct the attribute units."));
        double ticks = TicksOf(match.Groups["unit"].Value, kind, units, where);
        long[] instants = Instants(values, ticks, origin, where);
        Rising(kind, instants, where);
        return new TimeAxis(kind, instants, bounds.IsEmpty ? null : Ordered(kind, Instants(bounds, ticks, origin, where), where))
        {
            UtcOffset = zone, IsZoneStated = isZoneStated,
        };
    }

    /// <summary>Steps of equal length, each for the period that starts at its instant.</summary>
    /// <param name="first">The first instant.</param>
    /// <param name="step">Length of a step, positive.</param>
    /// <param name="count">Number of steps, at least 1.</param>
    /// <returns>The axis, with bounds.</returns>
    public static TimeAxis Regular(CalendarTime first, TimeSpan step, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new TimeAxis(first.Calendar, [.. Enumerable.Range(0, count).Select(at => first.Ticks + (at * step.Ticks))],
            [.. Enumerable.Range(0, 2 * count).Select(at => first.Ticks + ((at + 1) / 2 * step.Ticks))]);
    }

    /// <summary>A single step with the period of a map.</summary>
    /// <param name="period">Whole days.</param>
    /// <returns>An axis of one step: its instant is the middle, its bounds are the ends.</returns>
    public static TimeAxis Of(Period period)
    {
        ArgumentNullException.ThrowIfNull(period);
        long start = (period.First.ToDateTime(TimeOnly.MinValue) - DateTime.UnixEpoch).Ticks, end = start + period.Duration.Ticks;
        return new TimeAxis(CfCalendar.ProlepticGregorian, [start + ((end - start) / 2)], [start, end]);
    }

    /// <summary>The period of a step.</summary>
    /// <param name="step">Step from 0.</param>
    /// <returns>The period from the bounds; null if there are none.</returns>
    public TimeInterval? PeriodOf(int step)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)Count, nameof(step));
        return _bounds is null ? null
            : new TimeInterval(new CalendarTime(Calendar, _bounds[2 * step]), new CalendarTime(Calendar, _bounds[(2 * step) + 1]));
    }

    /// <summary>The step of an instant.</summary>
    /// <param name="instant">As the coordinate has it, to 1 s.</param>
    /// <param name="where">File and variable, for the message.</param>
    /// <returns>Step from 0.</returns>
    /// <exception cref="DataNotFoundException">No step has it.</exception>
    /// <exception cref="ArgumentException">Another calendar.</exception>
    public int IndexOf(CalendarTime instant, SourceLocation? where = null)
    {
        int at = FirstFrom(instant.Add(TimeSpan.FromSeconds(-0.5)));
        if (at < Count && this[at].Since(instant).Duration() <= TimeSpan.FromSeconds(0.5)) return at;
        throw new DataNotFoundException(new Fault("The field has no such time.", where, ToString(), instant.ToString(),
            at == 0 ? $"The first is {this[0]}." : at == Count ? $"The last is {this[Count - 1]}."
                : $"The nearest are {this[at - 1]} and {this[at]}."));
    }

    /// <summary>The step whose period contains an instant.</summary>
    /// <param name="instant">Any instant.</param>
    /// <returns>Step from 0; null if no period contains it or none is known.</returns>
    /// <exception cref="ArgumentException">Another calendar.</exception>
    public int? StepCovering(CalendarTime instant)
    {
        for (int step = 0; _bounds is not null && step < Count; step++)
            if (PeriodOf(step) is { } period && instant.Since(period.Start) >= TimeSpan.Zero
                && instant.Since(period.End) < TimeSpan.Zero) return step;
        return null;
    }

    /// <summary>The steps in an interval, by their instants; steps whose instant lies outside their period, such as at its end, by the
    /// middle of the period.</summary>
    /// <param name="interval">Start and end; the end does not belong to it.</param>
    /// <returns>First step and number of steps; 0 steps if there are none.</returns>
    /// <exception cref="ArgumentException">Another calendar.</exception>
    public (int First, int Count) Within(TimeInterval interval)
    {
        int first = FirstFrom(interval.Start);
        if (!IsStampedOutside) return (first, Math.Max(0, FirstFrom(interval.End) - first));
        bool IsIn(int step) => Place(step) is var ticks && ticks >= interval.Start.Ticks && ticks < interval.End.Ticks;
        first = Enumerable.Range(0, Count).FirstOrDefault(IsIn);
        return (first, Enumerable.Range(first, Count - first).TakeWhile(IsIn).Count());
    }

    /// <summary>Whether the instant of a step lies outside its period: as a rule, at the end of it.</summary>
    public bool IsStampedOutside => Enumerable.Range(0, Count).Any(step => Place(step) != _ticks[step]);

    /// <summary>Values and bounds for a file, in the units <see cref="CfUnits"/>.</summary>
    /// <returns>One value for each step; two bounds for each step, empty if there are none.</returns>
    public (ImmutableArray<double> Values, ImmutableArray<double> Bounds) ToCf()
    {
        double Hours(long ticks) => (double)(ticks - Origin.Ticks) / TimeSpan.TicksPerHour;
        return ([.. _ticks.Select(Hours)], [.. (_bounds ?? []).Select(Hours)]);
    }

    /// <summary>Hours since the day of the first instant, UTC.</summary>
    public string CfUnits => $"hours since {Origin.Year:0000}-{Origin.Month:00}-{Origin.Day:00} 00:00:00";

    /// <summary>Prints the number of steps, the first and the last.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Count switch
    {
        0 => "no times",
        1 => $"1 time: {PeriodOf(0)?.ToString() ?? this[0].ToString()}",
        _ => $"{Count} times from {this[0]} to {this[Count - 1]}" + (IsStampedOutside
            ? $", of periods from {PeriodOf(0)!.Value.Start} to {PeriodOf(Count - 1)!.Value.End}" : ""),
    } + (Calendar is CfCalendar.Standard or CfCalendar.ProlepticGregorian ? "" : $", calendar {Calendar.Name()}");

    private CalendarTime Origin
    {
        get
        {
            if (Count == 0) return new CalendarTime(Calendar, 1970, 1, 1);
            CalendarTime first = new(Calendar, Math.Min(_ticks[0], _bounds?[0] ?? long.MaxValue));
            return first.Add(-first.TimeOfDay);
        }
    }

    // A period ends before its end.
    private long Place(int step)
    {
        if (_bounds is null) return _ticks[step];
        (long start, long end) = (_bounds[2 * step], _bounds[(2 * step) + 1]);
        return start == end || (_ticks[step] >= start && _ticks[step] < end) ? _ticks[step] : start + ((end - start) / 2);
    }

    private int FirstFrom(CalendarTime instant)
    {
        if (instant.Calendar != Calendar)
            throw new ArgumentException($"The axis uses the calendar {Calendar.Name()}, the time {instant.Calendar.Name()}.",
                nameof(instant));
        int at = Array.BinarySearch(_ticks, instant.Ticks);
        return at < 0 ? ~at : at;
    }

    private static long[] Instants(ReadOnlySpan<double> values, double ticks, CalendarTime origin, SourceLocation? where)
    {
        long[] instants = new long[values.Length];
        for (int at = 0; at < values.Length; at++)
        {
            double milliseconds = values[at] * ticks / TimeSpan.TicksPerMillisecond;
            // 10,000 years: larger values are fill values or have a wrong unit.
            if (!(Math.Abs(milliseconds) < 3.2e14))
                throw new DataFormatException(new Fault("A time coordinate has a value that is not a time.", where, "numbers",
                    FormattableString.Invariant($"{values[at]} as number {at}"), "Repair the time coordinate."));
            instants[at] = origin.Ticks + ((long)Math.Round(milliseconds) * TimeSpan.TicksPerMillisecond);
        }

        return instants;
    }

    private static void Rising(CfCalendar calendar, long[] ticks, SourceLocation? where)
    {
        for (int at = 1; at < ticks.Length; at++)
            if (ticks[at] <= ticks[at - 1])
                throw new DataFormatException(
                    new Fault("The times of a coordinate do not increase.",
                        where, $"a time after {new CalendarTime(calendar, ticks[at - 1])}",
                    $"{new CalendarTime(calendar, ticks[at])} as number {at}", "Sort the file by time and remove duplicate times."));
    }

    private static long[] Ordered(CfCalendar calendar, long[] bounds, SourceLocation? where)
    {
        for (int at = 0; at < bounds.Length; at += 2)
            if (bounds[at + 1] < bounds[at])
                throw new DataFormatException(
                    new Fault("The period of a time step ends before it begins.", where,
                    $"an end after {new CalendarTime(calendar, bounds[at])}",
                    $"{new CalendarTime(calendar, bounds[at + 1])} for number {at / 2}", "Repair the bounds of the time coordinate."));
        return bounds;
    }

    private static double TicksOf(string unit, CfCalendar calendar, string units, SourceLocation? where) => unit.ToLowerInvariant() switch
    {
        "microsecond" or "microseconds" or "us" => TimeSpan.TicksPerMicrosecond,
        "millisecond" or "milliseconds" or "msec" or "ms" => TimeSpan.TicksPerMillisecond,
        "second" or "seconds" or "sec" or "secs" or "s" => TimeSpan.TicksPerSecond,
        "minute" or "minutes" or "min" or "mins" => TimeSpan.TicksPerMinute,
        "hour" or "hours" or "hr" or "hrs" or "h" => TimeSpan.TicksPerHour,
        "day" or "days" or "d" => TimeSpan.TicksPerDay,
        "week" or "weeks" => 7 * TimeSpan.TicksPerDay,
        "month" or "months" when calendar == CfCalendar.Days360 => 30 * TimeSpan.TicksPerDay,
        "year" or "years" when calendar == CfCalendar.Days360 => 360 * TimeSpan.TicksPerDay,
        "month" or "months" or "year" or "years" or "yr" or "common_year" or "common_years" => throw new DataFormatException(new Fault(
            "Months and years have no fixed length, so times in these units are ambiguous.", where,
                "days, hours, minutes or seconds since a date", $"'{units}'",
            "Write the time coordinate in days.")),
        _ => throw Spelling.Unknown("unit of time", unit, ["milliseconds", "seconds", "minutes", "hours", "days", "weeks"], where),
    };

    [GeneratedRegex(@"^(?<unit>[A-Za-z_]+)\s+since\s+(?<origin>.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Since();
}
