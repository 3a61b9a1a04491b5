using System.Globalization;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Summary over several steps.</summary>
public enum StepSummary
{
    /// <summary>None: one step is read.</summary>
    None,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,
}

/// <summary>
/// The times or levels of a field to read: <c>2015-01-03T06:00</c>, <c>2015-01:sum</c>, <c>all:mean</c>, or for levels <c>0</c>.
/// </summary>
/// <param name="Which">An instant, a period, a number from 0, or <c>all</c>.</param>
/// <param name="Summary">What is made of several.</param>
public sealed record StepChoice(string Which, StepSummary Summary)
{
    private const string All = "all";

    /// <summary>Reads the text of <c>@time=</c> or <c>@level=</c>.</summary>
    /// <param name="text">Such as <c>all:sum</c>.</param>
    /// <returns>The choice.</returns>
    public static StepChoice Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        foreach ((string ending, StepSummary summary) in new[] { (":sum", StepSummary.Sum), (":mean", StepSummary.Mean) })
            if (text.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return new StepChoice(text[..^ending.Length].Trim(), summary);
        return new StepChoice(text.Trim(), StepSummary.None);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>Such as <c>all:sum</c>.</returns>
    public override string ToString() => Summary == StepSummary.None ? Which : $"{Which}:{Summary.ToString().ToLowerInvariant()}";

    /// <summary>The steps of a field's times.</summary>
    /// <param name="field">The field.</param>
    /// <param name="choice">The choice; null if there is none.</param>
    /// <param name="where">File and variable.</param>
    /// <returns>First step and number of steps.</returns>
    /// <exception cref="DataFormatException">Several steps without a choice, or an invalid choice.</exception>
    /// <exception cref="DataNotFoundException">The field has no such time.</exception>
    internal static (int First, int Count) OfTimes(FieldDescription field, StepChoice? choice, SourceLocation where)
    {
        if (choice is null) return field.TimeCount == 1 ? (0, 1) : throw Several(field.Time!.ToString(), "time",
            field.Time[0].ToString().TrimEnd('Z'), where, field.Name);
        if (choice.Which.Equals(All, StringComparison.OrdinalIgnoreCase)) return choice.Checked((0, field.TimeCount),
            field.Time?.ToString() ?? "no times", "time", where);
        if (field.Time is not { } times)
            throw new DataNotFoundException(new Fault("The field has no times to choose from.", where, "no @time=", $"@time={choice}",
                "Leave it out."));
        SourceLocation place = where with { Variable = $"{where.Variable}@time={choice}" };
        if (choice.Which.Contains('T', StringComparison.OrdinalIgnoreCase) || choice.Which.Contains(':', StringComparison.Ordinal))
            return (times.IndexOf(CalendarTime.Parse(choice.Which, times.Calendar), place), 1);
        (int first, int count) = times.Within(IntervalOf(choice.Which, times.Calendar));
        if (count == 0)
            throw new DataNotFoundException(new Fault("The field has no such time.", place, times.ToString(), choice.Which,
                "Choose a time in the file, such as @time="
                + times[0].ToString().TrimEnd('Z') + "."));
        return choice.Checked((first, count), $"{count} times from {times[first]} to {times[first + count - 1]}", "time", where);
    }

    /// <summary>The steps of a field's levels.</summary>
    /// <param name="field">The field.</param>
    /// <param name="choice">The choice; null if there is none.</param>
    /// <param name="where">File and variable.</param>
    /// <returns>First level and number of levels.</returns>
    /// <exception cref="DataFormatException">Several levels without a choice, or an invalid choice.</exception>
    /// <exception cref="DataNotFoundException">The field has no such level.</exception>
    internal static (int First, int Count) OfLevels(FieldDescription field, StepChoice? choice, SourceLocation where)
    {
        string found = field.Levels?.ToString() ?? "no levels";
        if (choice is null) return field.LevelCount == 1 ? (0, 1) : throw Several(found, "level", "0", where, field.Name);
        if (choice.Which.Equals(All, StringComparison.OrdinalIgnoreCase)) return choice.Checked((0, field.LevelCount), found, "level",
            where);
        return int.TryParse(choice.Which, NumberStyles.None, CultureInfo.InvariantCulture, out int level) && level < field.LevelCount
            ? (level, 1)
            : throw new DataNotFoundException(new Fault("The field has no such level.", where,
                $"@level=0 to @level={field.LevelCount - 1}, or @level=all:mean: {found}",
                $"@level={choice}", "Give a level by its number, starting at 0."));
    }

    private (int First, int Count) Checked((int First, int Count) steps, string found, string key, SourceLocation where) => steps.Count == 1
        || Summary != StepSummary.None
        ? steps : throw new DataFormatException(new Fault($"The choice selects several {key}s.", where,
            $"@{key}={Which}:sum or @{key}={Which}:mean", found, "Give one of these."));

    private static TimeInterval IntervalOf(string text, CfCalendar calendar)
    {
        // Dates of other calendars, such as 30 February, cannot be a period and are written in full.
        string[] parts = text.Split('-');
        int[] numbers = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : -1)];
        if (numbers.Length is < 1 or > 3 || numbers.Any(number => number < 0))
        {
            Period period = Period.Parse(text);
            return new TimeInterval(Midnight(calendar, period.First.Year, period.First.Month, period.First.Day),
                Midnight(calendar, period.Last.Year, period.Last.Month, period.Last.Day).Add(TimeSpan.FromDays(1)));
        }

        CalendarTime start = Midnight(calendar, numbers[0], numbers.Length > 1 ? numbers[1] : 1, numbers.Length > 2 ? numbers[2] : 1);
        return new TimeInterval(start, numbers.Length switch
        {
            1 => Midnight(calendar, numbers[0] + 1, 1, 1),
            2 => numbers[1] == 12 ? Midnight(calendar, numbers[0] + 1, 1, 1) : Midnight(calendar, numbers[0], numbers[1] + 1, 1),
            _ => start.Add(TimeSpan.FromDays(1)),
        });
    }

    private static CalendarTime Midnight(CfCalendar calendar, int year, int month, int day) =>
        CalendarTime.Parse(string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}"), calendar);

    private static DataFormatException Several(string found, string key, string first, SourceLocation where, string variable) =>
        new(new Fault(
        $"The variable has several {key}s.", where, $"one {key}, or the sum or mean of all", found,
        $"Choose one, such as FILE#{variable}@{key}={first}, or combine them: @{key}=all:sum or @{key}=all:mean."));
}
