using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Boundary files of the I/O API (file type BNDARY3, such as BCON and METBDY): values of the cells around a grid.</summary>
/// <remarks>
/// "Models-3/EDSS I/O API: the user manual", data types; the order is that of CMAQ's x_ppm and y_ppm. One cell thick (NTHIK 1): the cells
/// south of the grid from its first column to one beyond its last, those east of it from the first row (from the south) to one beyond the
/// last, those north of it from one before the first column to the last, those west of it from one before the first row to the last.
/// As a field they are a frame one cell wide around the grid, NaN inside.
/// </remarks>
internal static class IoapiPerimeter
{
    internal const string Dimension = "PERIM";

    /// <summary>Number of cells around a grid.</summary>
    internal static int Length(int rows, int columns) => 2 * (rows + columns + 2);

    /// <summary>Whether a variable holds values around the grid of its file.</summary>
    internal static bool Is(NetCdfFile file, NetCdfVariable variable) => IoapiGrid.Is(file) && variable.Type.IsNumber()
        && file.Attributes.Number("FTYPE") == 2 && file.Attributes.Number("NTHIK") == 1 && variable.Dimensions.Count >= 1
        && variable.Dimensions[^1].Name == Dimension && Shape(file) is { } shape
        && variable.Dimensions[^1].Length == Length(shape.Rows, shape.Columns);

    /// <summary>Rows and columns of the grid within; null where the file does not say.</summary>
    internal static (int Rows, int Columns)? Shape(NetCdfFile file) =>
        file.Attributes.Number("NROWS") is > 0 and < 1e6 and { } rows && file.Attributes.Number("NCOLS") is > 0 and < 1e6 and { } columns
            ? ((int)rows, (int)columns) : null;

    /// <summary>A grid with a cell more on every side.</summary>
    internal static Grid Frame(Grid grid) =>
        new(grid.Crs, grid.Affine.Shift(-1, -1), grid.Rows + 2, grid.Columns + 2, grid.Registration);

    /// <summary>The cell of the frame, rows from the north, of every value.</summary>
    internal static int[] Cells(int rows, int columns)
    {
        int[] cells = new int[Length(rows, columns)];
        int at = 0;
        void Put(int row, int column) => cells[at++] = ((rows + 1 - row) * (columns + 2)) + column;
        for (int column = 1; column <= columns + 1; column++) Put(0, column);
        for (int row = 1; row <= rows + 1; row++) Put(row, columns + 1);
        for (int column = 0; column <= columns; column++) Put(rows + 1, column);
        for (int row = 0; row <= rows; row++) Put(row, 0);
        return cells;
    }

    /// <summary>Puts planes of values around a grid into a part of the frame.</summary>
    /// <param name="values">Plane x place around the grid.</param>
    /// <param name="shape">Rows and columns of the grid within.</param>
    /// <param name="window">Part of the frame.</param>
    /// <param name="empty">For the cells within.</param>
    /// <param name="destination">Plane x row x column of the part.</param>
    internal static void Unroll<T>(ReadOnlySpan<T> values, (int Rows, int Columns) shape, Window window, T empty, Span<T> destination)
    {
        int[] cells = Cells(shape.Rows, shape.Columns);
        destination.Fill(empty);
        int across = shape.Columns + 2, size = window.Rows * window.Columns;
        for (int k = 0; k < values.Length; k++)
        {
            int cell = cells[k % cells.Length], row = (cell / across) - window.Row, column = (cell % across) - window.Column;
            if (row >= 0 && row < window.Rows && column >= 0 && column < window.Columns)
                destination[(k / cells.Length * size) + (row * window.Columns) + column] = values[k];
        }
    }
}
