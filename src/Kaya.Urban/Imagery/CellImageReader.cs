using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>Cuts pictures to the cells of a grid.</summary>
/// <remarks>
/// Each pixel of a cell is the mean of evenly spaced samples of the pixels below it, at least one for each of them, where a picture is
/// finer, and interpolated between four pixels where it is coarser. A cell that is exactly a tile gets exactly its pixels. Where pictures
/// overlap, their mean is taken. Safe for use by several threads if each has a reader of its own.
/// </remarks>
public sealed class CellImageReader
{
    // Places are transformed at the knots of a net over the cell and interpolated between: a cell of 1 km is flat to far below a pixel.
    private const int Knots = 9;
    private readonly Grid _grid;
    private readonly int _size;
    private readonly ICoordinateTransformation? _toPictures;
    private readonly double[] _x = new double[Knots * Knots], _y = new double[Knots * Knots];
    private readonly float[] _sums;
    private readonly int[] _counts;

    /// <summary>A reader.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="size">Rows and columns of the image of a cell.</param>
    /// <param name="toPictures">From the grid to the coordinate system of the pictures; null if it is the same.</param>
    public CellImageReader(Grid grid, int size, ICoordinateTransformation? toPictures)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (_grid, _size, _toPictures) = (grid, size, toPictures);
        (_sums, _counts) = (new float[size * size * 3], new int[size * size]);
    }

    /// <summary>The area of a cell in the coordinate system of the pictures.</summary>
    /// <param name="row">Row of the cell.</param>
    /// <param name="column">Column of the cell.</param>
    /// <returns>The rectangle around it.</returns>
    public Bounds AreaOf(int row, int column)
    {
        for (int knot = 0; knot < _x.Length; knot++)
            (_x[knot], _y[knot]) = _grid.Affine.Apply(column + (knot % Knots / (Knots - 1.0)), row + (knot / Knots / (Knots - 1.0)));
        _toPictures?.Transform(_x, _y);
        return new Bounds(_x.Min(), _y.Min(), _x.Max(), _y.Max());
    }

    /// <summary>Reads the image of a cell.</summary>
    /// <param name="row">Row of the cell.</param>
    /// <param name="column">Column of the cell.</param>
    /// <param name="pictures">The pictures that overlap it.</param>
    /// <param name="pixels">Receives [row, column, red/green/blue]; black where no picture has data.</param>
    /// <returns>Share of the pixels with data.</returns>
    /// <exception cref="Kaya.Core.DataFormatException">A picture cannot be decoded.</exception>
    public double Read(int row, int column, IEnumerable<IPicture> pictures, Span<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        Bounds area = AreaOf(row, column);
        Array.Clear(_sums);
        Array.Clear(_counts);
        foreach (IPicture picture in pictures) Add(picture.Read(area));
        int covered = 0;
        for (int pixel = 0; pixel < _counts.Length; pixel++)
        {
            int count = _counts[pixel];
            if (count > 0) covered++;
            for (int channel = 0; channel < 3; channel++)
                pixels[(3 * pixel) + channel] = count == 0 ? (byte)0 : (byte)MathF.Round(_sums[(3 * pixel) + channel] / count);
        }

        return (double)covered / _counts.Length;
    }

    // The net of places in pixels of the block, then each sample of each pixel of the cell.
    private void Add(PictureBlock block)
    {
        Affine inverse = block.Affine.Inverse();
        (double C, double R)[] net = [.. Enumerable.Range(0, _x.Length).Select(knot => inverse.Apply(_x[knot], _y[knot]))];
        double across = Distance(net[0], net[Knots - 1]) / _size, down = Distance(net[0], net[Knots * (Knots - 1)]) / _size;
        bool isFiner = Math.Max(across, down) > 1 + 1e-6;
        int samples = isFiner ? Samples(Math.Max(across, down)) : 1;
        int steps = _size * samples;
        for (int i = 0; i < steps; i++)
        {
            double v = (i + 0.5) / steps * (Knots - 1);
            int upper = Math.Min((int)v, Knots - 2);
            for (int j = 0; j < steps; j++)
            {
                double u = (j + 0.5) / steps * (Knots - 1);
                int left = Math.Min((int)u, Knots - 2);
                (double c, double r) = Between(net, upper, left, u - left, v - upper);
                if (c < 0 || r < 0 || c >= block.Columns || r >= block.Rows) continue;
                int pixel = (i / samples * _size) + (j / samples);
                if (isFiner) Take(block, pixel, (int)r, (int)c);
                else Interpolate(block, pixel, r - 0.5, c - 0.5);
            }
        }
    }

    private static int Samples(double ratio) =>
        Math.Abs(ratio - Math.Round(ratio)) < 1e-6 ? (int)Math.Round(ratio) : (int)Math.Ceiling(2 * ratio);

    private static (double C, double R) Between((double C, double R)[] net, int row, int column, double u, double v)
    {
        ((double C, double R) a, (double C, double R) b) = (net[(row * Knots) + column], net[(row * Knots) + column + 1]);
        ((double C, double R) c, (double C, double R) d) = (net[((row + 1) * Knots) + column], net[((row + 1) * Knots) + column + 1]);
        double wa = (1 - u) * (1 - v), wb = u * (1 - v), wc = (1 - u) * v, wd = u * v;
        return ((wa * a.C) + (wb * b.C) + (wc * c.C) + (wd * d.C), (wa * a.R) + (wb * b.R) + (wc * c.R) + (wd * d.R));
    }

    private void Take(PictureBlock block, int pixel, int row, int column)
    {
        ReadOnlySpan<byte> colour = block.Colours.AsSpan(4 * ((row * block.Columns) + column), 4);
        if (colour[3] < 128) return;
        for (int channel = 0; channel < 3; channel++) _sums[(3 * pixel) + channel] += colour[channel];
        _counts[pixel]++;
    }

    // Between the centres of four pixels; those outside of the block are the nearest inside, those without data have no weight.
    private void Interpolate(PictureBlock block, int pixel, double row, double column)
    {
        // A cell that is a tile: rounding must not mix neighbours.
        (double r, double c) = (Snapped(row), Snapped(column));
        (int r0, int c0) = ((int)Math.Floor(r), (int)Math.Floor(c));
        Span<double> sum = stackalloc double[3];
        sum.Clear();
        double weights = 0;
        for (int k = 0; k < 4; k++)
        {
            double weight = (k < 2 ? 1 - (r - r0) : r - r0) * (k % 2 == 0 ? 1 - (c - c0) : c - c0);
            if (weight <= 0) continue;
            int at = 4 * ((Math.Clamp(r0 + (k >> 1), 0, block.Rows - 1) * block.Columns) + Math.Clamp(c0 + (k & 1), 0, block.Columns - 1));
            if (block.Colours[at + 3] < 128) continue;
            for (int channel = 0; channel < 3; channel++) sum[channel] += weight * block.Colours[at + channel];
            weights += weight;
        }

        if (weights < 0.5) return;
        for (int channel = 0; channel < 3; channel++) _sums[(3 * pixel) + channel] += (float)(sum[channel] / weights);
        _counts[pixel]++;
    }

    private static double Snapped(double value) => Math.Abs(value - Math.Round(value)) < 1e-5 ? Math.Round(value) : value;

    private static double Distance((double C, double R) from, (double C, double R) to) => Math.Sqrt(
        ((to.C - from.C) * (to.C - from.C)) + ((to.R - from.R) * (to.R - from.R)));
}
