using System.Collections.Immutable;
using System.Globalization;

namespace Kaya.Inversion;

/// <summary>Hours cut into blocks that share a correction factor.</summary>
public sealed class TimeBlocks
{
    private readonly ImmutableArray<int> _begins;

    private TimeBlocks(DateTimeOffset start, int hours, ImmutableArray<int> begins)
    {
        (Start, Hours, _begins) = (start.ToUniversalTime(), hours, begins);
    }

    /// <summary>Begin of the first hour, UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Number of hours of all blocks.</summary>
    public int Hours { get; }

    /// <summary>Number of blocks.</summary>
    public int Count => _begins.Length;

    /// <summary>Blocks of calendar months, UTC.</summary>
    /// <param name="start">Begin of the first hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>A block for each month that has an hour.</returns>
    public static TimeBlocks Months(DateTimeOffset start, int hours) =>
        Of(start, hours, hour => start.ToUniversalTime().AddHours(hour) is var time ? (time.Year * 12) + time.Month : 0);

    /// <summary>Blocks of a number of days each, from the first hour on; the last may be shorter.</summary>
    /// <param name="start">Begin of the first hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <param name="days">Days of a block, at least 1.</param>
    /// <returns>The blocks.</returns>
    public static TimeBlocks Days(DateTimeOffset start, int hours, int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        return Of(start, hours, hour => hour / (24 * days));
    }

    /// <summary>A block for each hour.</summary>
    /// <param name="start">Begin of the first hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>The blocks.</returns>
    public static TimeBlocks EveryHour(DateTimeOffset start, int hours) => Of(start, hours, hour => hour);

    /// <summary>One block for all hours.</summary>
    /// <param name="start">Begin of the first hour.</param>
    /// <param name="hours">Number of hours, at least 1.</param>
    /// <returns>The block.</returns>
    public static TimeBlocks Whole(DateTimeOffset start, int hours) => Of(start, hours, _ => 0);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Hours} hours from {Start:O} in blocks from {string.Join(", ", _begins)}");

    /// <summary>The block of an hour.</summary>
    /// <param name="hour">Hour from 0. Hours before the first, as of a spin-up, belong to the first block, hours after the last to the
    /// last.</param>
    /// <returns>Its number from 0.</returns>
    public int BlockOf(int hour)
    {
        int found = _begins.BinarySearch(hour);
        return Math.Max(0, found >= 0 ? found : ~found - 1);
    }

    /// <summary>The block of a time.</summary>
    /// <param name="time">A time; see <see cref="BlockOf(int)"/> for times outside.</param>
    /// <returns>Its number from 0.</returns>
    public int BlockOf(DateTimeOffset time) => BlockOf((int)Math.Floor((time - Start).TotalHours));

    /// <summary>The instant after the last hour.</summary>
    public DateTimeOffset End => Start.AddHours(Hours);

    /// <summary>The hours of a block.</summary>
    /// <param name="block">Its number from 0.</param>
    /// <returns>First hour, and the hour after its last.</returns>
    public (int First, int End) HoursOf(int block) => (_begins[block], block + 1 < Count ? _begins[block + 1] : Hours);

    /// <summary>Name of a block for tables: its first hour.</summary>
    /// <param name="block">Its number from 0.</param>
    /// <returns>Such as <c>2015-01-01 00</c>.</returns>
    public string NameOf(int block) => Start.AddHours(_begins[block]).ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture);

    private static TimeBlocks Of(DateTimeOffset start, int hours, Func<int, int> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        return new TimeBlocks(start, hours, [.. Enumerable.Range(0, hours).Where(hour => hour == 0 || key(hour) != key(hour - 1))]);
    }
}
