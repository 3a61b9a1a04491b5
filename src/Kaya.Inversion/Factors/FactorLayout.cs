using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Which correction factors there are: time block x species x row x column.</summary>
public sealed class FactorLayout
{
    /// <summary>Makes a layout.</summary>
    /// <param name="blocks">Hours that share a factor.</param>
    /// <param name="species">Species that are corrected, each once.</param>
    /// <param name="grid">The cells, rows north first.</param>
    /// <exception cref="ArgumentException">No species, or one twice.</exception>
    public FactorLayout(TimeBlocks blocks, ImmutableArray<EmittedSpecies> species, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(grid);
        if (species.IsDefaultOrEmpty || species.Distinct().Count() != species.Length)
            throw new ArgumentException("name each species that is corrected once", nameof(species));
        (Blocks, Species, Grid) = (blocks, species, grid);
    }

    /// <summary>Hours that share a factor.</summary>
    public TimeBlocks Blocks { get; }

    /// <summary>Species that are corrected.</summary>
    public ImmutableArray<EmittedSpecies> Species { get; }

    /// <summary>The cells.</summary>
    public Grid Grid { get; }

    /// <summary>Rows of the grid.</summary>
    public int Rows => Grid.Rows;

    /// <summary>Columns of the grid.</summary>
    public int Columns => Grid.Columns;

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

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(" ", Species)}; {Blocks}; {Grid}";

    /// <summary>Whether a species is corrected.</summary>
    /// <param name="species">A species.</param>
    /// <returns>False for one that stays as the prior has it.</returns>
    public bool Corrects(EmittedSpecies species) => Species.Contains(species);

    /// <summary>Refuses another grid.</summary>
    /// <param name="grid">Cells of what the factors are used with.</param>
    /// <param name="what">What that is, for the message.</param>
    /// <exception cref="GridMismatchException">Other cells.</exception>
    public void RequireCells(Grid grid, string what)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (!Grid.Matches(grid))
            throw new GridMismatchException(new Fault($"The correction factors are of another grid than the {what}.",
                Expected: $"{grid}", Found: $"{Grid}", Remedy: "Use the factors with the data they were made for."));
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
