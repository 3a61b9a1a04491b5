using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Geo;

/// <summary>Conversion of stored numbers to values: value = stored x scale + offset; no-data codes become NaN.</summary>
/// <param name="Scale">Factor, 1 for none.</param>
/// <param name="Offset">Summand, 0 for none.</param>
/// <param name="NoData">Stored number that means no-data; null for none.</param>
/// <param name="OtherNoData">A second one, such as <c>missing_value</c> beside <c>_FillValue</c>; null for none. Infinity of either sign
/// stands for both.</param>
public readonly record struct Packing(double Scale, double Offset, double? NoData = null, double? OtherNoData = null)
{
    /// <summary>The identity: stored numbers are the values.</summary>
    public static Packing None => new(1, 0);

    /// <summary>Whether stored numbers are the values, with NaN for no-data.</summary>
    public bool IsPlain => Scale == 1 && Offset == 0 && NoData is null or double.NaN && OtherNoData is null or double.NaN;

    /// <summary>Turns stored numbers into values. Computed in double precision for all types.</summary>
    /// <typeparam name="TStored">Element type of the source.</typeparam>
    /// <typeparam name="TValue">Double or float.</typeparam>
    /// <param name="stored">As read; may be the same memory as <paramref name="values"/> if the types are equal.</param>
    /// <param name="values">Receives the values.</param>
    /// <exception cref="ArgumentException">The destination has the wrong length.</exception>
    public void Unpack<TStored, TValue>(ReadOnlySpan<TStored> stored, Span<TValue> values)
        where TStored : unmanaged, INumber<TStored>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        if (stored.Length != values.Length) throw new ArgumentException($"The destination must have {stored.Length} values.",
            nameof(values));
        if (IsPlain) Convert(stored, values);
        else Scaled(stored, values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert<TStored, TValue>(ReadOnlySpan<TStored> stored, Span<TValue> values)
        where TStored : unmanaged, INumber<TStored>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        if (typeof(TStored) == typeof(TValue)) MemoryMarshal.AsBytes(stored).CopyTo(MemoryMarshal.AsBytes(values));
        else
            for (int at = 0; at < stored.Length; at++) values[at] = TValue.CreateTruncating(stored[at]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scaled<TStored, TValue>(ReadOnlySpan<TStored> stored, Span<TValue> values)
        where TStored : unmanaged, INumber<TStored>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        bool isScaled = Scale != 1 || Offset != 0, isInfinite = OtherNoData is { } last && double.IsInfinity(last);
        // A comparison with NaN is never true, so absent codes never match.
        (double scale, double offset, double code, double other) = (Scale, Offset, NoData ?? double.NaN, OtherNoData ?? double.NaN);
        for (int at = 0; at < stored.Length; at++)
        {
            double value = double.CreateTruncating(stored[at]);
            values[at] = value == code || value == other || (isInfinite && double.IsInfinity(value)) ? TValue.NaN
                : TValue.CreateTruncating(isScaled ? (value * scale) + offset : value);
        }
    }
}
