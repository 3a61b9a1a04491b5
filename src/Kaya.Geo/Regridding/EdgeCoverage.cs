namespace Kaya.Geo;

/// <summary>Receives changes of the covered share along rows.</summary>
internal interface ICoverageSink
{
    /// <summary>Increases the covered share from this column to the end of the row.</summary>
    void Add(int row, int column, double part);
}

/// <summary>The exact share of each cell covered by polygons: the area of the clipped polygon, without clipping.</summary>
/// <remarks>
/// Every edge adds the signed area between itself and the right side of the cells it crosses; the running sum along a row is the covered
/// share. Outlines and holes have opposite orientation; a ring may start anywhere. The cost is the number of cells crossed by edges.
/// Coordinates are columns and rows. Where the area of a cell is not spread evenly over its height, each row says how
/// (<see cref="RowSpreads"/>); without them it is.
/// </remarks>
internal static class EdgeCoverage
{
    /// <summary>Adds a ring, the last point joined to the first.</summary>
    public static void AddRing<T>(ref T sink, Window window, ReadOnlySpan<double> columns, ReadOnlySpan<double> rows, bool reversed,
        RowSpreads? spreads = null) where T : struct, ICoverageSink
    {
        for (int from = 0; from < columns.Length; from++)
        {
            int to = from + 1 == columns.Length ? 0 : from + 1;
            if (reversed) AddEdge(ref sink, window, (columns[to], rows[to]), (columns[from], rows[from]), spreads);
            else AddEdge(ref sink, window, (columns[from], rows[from]), (columns[to], rows[to]), spreads);
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

    private static void AddEdge<T>(ref T sink, Window window, (double X, double Y) start, (double X, double Y) end,
        RowSpreads? spreads) where T : struct, ICoverageSink
    {
        (double x0, double y0, double x1, double y1) = (start.X - window.Column, start.Y - window.Row, end.X - window.Column,
            end.Y - window.Row);
        if (y0 == y1) return;
        double sign = 1;
        if (y0 > y1) (x0, y0, x1, y1, sign) = (x1, y1, x0, y0, -1);
        if (y1 <= 0 || y0 >= window.Rows) return;
        double slope = (x1 - x0) / (y1 - y0);
        int last = Math.Min(window.Rows - 1, (int)Math.Ceiling(y1) - 1), parts = spreads?.Parts ?? 1;
        for (int row = Math.Max(0, (int)Math.Floor(y0)); row <= last; row++)
        {
            // Down the whole height of a cell, how its area is spread does not matter.
            if (spreads is not null && slope == 0 && y0 <= row && y1 >= row + 1)
            {
                AddInRow(ref sink, (row, window.Columns), (x0, 0), (x0, 1), sign, spreads.Whole(window.Row + row));
                continue;
            }

            for (int part = 0; part < parts; part++)
            {
                double top = Math.Max(y0, row + ((double)part / parts)), bottom = Math.Min(y1, row + ((part + 1.0) / parts));
                if (bottom <= top) continue;
                double from = top == y0 ? x0 : x0 + ((top - y0) * slope), to = bottom == y1 ? x1 : x0 + ((bottom - y0) * slope);
                RowSpread spread = spreads?.At(window.Row + row, part) ?? RowSpread.Even;
                AddInRow(ref sink, (row, window.Columns), (from, top - row), (to, bottom - row), sign, spread);
            }
        }
    }

    // One edge inside one row, from a height to another: it is cut where it enters the next column.
    private static void AddInRow<T>(ref T sink, (int Row, int Columns) line, (double X, double Y) from, (double X, double Y) to,
        double sign, RowSpread spread) where T : struct, ICoverageSink
    {
        if (from.X > to.X) (from, to, sign) = (to, from, -sign);
        if (to.X <= 0) { sink.Add(line.Row, 0, sign * spread.Between(from.Y, to.Y)); return; }
        if (from.X >= line.Columns) return;
        double slope = (to.Y - from.Y) / (to.X - from.X);
        if (from.X < 0)
        {
            double enter = from.Y - (from.X * slope);
            sink.Add(line.Row, 0, sign * spread.Between(from.Y, enter));
            from = (0, enter);
        }

        for (int column = (int)from.X; column < line.Columns; column++)
        {
            bool ends = to.X <= column + 1;
            (double X, double Y) leave = ends ? to : (column + 1, from.Y + ((column + 1 - from.X) * slope));
            AddInCell(ref sink, (line.Row, column), from, leave, sign, spread);
            if (ends) return;
            from = leave;
        }
    }

    // The part of the cell on the right of the edge, and what is left of it for the cells further on.
    private static void AddInCell<T>(ref T sink, (int Row, int Column) cell, (double X, double Y) from, (double X, double Y) to,
        double sign, RowSpread spread) where T : struct, ICoverageSink
    {
        double all = sign * spread.Between(from.Y, to.Y);
        double right = (all * (cell.Column + 1 - ((from.X + to.X) / 2))) + (sign * (to.X - from.X) * spread.Slant(to.Y - from.Y));
        sink.Add(cell.Row, cell.Column, right);
        sink.Add(cell.Row, cell.Column + 1, all - right);
    }
}
