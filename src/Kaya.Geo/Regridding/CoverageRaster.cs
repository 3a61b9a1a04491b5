namespace Kaya.Geo;

/// <summary>The exact share of each cell of a small window covered by a polygon, stored for every cell. See
/// <see cref="EdgeCoverage"/>.</summary>
internal sealed class CoverageRaster(int rows, int columns)
{
    private readonly double[] _change = new double[rows * (columns + 1)];
    private readonly int _stride = columns + 1;
    private Window _window;

    /// <summary>Resets to a window that is not larger than the first.</summary>
    public void Reset(Window window)
    {
        _window = window;
        Array.Clear(_change);
    }

    /// <summary>Adds a ring, the last point joined to the first.</summary>
    public void AddRing(ReadOnlySpan<double> ringColumns, ReadOnlySpan<double> ringRows)
    {
        Dense sink = new(_change, _stride);
        EdgeCoverage.AddRing(ref sink, _window, ringColumns, ringRows, reversed: false);
    }

    /// <summary>The covered shares of one row of the window; shares within the tolerance of 0 or 1 become 0 or 1.</summary>
    public void ReadRow(int row, Span<double> fractions, double tolerance)
    {
        double running = 0;
        for (int column = 0; column < _window.Columns; column++)
        {
            running += _change[(row * _stride) + column];
            fractions[column] = EdgeCoverage.Part(running, tolerance);
        }
    }

    private readonly struct Dense(double[] change, int stride) : ICoverageSink
    {
        public void Add(int row, int column, double part) => change[(row * stride) + column] += part;
    }
}
