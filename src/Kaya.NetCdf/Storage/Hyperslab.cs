namespace Kaya.NetCdf;

/// <summary>A box of a variable: the first entry and the number of entries along each dimension.</summary>
/// <param name="start">First entries, from 0.</param>
/// <param name="count">Numbers of entries.</param>
internal readonly ref struct Hyperslab(ReadOnlySpan<long> start, ReadOnlySpan<long> count)
{
    public ReadOnlySpan<long> Start { get; } = start;

    public ReadOnlySpan<long> Count { get; } = count;

    public int Rank => Start.Length;

    public long Cells => Product(Count);

    /// <summary>Refuses a box outside the variable, or a destination of the wrong size.</summary>
    public static Hyperslab Require(string variable, ReadOnlySpan<long> shape, ReadOnlySpan<long> start, ReadOnlySpan<long> count,
        long room)
    {
        if (start.Length != shape.Length || count.Length != shape.Length)
            throw new ArgumentException($"{variable} has {shape.Length} dimensions, the window {start.Length} and {count.Length}.",
                nameof(start));
        for (int k = 0; k < shape.Length; k++)
            if (start[k] < 0 || count[k] < 0 || start[k] > shape[k] - count[k])
                throw new ArgumentOutOfRangeException(nameof(start),
                    $"{variable}: entries {start[k]} to {start[k] + count[k] - 1} of dimension {k}, which has {shape[k]}.");
        Hyperslab slab = new(start, count);
        return slab.Cells == room ? slab : throw new ArgumentException($"{variable}: the destination must have {slab.Cells} "
            + $"values, not {room}.",
            nameof(room));
    }

    public static long Product(ReadOnlySpan<long> factors)
    {
        long product = 1;
        foreach (long factor in factors) product = checked(product * factor);
        return product;
    }
}
