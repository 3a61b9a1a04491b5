namespace Kaya.Geo;

/// <summary>The two sums of a separable regridding: along each source row first, then over the rows of a target row.</summary>
internal sealed class RowContraction(QuantityKind kind, (AxisOverlap Rows, AxisOverlap Columns) overlaps, int columns)
{
    private const long CellsAtOnce = 8_000_000;

    /// <summary>Fills the target, reading as many source rows at a time as fit the buffer.</summary>
    public void Run(IRasterSource source, int band, Span<double> cells)
    {
        AxisSegment[][] rows = overlaps.Rows.Targets;
        for (int row = 0; row < rows.Length;)
        {
            int end = row;
            (int first, int last) = (int.MaxValue, 0);
            // Target rows are taken together while the source rows they need fit.
            while (end < rows.Length)
            {
                int low = Math.Min(first, rows[end].Select(segment => segment.Start).DefaultIfEmpty(int.MaxValue).Min());
                int high = Math.Max(last, rows[end].Select(segment => segment.Start + segment.Weights.Length).DefaultIfEmpty(0).Max());
                if (end > row && low < high && (long)(high - low) * source.Grid.Columns > CellsAtOnce && source is not Raster) break;
                (first, last) = (low, high);
                end++;
            }

            Contract(source, band, (row, end), (first, last), cells);
            row = end;
        }
    }

    private void Contract(IRasterSource source, int band, (int First, int End) targets, (int First, int End) rows, Span<double> cells)
    {
        int width = source.Grid.Columns;
        double[] read = [];
        if (source is not Raster && rows.First < rows.End)
        {
            read = GC.AllocateUninitializedArray<double>(checked((rows.End - rows.First) * width));
            source.Read(band, new Window(rows.First, 0, rows.End - rows.First, width), read);
        }

        double[] result = new double[(targets.End - targets.First) * columns];
        Parallel.For(targets.First, targets.End, target =>
        {
            Span<double> sums = result.AsSpan((target - targets.First) * columns, columns);
            double[] weights = new double[columns];
            foreach (AxisSegment segment in overlaps.Rows.Targets[target])
                for (int k = 0; k < segment.Weights.Length; k++)
                {
                    int row = segment.Start + k;
                    ReadOnlySpan<double> values = source is Raster raster ? raster.Row(band, row) : read.AsSpan((row - rows.First) * width, width);
                    AddRow(values, segment.Weights[k], sums, weights);
                }

            Finish(sums, weights);
        });
        result.CopyTo(cells.Slice(targets.First * columns, result.Length));
    }

    private void AddRow(ReadOnlySpan<double> values, double rowWeight, Span<double> sums, Span<double> weights)
    {
        AxisSegment[][] targets = overlaps.Columns.Targets;
        for (int column = 0; column < targets.Length; column++)
            foreach (AxisSegment segment in targets[column])
            {
                (double sum, double weight) = MaskedSum.Weighted(values.Slice(segment.Start, segment.Weights.Length), segment.Weights);
                sums[column] += rowWeight * sum;
                weights[column] += rowWeight * weight;
            }
    }

    private void Finish(Span<double> sums, ReadOnlySpan<double> weights)
    {
        for (int column = 0; column < sums.Length; column++)
            sums[column] = weights[column] <= 0 ? double.NaN : kind == QuantityKind.Extensive ? sums[column] : sums[column] / weights[column];
    }
}
