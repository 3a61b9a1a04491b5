using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Rows of plans between the precision of fields, the double precision that plans are computed in, and that of the run.</summary>
internal static class DoubleRows
{
    /// <summary>Room behind a row: whole vectors may run over its end.</summary>
    internal const int Room = 16;

    /// <summary>Several numbers of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<double> At(double[] row, int at) => Vector.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(row), (nuint)at);

    /// <summary>Stores several numbers of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Put(Vector<double> value, double[] row, int at) =>
        value.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(row), (nuint)at);

    /// <summary>to = from.</summary>
    internal static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        ref float source = ref MemoryMarshal.GetReference(from);
        ref double target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= from.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)at), out Vector<double> low, out Vector<double> high);
            low.StoreUnsafe(ref target, (nuint)at);
            high.StoreUnsafe(ref target, (nuint)(at + Vector<double>.Count));
        }

        for (; at < from.Length; at++) to[at] = from[at];
    }

    /// <summary>The first numbers of a row, rounded to the precision of the run.</summary>
    internal static void Narrow<T>(ReadOnlySpan<double> from, Span<T> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            from[..to.Length].CopyTo(MemoryMarshal.Cast<T, double>(to));
            return;
        }

        int at = 0;
        if (typeof(T) == typeof(float))
        {
            ref float target = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(to));
            ref double source = ref MemoryMarshal.GetReference(from);
            for (; at <= to.Length - Vector<float>.Count; at += Vector<float>.Count)
                Vector.Narrow(Vector.LoadUnsafe(ref source, (nuint)at), Vector.LoadUnsafe(ref source, (nuint)(at + Vector<double>.Count)))
                    .StoreUnsafe(ref target, (nuint)at);
        }

        for (; at < to.Length; at++) to[at] = T.CreateTruncating(from[at]);
    }

    /// <summary>to = 1 / from.</summary>
    internal static void Invert<T>(ReadOnlySpan<float> from, Span<T> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = 0;
        // The quotient of two floats is the same, rounded once or by way of a double.
        if (typeof(T) == typeof(float))
            for (; at <= to.Length - Vector<float>.Count; at += Vector<float>.Count)
                (Vector<float>.One / new Vector<float>(from[at..])).CopyTo(MemoryMarshal.Cast<T, float>(to)[at..]);
        for (; at < to.Length; at++) to[at] = T.CreateTruncating(1 / (double)from[at]);
    }

    /// <summary>Whether all numbers are within limits; one that is none is not.</summary>
    internal static bool AreWithin(ReadOnlySpan<float> values, float least, float most)
    {
        Vector<float> lowest = new(least), highest = new(most);
        ref float first = ref MemoryMarshal.GetReference(values);
        int at = 0;
        for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector<float> value = Vector.LoadUnsafe(ref first, (nuint)at);
            if (!(Vector.LessThanOrEqualAll(value, highest) && Vector.GreaterThanOrEqualAll(value, lowest))) return false;
        }

        for (; at < values.Length; at++)
            if (!(values[at] >= least && values[at] <= most)) return false;
        return true;
    }
}
