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
}
