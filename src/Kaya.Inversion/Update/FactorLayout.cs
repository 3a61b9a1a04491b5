using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>Which correction factors there are: time block x species x row x column.</summary>
public sealed class FactorLayout
{
    /// <summary>Makes a layout.</summary>
    /// <param name="blocks">Hours that share a factor.</param>
    /// <param name="species">Species that are corrected, each once.</param>
    /// <param name="rows">Rows of the grid.</param>
    /// <param name="columns">Columns of the grid.</param>
    /// <exception cref="ArgumentException">No species, or one twice.</exception>
    public FactorLayout(TimeBlocks blocks, ImmutableArray<EmittedSpecies> species, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (species.IsDefaultOrEmpty || species.Distinct().Count() != species.Length)
            throw new ArgumentException("name each species that is corrected once", nameof(species));
        (Blocks, Species, Rows, Columns) = (blocks, species, rows, columns);
    }

    /// <summary>Hours that share a factor.</summary>
    public TimeBlocks Blocks { get; }

    /// <summary>Species that are corrected.</summary>
    public ImmutableArray<EmittedSpecies> Species { get; }

    /// <summary>Rows of the grid.</summary>
    public int Rows { get; }

    /// <summary>Columns of the grid.</summary>
    public int Columns { get; }

    /// <summary>Number of factors of a field: of one block and species.</summary>
    public int Cells => Rows * Columns;

    /// <summary>Number of factors of a block.</summary>
    public int BlockLength => Species.Length * Cells;

    /// <summary>Number of all factors.</summary>
    public int Count => Blocks.Count * BlockLength;

    /// <summary>Where the field of a block and a species begins.</summary>
    /// <param name="block">Block from 0.</param>
    /// <param name="species">A species of the layout.</param>
    /// <returns>Its place among all factors.</returns>
    /// <exception cref="ArgumentException">The species is not corrected.</exception>
    public int FieldAt(int block, EmittedSpecies species)
    {
        int at = Species.IndexOf(species);
        if (at < 0) throw new ArgumentException($"{species} is not corrected", nameof(species));
        return (block * BlockLength) + (at * Cells);
    }

    /// <summary>Adds a gradient by factors of every species, as transport models give it; those of species that are not corrected are left
    /// out.</summary>
    /// <param name="all">Block x species (all of <see cref="EmittedSpecies"/>) x row x column.</param>
    /// <param name="gradient">Derivative of the loss by all factors of the layout; added to.</param>
    /// <exception cref="ArgumentException">Spans that do not fit.</exception>
    public void AddGradient(ReadOnlySpan<double> all, Span<double> gradient)
    {
        int number = AtmosphericSpecies.Emitted.Length;
        if (all.Length != Blocks.Count * number * Cells || gradient.Length != Count)
            throw new ArgumentException($"{Blocks.Count} blocks of {number} species and {Cells} cells are needed", nameof(all));
        for (int block = 0; block < Blocks.Count; block++)
            foreach (EmittedSpecies species in Species)
            {
                ReadOnlySpan<double> from = all.Slice(((block * number) + (int)species) * Cells, Cells);
                Span<double> to = gradient.Slice(FieldAt(block, species), Cells);
                for (int cell = 0; cell < Cells; cell++) to[cell] += from[cell];
            }
    }

    /// <summary>Adds the gradient of an hour to those of the factors that the hour shares with the other hours of its block.</summary>
    /// <param name="hour">Hour from 0 of the blocks.</param>
    /// <param name="species">The species; nothing is added for one that is not corrected.</param>
    /// <param name="prior">Prior emissions of the hour, layer x row x column.</param>
    /// <param name="sensitivity">Derivative of the loss by the emissions of the hour, of the same shape.</param>
    /// <param name="gradient">Derivative of the loss by all factors; added to.</param>
    /// <exception cref="ArgumentException">Spans that do not fit.</exception>
    public void AddGradient(
        int hour, EmittedSpecies species, ReadOnlySpan<float> prior, ReadOnlySpan<float> sensitivity, Span<double> gradient)
    {
        if (prior.Length != sensitivity.Length || prior.Length % Cells != 0)
            throw new ArgumentException("emissions and sensitivities need the same layers of all cells", nameof(sensitivity));
        if (gradient.Length != Count) throw new ArgumentException($"room for {Count} derivatives is needed", nameof(gradient));
        if (!Species.Contains(species)) return;
        Span<double> field = gradient.Slice(FieldAt(Blocks.BlockOf(hour), species), Cells);
        for (int at = 0; at < prior.Length; at++) field[at % Cells] += (double)prior[at] * sensitivity[at];
    }
}
