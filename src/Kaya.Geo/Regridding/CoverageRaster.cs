namespace Kaya.Geo;

/// <summary>Which part of each cell polygons cover, exactly: the area of the clipped polygon, without making the clip.</summary>
/// <remarks>
/// Every edge adds the area between itself and the right side of the cells it passes, with its sign; the running sum along a row then is the
/// covered part. Outlines turn one way and holes the other, and it does not matter where a ring begins. Work: edges crossed plus cells of the window.
/// Coordinates are columns and rows.
/// </remarks>
internal sealed class CoverageRaster
{
    private readonly double[] _change;
    private readonly int _stride;
    private Window _window;

    public CoverageRaster(int rows, int columns)
    {
        _stride = columns + 1;
        _change = new double[rows * _stride];
    }

    /// <summary>Begins anew in a window no larger than the room given at first.</summary>
    public void Reset(Window window)
    {
        _window = window;
        Array.Clear(_change);
    }

    /// <summary>Adds a ring, the last point joined to the first.</summary>
    public void AddRing(ReadOnlySpan<double> columns, ReadOnlySpan<double> rows, bool reversed = false)
    {
        for (int from = 0; from < columns.Length; from++)
        {
            int to = from + 1 == columns.Length ? 0 : from + 1;
            if (reversed) AddEdge(columns[to], rows[to], columns[from], rows[from]);
            else AddEdge(columns[from], rows[from], columns[to], rows[to]);
        }
    }

    /// <summary>The covered part of the cells of one row of the window; parts nearer to 0 or 1 than the tolerance become 0 or 1.</summary>
    public void ReadRow(int row, Span<double> fractions, double tolerance)
    {
        double running = 0;
        for (int column = 0; column < _window.Columns; column++)
        {
            running += _change[(row * _stride) + column];
            double part = Math.Abs(running);
            // Running sums end a few rounding errors beside 0 and 1.
            fractions[column] = part < tolerance ? 0 : part > 1 - tolerance ? 1 : part;
        }
    }

    /// <summary>Signed area of a ring in cells; positive where it turns from x to y.</summary>
    public static double Area(ReadOnlySpan<double> columns, ReadOnlySpan<double> rows)
    {
        double twice = 0;
        for (int from = 0; from < columns.Length; from++)
        {
            int to = from + 1 == columns.Length ? 0 : from + 1;
            twice += ((columns[from] - columns[0]) * (rows[to] - rows[0])) - ((columns[to] - columns[0]) * (rows[from] - rows[0]));
        }

        return twice / 2;
    }

    private void AddEdge(double x0, double y0, double x1, double y1)
    {
        if (y0 == y1) return;
        (x0, x1, y0, y1) = (x0 - _window.Column, x1 - _window.Column, y0 - _window.Row, y1 - _window.Row);
        double sign = 1;
        if (y0 > y1) (x0, y0, x1, y1, sign) = (x1, y1, x0, y0, -1);
        if (y1 <= 0 || y0 >= _window.Rows) return;
        double slope = (x1 - x0) / (y1 - y0);
        int last = Math.Min(_window.Rows - 1, (int)Math.Ceiling(y1) - 1);
        for (int row = Math.Max(0, (int)Math.Floor(y0)); row <= last; row++)
        {
            double top = Math.Max(y0, row), bottom = Math.Min(y1, row + 1);
            if (bottom <= top) continue;
            double from = top == y0 ? x0 : x0 + ((top - y0) * slope), to = bottom == y1 ? x1 : x0 + ((bottom - y0) * slope);
            AddInRow(row, from, to, sign * (bottom - top));
        }
    }

    // One edge inside one row: height dy is shared among the columns it passes in proportion to the way inside each.
    private void AddInRow(int row, double from, double to, double dy)
    {
        Span<double> change = _change.AsSpan(row * _stride, _window.Columns + 1);
        if (from > to) (from, to) = (to, from);
        double length = to - from;
        if (to <= 0) { change[0] += dy; return; }
        if (from >= _window.Columns) return;
        if (from < 0)
        {
            double before = dy * (-from / length);
            change[0] += before;
            (dy, from, length) = (dy - before, 0, to);
        }

        int column = (int)from;
        if (to <= column + 1) { AddInCell(change, column, (from + to) / 2, dy); return; }
        double perLength = dy / length;
        while (from < to && column < _window.Columns)
        {
            double end = Math.Min(to, column + 1);
            AddInCell(change, column, (from + end) / 2, perLength * (end - from));
            (from, column) = (end, column + 1);
        }
    }

    private static void AddInCell(Span<double> change, int column, double middle, double dy)
    {
        double right = dy * (column + 1 - middle);
        change[column] += right;
        change[column + 1] += dy - right;
    }
}
