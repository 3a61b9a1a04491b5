using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The levels of a field, in the order of the file. Immutable.</summary>
/// <remarks>A coordinate can be a pressure, a height, or a number without unit (sigma, level index); see its name and
/// unit.</remarks>
public sealed class VerticalLevels
{
    /// <summary>Creates the levels.</summary>
    /// <param name="name">Name of the coordinate, as in the file: <c>lev</c>, <c>LAY</c>, <c>plev</c>.</param>
    /// <param name="unit">Unit of the coordinate; 1 for sigma and for level numbers.</param>
    /// <param name="values">One for each level, rising or falling.</param>
    /// <param name="edges">Boundaries of the layers, one more than there are levels, in the same order; empty where they are
    /// unknown.</param>
    /// <exception cref="ArgumentException">Values or edges that are not monotonic, or a wrong number of edges.</exception>
    public VerticalLevels(string name, Unit unit, ImmutableArray<double> values, ImmutableArray<double> edges = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(unit);
        (Name, Unit, Values, Edges) = (name, unit, values, edges.IsDefault ? [] : edges);
        if (!Edges.IsEmpty && Edges.Length != values.Length + 1) throw new ArgumentException(
            $"{values.Length} levels need {values.Length + 1} edges.", nameof(edges));
        if (!IsMonotonic(values)) throw new ArgumentException("Levels must increase or decrease.", nameof(values));
        if (!IsMonotonic(Edges)) throw new ArgumentException("Edges must increase or decrease.", nameof(edges));
    }

    /// <summary>Name of the coordinate, as in the file.</summary>
    public string Name { get; }

    /// <summary>CF standard name, such as <c>air_pressure</c> or <c>atmosphere_sigma_coordinate</c>; null if the file has
    /// none.</summary>
    public string? StandardName { get; init; }

    /// <summary>Unit of values and edges.</summary>
    public Unit Unit { get; }

    /// <summary>Whether values increase upwards (heights, level numbers) or downwards (pressures, sigma); null if the file does not
    /// specify it.</summary>
    public bool? IsPositiveUp { get; init; }

    /// <summary>One value for each level.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Boundaries of the layers, one more than levels; empty if unknown.</summary>
    public ImmutableArray<double> Edges { get; }

    /// <summary>Number of levels.</summary>
    public int Count => Values.Length;

    /// <summary>Levels without coordinate, numbered 1, 2, 3 in the order of the file.</summary>
    /// <param name="name">Name of the dimension.</param>
    /// <param name="count">Number of levels.</param>
    /// <returns>Values without unit.</returns>
    public static VerticalLevels Numbered(string name, int count) =>
        new(name, Unit.One, [.. Enumerable.Range(1, count).Select(level => (double)level)]);

    /// <summary>The level of a value of the coordinate.</summary>
    /// <param name="value">In <see cref="Unit"/>, equal to a level but for rounding.</param>
    /// <param name="where">File and variable, for the message.</param>
    /// <returns>Level from 0.</returns>
    /// <exception cref="DataNotFoundException">No level has it.</exception>
    public int IndexOf(double value, SourceLocation? where = null)
    {
        for (int level = 0; level < Count; level++)
            if (Math.Abs(Values[level] - value) <= 1e-6 * Math.Abs(value)) return level;
        throw new DataNotFoundException(
            new Fault("The field has no such level.", where, ToString(), FormattableString.Invariant($"{value}"),
                "Use one of the levels."));
    }

    /// <summary>Prints the coordinate and its values.</summary>
    /// <returns>One line, shortened beyond 12 levels.</returns>
    public override string ToString()
    {
        IEnumerable<string> shown = Values.Take(12).Select(value => FormattableString.Invariant($"{value:G6}"));
        return $"{Count} levels {Name}: {string.Join(", ", shown)}{(Count > 12 ? ", ..." : "")}{(Unit == Unit.One ? "" : $" {Unit}")}";
    }

    private static bool IsMonotonic(ImmutableArray<double> values)
    {
        bool rising = true, falling = true;
        for (int at = 1; at < values.Length; at++) (rising, falling) = (rising && values[at] > values[at - 1], falling
            && values[at] < values[at - 1]);
        return rising || falling;
    }
}
