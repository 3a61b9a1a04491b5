using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Distributes the total of one coarse cell over its fine cells.</summary>
internal sealed class BlockShares(ExtensiveRaster fine, int band, int factor)
{
    /// <summary>Writes the block; true if its weights were all 0 and the total was distributed evenly.</summary>
    public bool Fill(int row, int column, double total, Span<double> cells)
    {
        (double weights, int valid, int largest) = Survey(row, column);
        if (double.IsNaN(total) || valid == 0)
        {
            if (valid == 0 && total > 0) throw NoData(row, column, total);
            Each(row, column, cells, (_, _) => double.NaN);
            return false;
        }

        Conservation.RequireWeight(total, fine.Grid, ((long)row * factor * fine.Grid.Columns) + (column * factor));
        bool equal = weights == 0;
        Each(row, column, cells, (weight, _) => equal ? total / valid : total * (weight / weights));
        // Applied twice: the first correction may itself be rounded if the block has one large and many small cells.
        for (int turn = 0; turn < 2; turn++) cells[largest] += Sum(row, column, cells).MissingTo(total);
        return equal && total > 0;
    }

    private (double Weights, int Valid, int Largest) Survey(int row, int column)
    {
        CompensatedSum sum = default;
        (int valid, int largest, double most) = (0, 0, -1);
        for (int k = 0; k < factor * factor; k++)
        {
            int cell = Cell(row, column, k);
            double weight = fine.Values(band)[cell];
            if (double.IsNaN(weight)) continue;
            Conservation.RequireWeight(weight, fine.Grid, cell);
            sum.Add(weight);
            valid++;
            if (weight > most) (largest, most) = (cell, weight);
        }

        return (sum.Value, valid, largest);
    }

    private CompensatedSum Sum(int row, int column, ReadOnlySpan<double> cells)
    {
        CompensatedSum sum = default;
        for (int k = 0; k < factor * factor; k++)
        {
            double value = cells[Cell(row, column, k)];
            if (!double.IsNaN(value)) sum.Add(value);
        }

        return sum;
    }

    private void Each(int row, int column, Span<double> cells, Func<double, int, double> value)
    {
        for (int k = 0; k < factor * factor; k++)
        {
            int cell = Cell(row, column, k);
            double weight = fine.Values(band)[cell];
            cells[cell] = double.IsNaN(weight) ? double.NaN : value(weight, cell);
        }
    }

    private int Cell(int row, int column, int k) =>
        (((row * factor) + (k / factor)) * fine.Grid.Columns) + (column * factor) + (k % factor);

    private static DataFormatException NoData(int row, int column, double total) =>
        new(new Fault("A coarse cell has a total, but none of its fine cells has data.",
        new SourceLocation(Variable: $"row {row}, column {column}"), "at least one fine cell with data",
            FormattableString.Invariant($"a total of {total}"),
        "Mask the coarse map and the fine weights in the same way."));
}
