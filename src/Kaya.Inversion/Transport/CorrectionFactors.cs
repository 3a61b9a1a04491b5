using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>Factors on emissions: one for every block of hours, species and cell; all layers of a cell share it. Immutable.</summary>
public sealed class CorrectionFactors
{
    private readonly double[] _values;

    /// <summary>Copies factors.</summary>
    /// <param name="grid">The boxes of air.</param>
    /// <param name="firstHours">First hour of each block from the start of the run, rising; the first is 0.</param>
    /// <param name="values">block x species (in the order of <see cref="EmittedSpecies"/>) x row x column, at least 0.</param>
    /// <exception cref="ArgumentException">Another number of values, blocks that do not rise from 0, or a factor below 0 or not a number.
    /// </exception>
    public CorrectionFactors(TransportGrid grid, ImmutableArray<int> firstHours, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (firstHours.IsDefaultOrEmpty || firstHours[0] != 0 || firstHours.Zip(firstHours.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException("the first hours of blocks rise from 0", nameof(firstHours));
        int count = firstHours.Length * AtmosphericSpecies.Emitted.Length * grid.Rows * grid.Columns;
        if (values.Length != count) throw new ArgumentException($"{values.Length} factors, {count} are needed", nameof(values));
        foreach (double value in values)
            if (!(value >= 0 && double.IsFinite(value)))
                throw new ArgumentException($"a factor is {value}: factors are finite and at least 0", nameof(values));
        (Grid, FirstHours, _values) = (grid, firstHours, values.ToArray());
    }

    /// <summary>The boxes of air.</summary>
    public TransportGrid Grid { get; }

    /// <summary>First hour of each block from the start of the run.</summary>
    public ImmutableArray<int> FirstHours { get; }

    /// <summary>The factors: block x species x row x column.</summary>
    public ReadOnlyMemory<double> Values => _values;

    /// <summary>Factors of 1: nothing is changed.</summary>
    /// <param name="grid">The boxes of air.</param>
    /// <param name="firstHours">First hour of each block; one block for the whole run if left out.</param>
    /// <returns>The factors.</returns>
    public static CorrectionFactors One(TransportGrid grid, ImmutableArray<int> firstHours = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (firstHours.IsDefault) firstHours = [0];
        double[] values = new double[firstHours.Length * AtmosphericSpecies.Emitted.Length * grid.Rows * grid.Columns];
        Array.Fill(values, 1);
        return new CorrectionFactors(grid, firstHours, values);
    }

    /// <summary>The block that an hour belongs to.</summary>
    /// <param name="hour">Hour of the run from 0.</param>
    /// <returns>Its block from 0.</returns>
    public int BlockOf(int hour)
    {
        int block = FirstHours.Length - 1;
        while (FirstHours[block] > hour) block--;
        return block;
    }

    /// <summary>The factors of one species in the block of an hour.</summary>
    internal ReadOnlySpan<double> Of(int hour, EmittedSpecies species) => _values.AsSpan(Offset(hour, species), Grid.Rows * Grid.Columns);

    internal int Offset(int hour, EmittedSpecies species) =>
        ((BlockOf(hour) * AtmosphericSpecies.Emitted.Length) + (int)species) * Grid.Rows * Grid.Columns;
}
