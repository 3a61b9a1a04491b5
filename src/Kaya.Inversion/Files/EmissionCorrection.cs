using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>What emissions are multiplied with: a factor for each block of time, group of species and cell. Immutable.</summary>
public sealed class EmissionCorrection
{
    private readonly double[] _factors;

    /// <summary>Makes a correction.</summary>
    /// <param name="grid">The cells, rows north first.</param>
    /// <param name="blocks">Begin of each block of time, UTC, rising.</param>
    /// <param name="end">The instant after the last block.</param>
    /// <param name="factors">Block x group (<see cref="EmittedSpecies"/>) x row x column, 0 or more.</param>
    /// <exception cref="ArgumentException">Blocks that do not rise, another number of factors, or a factor that is no number of 0 or
    /// more.</exception>
    public EmissionCorrection(Grid grid, ImmutableArray<DateTimeOffset> blocks, DateTimeOffset end, ReadOnlySpan<double> factors)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (blocks.IsDefaultOrEmpty || blocks[^1] >= end || blocks.Zip(blocks.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException("Blocks of time rise, and end after the last has begun.", nameof(blocks));
        long count = blocks.Length * AtmosphericSpecies.Emitted.Length * grid.CellCount;
        if (factors.Length != count) throw new ArgumentException($"{count} factors are needed, not {factors.Length}.", nameof(factors));
        foreach (double factor in factors)
            if (!double.IsFinite(factor) || factor < 0)
                throw new ArgumentException($"A factor is 0 or more, not {factor}.", nameof(factors));
        (Grid, Blocks, End, _factors) = (grid, blocks, end, factors.ToArray());
    }

    /// <summary>The cells.</summary>
    public Grid Grid { get; }

    /// <summary>Begin of each block, UTC.</summary>
    public ImmutableArray<DateTimeOffset> Blocks { get; }

    /// <summary>The instant after the last block.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Factors of a block and group.</summary>
    /// <param name="block">Block from 0.</param>
    /// <param name="species">The group.</param>
    /// <returns>Row x column.</returns>
    public ReadOnlySpan<double> Factors(int block, EmittedSpecies species)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, Blocks.Length);
        int cells = (int)Grid.CellCount;
        return _factors.AsSpan(((block * AtmosphericSpecies.Emitted.Length) + (int)species) * cells, cells);
    }

    /// <summary>The block of an instant.</summary>
    /// <param name="instant">Any instant.</param>
    /// <returns>The block that it lies in; before the first block the first, after the last the last, as for the instant at which a
    /// day of CMAQ's files ends.</returns>
    public int BlockOf(DateTimeOffset instant)
    {
        int block = Blocks.Length - 1;
        while (block > 0 && instant < Blocks[block]) block--;
        return block;
    }
}
