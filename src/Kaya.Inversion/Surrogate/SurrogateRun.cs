using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>One run of a transport model: what was emitted and what came of it.</summary>
/// <param name="Name">Name in tables, such as <c>prior</c>.</param>
/// <param name="Emissions">kg s-1 of a cell; layers are added up. All of <see cref="AtmosphericSpecies.Emitted"/>.</param>
/// <param name="Concentrations">At the ground, ppb and ug m-3. All of <see cref="AtmosphericSpecies.Pollutants"/>.</param>
public sealed record SurrogateRun(string Name, IHourlyFields<EmittedSpecies> Emissions, IHourlyFields<Pollutant> Concentrations)
{
    /// <summary>What is in the air at the end of each hour, at <see cref="CellPosition.Layer"/>: gases in ppb, particles in ug m-3. A
    /// training can learn from it; in use it is not needed. Null where it is not known; all runs have the same species of it, or none.
    /// </summary>
    public IHourlyFields<TransportedSpecies>? Air { get; init; }
}

/// <summary>A stretch of hours without a break, such as a month, with one meteorology and one or several runs.</summary>
/// <param name="Meteorology">Shared by all runs.</param>
/// <param name="Runs">At least one; the first is the prior. The emissions of all of them lie at the heights of the first one's.</param>
public sealed record SurrogatePeriod(IHourlyFields<MeteorologyVariable> Meteorology, ImmutableArray<SurrogateRun> Runs)
{
    /// <summary>Hours at the start that are neither learnt from nor judged by: the spin-up of the transport model.</summary>
    public int SpinUpHours { get; init; }

    /// <summary>Emissions that all runs have besides their own and that no factor acts on, such as those of plants; null for none. The
    /// network sees the sum of both.</summary>
    public IHourlyFields<EmittedSpecies>? OtherEmissions { get; init; }
}

/// <summary>Geography that does not change: height of the ground, kinds of land.</summary>
public sealed class StaticFields
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Takes fields as they are.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="names">Name of each field; none where there is no geography.</param>
    /// <param name="values">field x row x column, finite.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="NonFiniteException">A value is NaN or infinite.</exception>
    public StaticFields(TransportGrid grid, ImmutableArray<string> names, ReadOnlyMemory<float> values)
    {
        ArgumentNullException.ThrowIfNull(grid);
        int cells = grid.Rows * grid.Columns;
        if (values.Length != names.Length * cells)
            throw new ArgumentException($"{names.Length} fields of {cells} cells need {names.Length * cells} values", nameof(values));
        for (int i = 0; i < names.Length; i++) FieldChecks.RequireFinite(names[i], values.Span.Slice(i * cells, cells), grid.Columns);
        (Grid, Names, _values) = (grid, names, values);
    }

    /// <summary>The cells.</summary>
    public TransportGrid Grid { get; }

    /// <summary>Name of each field.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The values: field x row x column.</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>No geography: the network then has no branch for it.</summary>
    /// <param name="grid">The cells.</param>
    /// <returns>No fields.</returns>
    public static StaticFields None(TransportGrid grid) => new(grid, [], ReadOnlyMemory<float>.Empty);
}

/// <summary>Refusals of values that nothing can be learnt from, with the cell they are in.</summary>
internal static class FieldChecks
{
    internal static void RequireFinite(string name, ReadOnlySpan<float> plane, int columns, int? hour = null, int layerCells = int.MaxValue)
    {
        for (int i = 0; i < plane.Length; i++)
            if (!float.IsFinite(plane[i]))
                throw new NonFiniteException(new Fault("A field is not a number.", Where(name, i, columns, hour, layerCells),
                    "a finite number", $"{plane[i]}", "Repair the hour in its file, or leave the period out."));
    }

    internal static void RequirePositive(string name, ReadOnlySpan<float> plane, int columns, int? hour, int layerCells)
    {
        RequireFinite(name, plane, columns, hour, layerCells);
        for (int i = 0; i < plane.Length; i++)
            if (plane[i] < 0)
                throw new DataFormatException(new Fault("An emission or concentration is negative.",
                    Where(name, i, columns, hour, layerCells), "0 or more", $"{plane[i]}", "Correct the inventory or the run."));
    }

    private static SourceLocation Where(string name, int place, int columns, int? hour, int layerCells)
    {
        int cell = place % layerCells;
        string when = hour is { } number ? $"hour {number}, " : "";
        return new SourceLocation(Variable: $"{name}, {when}row {cell / columns}, column {cell % columns}");
    }
}
