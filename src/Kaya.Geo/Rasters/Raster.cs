using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Bands of numbers on a grid, in memory and read-only: band x row x column, no-data as NaN.</summary>
/// <remarks>
/// The kind of the values is part of the type: see <see cref="ExtensiveRaster"/>, <see cref="IntensiveRaster"/> and
/// <see cref="CategoryRaster"/>.
/// </remarks>
public abstract class Raster : IRasterSource, ICellValues
{
    private readonly double[][] _values;
    private readonly BandDescription[] _bands;

    private protected Raster(Grid grid, Unit unit, QuantityKind kind, IReadOnlyList<string> names, RasterFill fill)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(fill);
        if (names.Count == 0) throw new ArgumentException("A raster needs at least one band.", nameof(names));
        if (grid.CellCount > Array.MaxLength)
            throw new ResourceException(
                new Fault("The grid is too large for memory.", Expected: $"at most {Array.MaxLength} cells",
                Found: $"{grid.CellCount}", Remedy: "Read it by windows."));
        (Grid, Unit, Kind) = (grid, unit, kind);
        _bands = [.. names.Select(name => new BandDescription(name, unit, kind))];
        _values = new double[names.Count][];
        for (int band = 0; band < _values.Length; band++)
        {
            _values[band] = GC.AllocateUninitializedArray<double>((int)grid.CellCount);
            fill(band, _values[band]);
        }
    }

    /// <inheritdoc/>
    public Grid Grid { get; }

    /// <summary>Unit of every value.</summary>
    public Unit Unit { get; }

    /// <summary>Kind of the values.</summary>
    public QuantityKind Kind { get; }

    /// <inheritdoc/>
    public bool IsThreadSafe => true;

    /// <inheritdoc/>
    public IReadOnlyList<BandDescription> Bands => Array.AsReadOnly(_bands);

    /// <summary>The value of a cell.</summary>
    /// <param name="band">Band from 0.</param>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>The value; NaN for no-data.</returns>
    public double this[int band, int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Grid.Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Grid.Columns, nameof(column));
            return _values[band][((long)row * Grid.Columns) + column];
        }
    }

    /// <summary>All values of a band, row by row.</summary>
    /// <param name="band">Band from 0.</param>
    /// <returns>Grid rows times grid columns values.</returns>
    public ReadOnlySpan<double> Values(int band = 0) => _values[band];

    /// <summary>The values of one row.</summary>
    /// <param name="band">Band from 0.</param>
    /// <param name="row">Row from 0.</param>
    /// <returns>One value for each column.</returns>
    public ReadOnlySpan<double> Row(int band, int row) => _values[band].AsSpan(row * Grid.Columns, Grid.Columns);

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination)
    {
        window.RequireInside(Grid);
        if (destination.Length != window.CellCount) throw new ArgumentException($"The destination must have {window.CellCount} values.",
            nameof(destination));
        for (int row = 0; row < window.Rows; row++)
            Row(band, window.Row + row).Slice(window.Column, window.Columns).CopyTo(destination[(row * window.Columns)..]);
    }

    /// <summary>The compensated sum of the cells of a band with data.</summary>
    /// <param name="band">Band from 0.</param>
    /// <returns>The sum; 0 if every cell is no-data.</returns>
    public double Sum(int band = 0)
    {
        CompensatedSum sum = default;
        foreach (double value in Values(band))
            if (!double.IsNaN(value)) sum.Add(value);
        return sum.Value;
    }

    /// <summary>Kind, unit and bands, followed by the summary of the grid.</summary>
    /// <returns>Four lines.</returns>
    public override string ToString() =>
        $"{Kind.ToString().ToLowerInvariant()}, {Unit}, {string.Join(", ", _bands.Select(band => band.Name))}\n{Grid}";

    internal IReadOnlyList<string> BandNames => [.. _bands.Select(band => band.Name)];
}

/// <summary>Fills the values of one band, row by row; called once for each band when a raster is created.</summary>
/// <param name="band">Band from 0.</param>
/// <param name="values">Every cell, to be written; contents are undefined before.</param>
public delegate void RasterFill(int band, Span<double> values);
