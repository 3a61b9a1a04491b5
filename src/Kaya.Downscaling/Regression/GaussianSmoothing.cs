using System.Numerics;
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
        Down(window, cells, Kernel(CellsHigh));
        double[] line = new double[window.Columns];
        for (int row = 0; row < window.Rows; row++)
            Along(cells.Slice(row * window.Columns, window.Columns), Kernel(CellsWide(window.Row + row)), line);
    }

    // Whole rows at a time: each is the sum of the rows around it. The rows above were changed already, so that copies of them are used.
    private static void Down(Window window, Span<double> cells, double[] kernel)
    {
        int reach = kernel.Length / 2, columns = window.Columns;
        if (reach == 0) return;
        double[] before = new double[(reach + 1) * columns];
        for (int row = 0; row < window.Rows; row++)
        {
            Span<double> own = cells.Slice(row * columns, columns);
            own.CopyTo(before.AsSpan(row % (reach + 1) * columns, columns));
            own.Clear();
            for (int other = Math.Max(0, row - reach); other <= Math.Min(window.Rows - 1, row + reach); other++)
                Add(own, other <= row ? before.AsSpan(other % (reach + 1) * columns, columns) : cells.Slice(other * columns, columns),
                    kernel[other - row + reach]);
        }
    }

    private static void Along(Span<double> cells, double[] kernel, double[] line)
    {
        int reach = kernel.Length / 2;
        if (reach == 0) return;
        cells.CopyTo(line);
        cells.Clear();
        for (int shift = -reach; shift <= reach; shift++)
        {
            int from = Math.Max(0, -shift), count = cells.Length - Math.Abs(shift);
            if (count > 0) Add(cells.Slice(from, count), line.AsSpan(from + shift, count), kernel[shift + reach]);
        }
    }

    private static void Add(Span<double> sums, ReadOnlySpan<double> values, double weight)
    {
        int at = 0, wide = Vector<double>.Count;
        for (; at <= sums.Length - wide; at += wide)
            (new Vector<double>(sums[at..]) + (new Vector<double>(values[at..]) * weight)).CopyTo(sums[at..]);
        for (; at < sums.Length; at++) sums[at] += values[at] * weight;
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
}
