using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Arithmetic of rows, several numbers at once. All rows of a call have the same length.</summary>
internal static class RowKernels
{
    private static int Width => Vector<float>.Count;

    /// <summary>to = a b.</summary>
    internal static void Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> to)
    {
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        ref float target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= to.Length - Width; at += Width)
            (Vector.LoadUnsafe(ref left, (nuint)at) * Vector.LoadUnsafe(ref right, (nuint)at)).StoreUnsafe(ref target, (nuint)at);
        for (; at < to.Length; at++) to[at] = a[at] * b[at];
    }

    /// <summary>to += a b.</summary>
    internal static void AddProduct(Span<float> to, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        ref float target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= to.Length - Width; at += Width)
            (Vector.LoadUnsafe(ref target, (nuint)at) + (Vector.LoadUnsafe(ref left, (nuint)at) * Vector.LoadUnsafe(ref right, (nuint)at)))
                .StoreUnsafe(ref target, (nuint)at);
        for (; at < to.Length; at++) to[at] += a[at] * b[at];
    }

    /// <summary>to += a scale.</summary>
    internal static void AddScaled(Span<float> to, ReadOnlySpan<float> a, float scale)
    {
        ref float left = ref MemoryMarshal.GetReference(a), target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= to.Length - Width; at += Width)
            (Vector.LoadUnsafe(ref target, (nuint)at) + (Vector.LoadUnsafe(ref left, (nuint)at) * scale))
                .StoreUnsafe(ref target, (nuint)at);
        for (; at < to.Length; at++) to[at] += a[at] * scale;
    }

    /// <summary>to -= a b.</summary>
    internal static void SubtractProduct(Span<float> to, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        ref float target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= to.Length - Width; at += Width)
            (Vector.LoadUnsafe(ref target, (nuint)at) - (Vector.LoadUnsafe(ref left, (nuint)at) * Vector.LoadUnsafe(ref right, (nuint)at)))
                .StoreUnsafe(ref target, (nuint)at);
        for (; at < to.Length; at++) to[at] -= a[at] * b[at];
    }

    /// <summary>to -= (a - b) scale.</summary>
    internal static void SubtractDifference(Span<float> to, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> scale)
    {
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        ref float factor = ref MemoryMarshal.GetReference(scale), target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= to.Length - Width; at += Width)
        {
            Vector<float> difference = Vector.LoadUnsafe(ref left, (nuint)at) - Vector.LoadUnsafe(ref right, (nuint)at);
            (Vector.LoadUnsafe(ref target, (nuint)at) - (difference * Vector.LoadUnsafe(ref factor, (nuint)at)))
                .StoreUnsafe(ref target, (nuint)at);
        }

        for (; at < to.Length; at++) to[at] -= (a[at] - b[at]) * scale[at];
    }

    /// <summary>ratio = ratio b - below c.</summary>
    internal static void Solve(Span<float> ratio, ReadOnlySpan<float> b, ReadOnlySpan<float> below, ReadOnlySpan<float> c)
    {
        ref float left = ref MemoryMarshal.GetReference(b), right = ref MemoryMarshal.GetReference(c);
        ref float lower = ref MemoryMarshal.GetReference(below), target = ref MemoryMarshal.GetReference(ratio);
        int at = 0;
        for (; at <= ratio.Length - Width; at += Width)
            ((Vector.LoadUnsafe(ref target, (nuint)at) * Vector.LoadUnsafe(ref left, (nuint)at))
                - (Vector.LoadUnsafe(ref lower, (nuint)at) * Vector.LoadUnsafe(ref right, (nuint)at))).StoreUnsafe(ref target, (nuint)at);
        for (; at < ratio.Length; at++) ratio[at] = (ratio[at] * b[at]) - (below[at] * c[at]);
    }

    /// <summary>The sum of a b c.</summary>
    internal static double Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        ref float one = ref MemoryMarshal.GetReference(a), two = ref MemoryMarshal.GetReference(b);
        ref float three = ref MemoryMarshal.GetReference(c);
        Vector<float> sum = default;
        int at = 0;
        for (; at <= a.Length - Width; at += Width)
            sum += Vector.LoadUnsafe(ref one, (nuint)at) * Vector.LoadUnsafe(ref two, (nuint)at)
                * Vector.LoadUnsafe(ref three, (nuint)at);
        double total = Vector.Sum(sum);
        for (; at < a.Length; at++) total += a[at] * b[at] * (double)c[at];
        return total;
    }
}
