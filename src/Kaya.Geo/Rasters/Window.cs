namespace Kaya.Geo;

/// <summary>A rectangle of cells of a grid.</summary>
/// <param name="Row">First row.</param>
/// <param name="Column">First column.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
public readonly record struct Window(int Row, int Column, int Rows, int Columns)
{
    /// <summary>Number of cells.</summary>
    public long CellCount => (long)Rows * Columns;

    /// <summary>Whether the window is empty.</summary>
    public bool IsEmpty => Rows <= 0 || Columns <= 0;

    /// <summary>Row after the last.</summary>
    public int EndRow => Row + Rows;

    /// <summary>Column after the last.</summary>
    public int EndColumn => Column + Columns;

    /// <summary>The cells in both.</summary>
    /// <param name="other">A window of the same grid.</param>
    /// <returns>The common part; empty if there is none.</returns>
    public Window Intersect(Window other)
    {
        int row = Math.Max(Row, other.Row), column = Math.Max(Column, other.Column);
        return new Window(row, column, Math.Max(0, Math.Min(EndRow, other.EndRow) - row),
            Math.Max(0, Math.Min(EndColumn, other.EndColumn) - column));
    }

    /// <summary>The window with a margin of neighbouring cells, within the grid.</summary>
    /// <param name="cells">Width of the rim.</param>
    /// <param name="grid">The grid the window lies in.</param>
    /// <returns>The larger window.</returns>
    public Window WithHalo(int cells, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfNegative(cells);
        return new Window(Row - cells, Column - cells, Rows + (2 * cells), Columns + (2 * cells)).Intersect(grid.All);
    }

    /// <summary>Splits the window into tiles, row by row; tiles at the edges may be smaller.</summary>
    /// <param name="rows">Rows of a tile.</param>
    /// <param name="columns">Columns of a tile.</param>
    /// <returns>Tiles that cover every cell once.</returns>
    public IEnumerable<Window> Tiles(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        return Cut(this, rows, columns);
    }

    /// <summary>Splits the window into bands of whole rows with at most this many cells each, at least one row.</summary>
    /// <param name="cells">Most cells of a band.</param>
    /// <returns>Bands from the first row to the last.</returns>
    public IEnumerable<Window> RowBands(long cells) =>
        Tiles((int)Math.Clamp(cells / Math.Max(1, Columns), 1, Math.Max(1, Rows)), Math.Max(1, Columns));

    internal void RequireInside(Grid grid)
    {
        if (Row < 0 || Column < 0 || Rows < 1 || Columns < 1 || EndRow > grid.Rows || EndColumn > grid.Columns)
            throw new ArgumentOutOfRangeException(
                nameof(grid), $"{this} is not inside a grid of {grid.Rows} rows and {grid.Columns} columns.");
    }

    private static IEnumerable<Window> Cut(Window whole, int rows, int columns)
    {
        for (int row = whole.Row; row < whole.EndRow; row += rows)
            for (int column = whole.Column; column < whole.EndColumn; column += columns)
                yield return new Window(row, column, Math.Min(rows, whole.EndRow - row), Math.Min(columns, whole.EndColumn - column));
    }
}
