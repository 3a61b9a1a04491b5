namespace Kaya.NetCdf;

/// <summary>Reorders values.</summary>
internal static class Reordering
{
    /// <summary>Permutes dimensions.</summary>
    /// <param name="values">As read, the last dimension fastest.</param>
    /// <param name="counts">Lengths of the dimensions as read.</param>
    /// <param name="order">Their order in the result.</param>
    /// <param name="destination">Room for as many values.</param>
    public static void Transpose<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> counts, ReadOnlySpan<int> order, Span<T> destination)
    {
        int rank = order.Length;
        Span<int> strides = stackalloc int[rank], steps = stackalloc int[rank], many = stackalloc int[rank], index = stackalloc int[rank];
        for (int k = rank - 1, stride = 1; k >= 0; stride *= (int)counts[k--]) strides[k] = stride;
        for (int k = 0; k < rank; k++) (steps[k], many[k]) = (strides[order[k]], (int)counts[order[k]]);
        index.Clear();
        for (int at = 0, from = 0; at < destination.Length; at++)
        {
            destination[at] = values[from];
            int k = rank - 1;
            from += steps[k];
            while (k > 0 && ++index[k] == many[k])
            {
                from += steps[k - 1] - (many[k] * steps[k]);
                index[k--] = 0;
            }
        }
    }

    /// <summary>The last row of each rectangle first.</summary>
    public static void TurnRows<T>(Span<T> values, int rows, int columns)
        where T : unmanaged
    {
        T[] line = new T[columns];
        for (int block = 0; block < values.Length; block += rows * columns)
            for (int row = 0; row < rows / 2; row++)
            {
                Span<T> upper = values.Slice(block + (row * columns), columns),
                    lower = values.Slice(block + ((rows - 1 - row) * columns), columns);
                upper.CopyTo(line);
                lower.CopyTo(upper);
                line.CopyTo(lower);
            }
    }

    /// <summary>The last column of each row first.</summary>
    public static void TurnColumns<T>(Span<T> values, int columns)
    {
        for (int row = 0; row < values.Length; row += columns) values.Slice(row, columns).Reverse();
    }
}
