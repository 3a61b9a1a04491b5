using System.Collections;
using System.Collections.Immutable;

namespace Kaya.Geo;

/// <summary>A mask of cells of a grid. Immutable.</summary>
public sealed class CellMask
{
    private readonly BitArray _inside;

    private CellMask(Grid grid, BitArray inside) => (Grid, _inside) = (grid, inside);

    /// <summary>The grid of the mask.</summary>
    public Grid Grid { get; }

    /// <summary>Number of cells inside.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (bool inside in _inside)
                if (inside) count++;
            return count;
        }
    }

    /// <summary>Whether a cell is inside.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>True if it is inside the mask.</returns>
    public bool this[int row, int column] => _inside[(row * Grid.Columns) + column];

    /// <summary>The cells with data that satisfy a condition.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="condition">Condition on a value; default: every value with data.</param>
    /// <returns>The mask.</returns>
    public static CellMask Where(Raster raster, int band = 0, Func<double, bool>? condition = null)
    {
        ArgumentNullException.ThrowIfNull(raster);
        ReadOnlySpan<double> values = raster.Values(band);
        BitArray inside = new(values.Length);
        for (int cell = 0; cell < values.Length; cell++)
            inside[cell] = !double.IsNaN(values[cell]) && (condition is null || condition(values[cell]));
        return new CellMask(raster.Grid, inside);
    }

    /// <summary>The cells of which zones cover at least a given share.</summary>
    /// <param name="coverage">Zones on a grid.</param>
    /// <param name="leastFraction">Smallest covered part of a cell, all zones together.</param>
    /// <returns>The mask.</returns>
    public static CellMask Covered(ZoneCoverage coverage, double leastFraction = 0)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        ImmutableArray<double> covered = coverage.CellShares();
        BitArray inside = new(covered.Length);
        for (int cell = 0; cell < covered.Length; cell++) inside[cell] = covered[cell] > 0 && covered[cell] >= leastFraction;
        return new CellMask(coverage.Grid, inside);
    }

    /// <summary>The cells inside both.</summary>
    /// <param name="other">A mask on the same cells.</param>
    /// <returns>The common part.</returns>
    public CellMask And(CellMask other) => new(Grid, new BitArray(_inside).And(Matching(other)));

    /// <summary>The cells inside at least one.</summary>
    /// <param name="other">A mask on the same cells.</param>
    /// <returns>The union.</returns>
    public CellMask Or(CellMask other) => new(Grid, new BitArray(_inside).Or(Matching(other)));

    /// <summary>The cells outside.</summary>
    /// <returns>The complement.</returns>
    public CellMask Not() => new(Grid, new BitArray(_inside).Not());

    /// <summary>A raster whose cells outside the mask are no-data.</summary>
    /// <param name="raster">On the same cells.</param>
    /// <returns>Of the same type, unit and bands.</returns>
    public Raster Apply(Raster raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        Grid.RequireMatch(raster.Grid, "Masking");
        return RasterExtensions.Make(raster.Grid, raster.Unit, raster.Kind, raster.BandNames, (band, cells) =>
        {
            raster.Values(band).CopyTo(cells);
            for (int cell = 0; cell < cells.Length; cell++)
                if (!_inside[cell]) cells[cell] = double.NaN;
        });
    }

    internal bool Holds(long cell) => _inside[(int)cell];

    private BitArray Matching(CellMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Grid.RequireMatch(other.Grid, "Joining masks");
        return other._inside;
    }
}
