using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>What an hour is for.</summary>
internal enum HourRole
{
    /// <summary>Nothing: spin-up, or too near to hours of another role.</summary>
    Gap,

    /// <summary>Learning.</summary>
    Training,

    /// <summary>Ending the training in time.</summary>
    Validation,

    /// <summary>Judging.</summary>
    Test,
}

/// <summary>A quarter of a grid.</summary>
public enum GridQuarter
{
    /// <summary>No quarter.</summary>
    None,

    /// <summary>The first half of the rows and of the columns.</summary>
    NorthWest,

    /// <summary>The first half of the rows, the second of the columns.</summary>
    NorthEast,

    /// <summary>The second half of the rows, the first of the columns.</summary>
    SouthWest,

    /// <summary>The second half of the rows and of the columns.</summary>
    SouthEast,
}

/// <summary>Which hours networks learn from, are stopped by and are judged by (paper 003, section 3.2; validation is ours).</summary>
/// <remarks>
/// Hours of two roles are always a history apart, so no training window reads an hour that a validation or test window has as its target,
/// nor one within a history of it.
/// </remarks>
/// <param name="TrainDays">Days of each month, from its first, for learning.</param>
/// <param name="TestDays">Days after them for judging; the others are left out.</param>
/// <param name="ValidationBlocks">Stretches for validation in the training days of a month, evenly spread.</param>
/// <param name="ValidationHours">Length of such a stretch.</param>
public sealed record SurrogateSplit(int TrainDays = 22, int TestDays = 8, int ValidationBlocks = 1, int ValidationHours = 48)
{
    /// <summary>Months that are for judging only, such as <c>2015-10</c>.</summary>
    public ImmutableArray<string> UnseenMonths { get; init; } = [];

    /// <summary>Quarter of the grid that nothing is learnt from: no block of cells reaches into it.</summary>
    public GridQuarter UnseenQuarter { get; init; }

    /// <summary>Which cells are learnt from.</summary>
    /// <param name="grid">The cells.</param>
    /// <returns>Whether each is, row x column; null for all.</returns>
    public bool[]? SeenCells(TransportGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (UnseenQuarter == GridQuarter.None) return null;
        bool[] seen = new bool[grid.Rows * grid.Columns];
        for (int cell = 0; cell < seen.Length; cell++) seen[cell] = !IsUnseen(grid, cell / grid.Columns, cell % grid.Columns, 1, 1);
        return seen;
    }

    /// <summary>Whether a rectangle reaches into the unseen quarter.</summary>
    internal bool IsUnseen(TransportGrid grid, int row, int column, int rows, int columns)
    {
        (int down, int across) = (grid.Rows / 2, grid.Columns / 2);
        bool north = row < down, south = row + rows > down, west = column < across, east = column + columns > across;
        return UnseenQuarter switch
        {
            GridQuarter.NorthWest => north && west, GridQuarter.NorthEast => north && east, GridQuarter.SouthWest => south && west,
            GridQuarter.SouthEast => south && east, _ => false,
        };
    }

    /// <summary>The role of every hour of a period.</summary>
    internal HourRole[] RolesOf(SurrogateData data, int period, int history)
    {
        HourRole[] roles = new HourRole[data.HoursOf(period)];
        for (int hour = 0; hour < roles.Length; hour++)
        {
            DateTime time = data.TimeOf(period, hour).UtcDateTime;
            int day = time.Day;
            bool isUnseen = UnseenMonths.Contains(time.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            roles[hour] = hour < data.SpinUpOf(period) ? HourRole.Gap : isUnseen ? HourRole.Test : day <= TrainDays ? HourRole.Training
                : day <= TrainDays + TestDays ? HourRole.Test : HourRole.Gap;
        }

        for (int first = 0; first < roles.Length;)
        {
            int end = first + 1;
            while (end < roles.Length && roles[end] == roles[first]) end++;
            if (roles[first] == HourRole.Training) PlaceValidation(roles, first, end);
            first = end;
        }

        return WithGaps(roles, history);
    }

    /// <summary>Hours whose window, with the hour a history before it, lies within the hours of a role and the gaps before it.</summary>
    /// <param name="roles">Roles of a period.</param>
    /// <param name="role">Which role; for learning every hour of the window must have it.</param>
    /// <param name="history">Hours of a window.</param>
    /// <returns>Target hours, rising.</returns>
    internal static IReadOnlyList<int> Targets(HourRole[] roles, HourRole role, int history)
    {
        List<int> targets = [];
        for (int hour = history; hour < roles.Length; hour++)
        {
            bool fits = roles[hour] == role;
            for (int i = hour - history; fits && i < hour; i++)
                fits = roles[i] == role || (role != HourRole.Training && roles[i] == HourRole.Gap);
            if (fits) targets.Add(hour);
        }

        return targets;
    }

    private void PlaceValidation(HourRole[] roles, int first, int end)
    {
        int length = end - first;
        for (int block = 0; block < ValidationBlocks; block++)
        {
            int from = first + ((int)((block + 1L) * length / (ValidationBlocks + 1))) - (ValidationHours / 2);
            for (int hour = Math.Max(first, from); hour < Math.Min(end, from + ValidationHours); hour++) roles[hour] = HourRole.Validation;
        }
    }

    // Training hours within a history of an hour of another role are left out.
    private static HourRole[] WithGaps(HourRole[] roles, int history)
    {
        HourRole[] result = [.. roles];
        for (int hour = 0; hour < roles.Length; hour++)
        {
            if (roles[hour] is not (HourRole.Validation or HourRole.Test)) continue;
            for (int near = Math.Max(0, hour - history); near <= Math.Min(roles.Length - 1, hour + history); near++)
                if (roles[near] == HourRole.Training || (roles[near] == HourRole.Validation && roles[hour] == HourRole.Test))
                    result[near] = HourRole.Gap;
        }

        return result;
    }

    internal static DataNotFoundException TooFew(string role, int history) => new(new Fault(
        $"There is no window for {role}.", Expected: $"at least {history + 1} hours in a row for {role}, a history apart from others",
        Found: "fewer", Remedy: "Give more hours, a shorter history, or fewer hours for validation."));
}
