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

    /// <summary>The sum of a b c; all are of whole vectors.</summary>
    internal static double Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        Vector<float> sum = default;
        for (int at = 0; at < a.Length; at += Width) sum += At(a, at) * At(b, at) * At(c, at);
        return Vector.Sum(sum);
    }

    /// <summary>The sum of a b c d; all are of whole vectors.</summary>
    internal static double Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d)
    {
        Vector<float> sum = default;
        for (int at = 0; at < a.Length; at += Width) sum += At(a, at) * At(b, at) * At(c, at) * At(d, at);
        return Vector.Sum(sum);
    }

    private static Vector<float> At(ReadOnlySpan<float> row, int at) => new(row[at..]);
}
