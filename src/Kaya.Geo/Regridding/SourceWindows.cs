namespace Kaya.Geo;

/// <summary>The source cells needed for a window of a target, with a safety margin.</summary>
internal sealed class SourceWindows(Grid source, Grid target, ICoordinateTransformation? back) : IDisposable
{
    private readonly Affine _inverse = source.Affine.Inverse();

    /// <summary>From the target's coordinate system to the source's; null if they are the same.</summary>
    public ICoordinateTransformation? Back => back;

    /// <summary>The window of the source; the whole source if the outline cannot be transformed, none if it is
    /// outside.</summary>
    public Window Behind(Window window)
    {
        (double[] x, double[] y) = Outline(window);
        back?.Transform(x, y);
        (double west, double east, double north, double south) = (double.PositiveInfinity, double.NegativeInfinity,
            double.PositiveInfinity, double.NegativeInfinity);
        bool turned = source.ColumnsOfTurn > 0;
        double middle = (source.Bounds.West + source.Bounds.East) / 2;
        for (int point = 0; point < x.Length; point++)
        {
            // Longitudes may be off by whole turns: those nearest to the middle of the source are meant.
            double near = turned ? middle + Math.IEEERemainder(x[point] - middle, 360) : x[point];
            (double column, double row) = _inverse.Apply(near, y[point]);
            // Outside the valid area of the projection, or across a pole or the date line, the outline does not enclose the inside.
            if (!double.IsFinite(column) || !double.IsFinite(row)) return source.All;
            (west, east, north, south) = (Math.Min(west, column), Math.Max(east, column), Math.Min(north, row), Math.Max(south, row));
        }

        if (source.Crs.IsGeographic && (east - west) * Math.Abs(source.Affine.StepX) > 180)
        {
            if (back is not null) return source.All;
            (west, east) = (0, source.Columns);
        }

        // Between two points the outline deviates by far less than a fiftieth of its length.
        double rim = 2 + (0.02 * Math.Max(east - west, south - north));
        static int Whole(double value) => (int)Math.Clamp(value, -1e9, 1e9);
        (int first, int left) = (Whole(Math.Floor(north - rim)), Whole(Math.Floor(west - rim)));
        return new Window(first, left, Whole(Math.Ceiling(south + rim)) - first, Whole(Math.Ceiling(east + rim)) - left).Intersect(
            source.All);
    }

    public void Dispose() => (back as IDisposable)?.Dispose();

    // Every corner of a cell on the edge of the window.
    private (double[] X, double[] Y) Outline(Window window)
    {
        (int Column, int Row)[] corners =
        [
            .. Enumerable.Range(window.Column, window.Columns + 1).SelectMany(
                column => new[] { (column, window.Row), (column, window.EndRow) }),
            .. Enumerable.Range(window.Row, window.Rows + 1).SelectMany(row => new[] { (window.Column, row), (window.EndColumn, row) }),
        ];
        (double X, double Y)[] points = [.. corners.Select(corner => target.Affine.Apply(corner.Column, corner.Row))];
        return ([.. points.Select(point => point.X)], [.. points.Select(point => point.Y)]);
    }
}
