using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Smooths a layer with a Gaussian of a width in km on the ground, along rows and columns: the amount of each cell is spread
/// over the cells with data around it, in proportion to their weights.</summary>
/// <remarks>What a cell would spread to cells without data or beyond the edge of the grid goes to the others, so nothing is lost at a
/// coast. A mean of the neighbours with data (normalised convolution) would fill the cells of a coast from the land behind
/// it.</remarks>
internal sealed class GaussianSmoothing
{
    private const double Reach = 3;
    // A narrower kernel moves less than a thousandth to neighbouring cells.
    private const double LeastCells = 0.25;
    private readonly Grid _grid;
    private readonly double _kilometres;

    public GaussianSmoothing(Grid grid, double kilometres)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(kilometres);
        if (kilometres > 0 && !grid.IsRegular)
            throw new GridMismatchException(new Fault("A driver can only be smoothed on a regular grid.",
                Expected: "rows and columns parallel to the axes", Found: grid.ToString(),
                    Remedy: "Align the driver to a regular grid, or disable smoothing."));
        (_grid, _kilometres) = (grid, kilometres);
        HaloCells = Enumerable.Range(0, 2).Select(end => CellsWide(end * (grid.Rows - 1))).Append(CellsHigh).Max() is var most
            && most < LeastCells ? 0 : 2 * (int)Math.Ceiling(Reach * most);
    }

    /// <summary>Width of the halo that a window needs on every side: what a cell receives depends on the cells around its
    /// neighbours.</summary>
    public int HaloCells { get; }

    private double KilometresPerUnit => _grid.Crs.IsGeographic ? Math.PI / 180 * _grid.Crs.Ellipsoid.SemiMajor / 1000
        : _grid.Crs.MetresPerUnit / 1000;

    private double CellsHigh => _kilometres / (Math.Abs(_grid.Affine.StepY) * KilometresPerUnit);

    /// <summary>Smooths the cells of a window in place.</summary>
    /// <param name="window">The window, halo included.</param>
    /// <param name="cells">Its values, finite where there is data.</param>
    /// <param name="missing">Whether a cell takes no part; its value is 0 afterwards.</param>
    public void Apply(Window window, Span<double> cells, ReadOnlySpan<bool> missing)
    {
        if (HaloCells == 0) return;
        for (int cell = 0; cell < cells.Length; cell++)
            if (missing[cell]) cells[cell] = 0;
        bool isWhole = window.Row > 0 && window.Column > 0 && window.Row + window.Rows < _grid.Rows
            && window.Column + window.Columns < _grid.Columns && !missing.Contains(true);
        if (!isWhole) DivideByReceived(window, cells, missing);
        Spread(window, cells);
        for (int cell = 0; cell < cells.Length; cell++)
            if (missing[cell]) cells[cell] = 0;
    }

    // What a cell spreads to cells with data: 1, but less beside cells without data and at the edge of the grid.
    private void DivideByReceived(Window window, Span<double> cells, ReadOnlySpan<bool> missing)
    {
        double[] received = new double[cells.Length];
        for (int cell = 0; cell < received.Length; cell++) received[cell] = missing[cell] ? 0 : 1;
        Spread(window, received);
        for (int cell = 0; cell < cells.Length; cell++)
            if (received[cell] > 0) cells[cell] /= received[cell];
    }

    private void Spread(Window window, Span<double> cells)
    {
        double[] line = new double[Math.Max(window.Rows, window.Columns)];
        double[] down = Kernel(CellsHigh);
        for (int column = 0; column < window.Columns; column++) Convolve(cells[column..], window.Rows, window.Columns, down, line);
        for (int row = 0; row < window.Rows; row++)
            Convolve(cells[(row * window.Columns)..], window.Columns, 1, Kernel(CellsWide(window.Row + row)), line);
    }

    private double CellsWide(int row)
    {
        double shrink = _grid.Crs.IsGeographic ? Math.Cos(_grid.CentreOf(row, 0).Y * Math.PI / 180) : 1;
        return Math.Min(_kilometres / (Math.Abs(_grid.Affine.StepX) * KilometresPerUnit * shrink), _grid.Columns);
    }

    private static double[] Kernel(double cells)
    {
        if (cells < LeastCells) return [1];
        int reach = (int)Math.Ceiling(Reach * cells);
        double[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(at => Math.Exp(-(at * at) / (2 * cells * cells)))];
        double sum = kernel.Sum();
        return [.. kernel.Select(weight => weight / sum)];
    }

    private static void Convolve(Span<double> cells, int count, int stride, double[] kernel, double[] line)
    {
        int reach = kernel.Length / 2;
        if (reach == 0) return;
        for (int at = 0; at < count; at++) line[at] = cells[at * stride];
        for (int at = 0; at < count; at++)
        {
            double sum = 0;
            int from = Math.Max(0, at - reach), to = Math.Min(count - 1, at + reach);
            for (int other = from; other <= to; other++) sum += line[other] * kernel[other - at + reach];
            cells[at * stride] = sum;
        }
    }
}
