namespace Kaya.Geo;

/// <summary>Receives changes of the covered share along rows.</summary>
internal interface ICoverageSink
{
    /// <summary>Increases the covered share from this column to the end of the row.</summary>
    void Add(int row, int column, double part);
}

/// <summary>The exact share of each cell covered by polygons: the area of the clipped polygon, without clipping.</summary>
/// <remarks>
/// Every edge adds the signed area between itself and the right side of the cells it crosses; the running sum along a row is
/// the
/// covered share. Outlines and holes have opposite orientation; a ring may start anywhere. The cost is the number of cells crossed by
/// edges.
/// Coordinates are columns and rows.
/// </remarks>
internal static class EdgeCoverage
{
    /// <summary>Adds a ring, the last point joined to the first.</summary>
    public static void AddRing<T>(ref T sink, Window window, ReadOnlySpan<double> columns, ReadOnlySpan<double> rows, bool reversed)
        where T : struct, ICoverageSink
    {
        for (int from = 0; from < columns.Length; from++)
        {
            int to = from + 1 == columns.Length ? 0 : from + 1;
            if (reversed) AddEdge(ref sink, window, (columns[to], rows[to]), (columns[from], rows[from]));
            else AddEdge(ref sink, window, (columns[from], rows[from]), (columns[to], rows[to]));
        }
    }

    /// <summary>A running sum as a covered share; within the tolerance of 0 or 1 it becomes 0 or 1.</summary>
    public static double Part(double running, double tolerance)
    {
        // Running sums differ from 0 and 1 by a few rounding errors.
        double part = Math.Abs(running);
        return part < tolerance ? 0 : part > 1 - tolerance ? 1 : part;
    }

    /// <summary>Signed area of a ring in cells; positive if oriented from x to y.</summary>
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

    private static void AddEdge<T>(ref T sink, Window window, (double X, double Y) start, (double X, double Y) end) where T : struct,
        ICoverageSink
    {
        (double x0, double y0, double x1, double y1) = (start.X - window.Column, start.Y - window.Row, end.X - window.Column,
            end.Y - window.Row);
        if (y0 == y1) return;
        double sign = 1;
        if (y0 > y1) (x0, y0, x1, y1, sign) = (x1, y1, x0, y0, -1);
        if (y1 <= 0 || y0 >= window.Rows) return;
        double slope = (x1 - x0) / (y1 - y0);
        int last = Math.Min(window.Rows - 1, (int)Math.Ceiling(y1) - 1);
        for (int row = Math.Max(0, (int)Math.Floor(y0)); row <= last; row++)
        {
            double top = Math.Max(y0, row), bottom = Math.Min(y1, row + 1);
            if (bottom <= top) continue;
            double from = top == y0 ? x0 : x0 + ((top - y0) * slope), to = bottom == y1 ? x1 : x0 + ((bottom - y0) * slope);
            AddInRow(ref sink, (row, window.Columns), from, to, sign * (bottom - top));
        }
    }

    // One edge inside one row: height dy is divided among the columns in proportion to the length inside each.
    private static void AddInRow<T>(ref T sink, (int Row, int Columns) line, double from, double to, double dy) where T : struct,
        ICoverageSink
    {
        if (from > to) (from, to) = (to, from);
        double length = to - from;
        if (to <= 0) { sink.Add(line.Row, 0, dy); return; }
        if (from >= line.Columns) return;
        if (from < 0)
        {
            double before = dy * (-from / length);
            sink.Add(line.Row, 0, before);
            (dy, from, length) = (dy - before, 0, to);
        }

        int column = (int)from;
        if (to <= column + 1) { AddInCell(ref sink, line.Row, column, (from + to) / 2, dy); return; }
        double perLength = dy / length;
        while (from < to && column < line.Columns)
        {
            double leave = Math.Min(to, column + 1);
            AddInCell(ref sink, line.Row, column, (from + leave) / 2, perLength * (leave - from));
            (from, column) = (leave, column + 1);
        }
    }

    private static void AddInCell<T>(ref T sink, int row, int column, double middle, double dy) where T : struct, ICoverageSink
    {
        double right = dy * (column + 1 - middle);
        sink.Add(row, column, right);
        sink.Add(row, column + 1, dy - right);
    }
}
