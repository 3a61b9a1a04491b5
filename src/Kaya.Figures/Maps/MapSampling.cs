using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>Reads a source at the size of a picture: means of the cells behind each pixel, codes from the middle one.</summary>
internal static class MapSampling
{
    /// <summary>Values by pixel, north up and west on the left, and the sum of the cells of a band of totals (NaN for others).</summary>
    public static (double[] Shown, double Total) Read(IRasterSource source, int band, int width, int height)
    {
        Grid grid = source.Grid;
        bool codes = source.Bands[band].Kind == QuantityKind.Category;
        double[] shown = new double[width * height];
        double[] cells = [];
        CompensatedSum total = new();
        bool adds = source.Bands[band].Kind == QuantityKind.Extensive;
        bool[] added = new bool[adds ? grid.Rows : 0];
        for (int y = 0; y < height; y++)
        {
            int line = grid.Affine.StepY < 0 ? y : height - 1 - y;
            (int first, int end) = Span(line, height, grid.Rows, codes);
            if (cells.Length < (end - first) * grid.Columns) cells = new double[(end - first) * grid.Columns];
            Span<double> rows = cells.AsSpan(0, (end - first) * grid.Columns);
            source.Read(band, new Window(first, 0, end - first, grid.Columns), rows);
            // Where pixels are smaller than cells, a row is read several times.
            for (int row = first; adds && row < end; row++)
            {
                if (!added[row]) Add(ref total, rows.Slice((row - first) * grid.Columns, grid.Columns));
                added[row] = true;
            }

            for (int x = 0; x < width; x++)
            {
                (int left, int right) = Span(grid.Affine.StepX > 0 ? x : width - 1 - x, width, grid.Columns, codes);
                shown[(y * width) + x] = Mean(rows, grid.Columns, left, right);
            }
        }

        return (shown, adds ? total.Value : double.NaN);
    }

    private static void Add(ref CompensatedSum total, ReadOnlySpan<double> row)
    {
        foreach (double value in row)
            if (!double.IsNaN(value)) total.Add(value);
    }

    private static (int First, int End) Span(int pixel, int pixels, int cells, bool middle)
    {
        int first = (int)((long)pixel * cells / pixels), end = Math.Max(first + 1, (int)((long)(pixel + 1) * cells / pixels));
        return middle ? ((first + end - 1) / 2, ((first + end - 1) / 2) + 1) : (first, end);
    }

    private static double Mean(ReadOnlySpan<double> rows, int columns, int left, int right)
    {
        (double sum, int count) = (0, 0);
        for (int start = 0; start < rows.Length; start += columns)
            for (int column = left; column < right; column++)
            {
                double value = rows[start + column];
                if (double.IsNaN(value)) continue;
                sum += value;
                count++;
            }

        return count == 0 ? double.NaN : sum / count;
    }
}
