namespace Kaya.Geo;

/// <summary>The two sums of a separable regridding: along each source row first, then over the rows of a target row.</summary>
internal sealed class RowContraction(QuantityKind kind, (AxisOverlap Rows, AxisOverlap Columns) overlaps, int columns)
{
    private const long CellsOfChunk = 4_000_000;

    /// <summary>Fills the target. Chunks of target rows are independent; each cell is summed in a fixed order, independent of
    /// threads.</summary>
    public void Run(IRasterSource source, int band, Span<double> cells)
    {
        int rows = overlaps.Rows.Targets.Length;
        int chunks = (int)Math.Clamp(source.Grid.CellCount / CellsOfChunk, Math.Min(rows, Environment.ProcessorCount), rows);
        double[] result = new double[rows * columns];
        Chunks.Run(chunks, source.IsThreadSafe, chunk =>
            Fill(source, band, (int)((long)rows * chunk / chunks), (int)((long)rows * (chunk + 1) / chunks), result));
        result.CopyTo(cells);
    }

    private void Fill(IRasterSource source, int band, int first, int end, double[] result)
    {
        RowReader reader = new(source, band, RowsBehind(first, end));
        double[] weights = new double[columns];
        for (int target = first; target < end; target++)
        {
            Span<double> sums = result.AsSpan(target * columns, columns);
            Array.Clear(weights);
            foreach (AxisSegment segment in overlaps.Rows.Targets[target])
                for (int k = 0; k < segment.Weights.Length; k++) AddRow(reader.Row(segment.Start + k), segment.Weights[k], sums, weights);
            Finish(sums, weights);
        }
    }

    private (int First, int End) RowsBehind(int first, int end)
    {
        (int low, int high) = (int.MaxValue, 0);
        for (int target = first; target < end; target++)
            foreach (AxisSegment segment in overlaps.Rows.Targets[target])
                (low, high) = (Math.Min(low, segment.Start), Math.Max(high, segment.Start + segment.Weights.Length));
        return (low, high);
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
            sums[column] = weights[column] <= 0 ? double.NaN : kind == QuantityKind.Extensive ? sums[column]
                : sums[column] / weights[column];
    }
}
