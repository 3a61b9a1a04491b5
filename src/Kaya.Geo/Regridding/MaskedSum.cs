using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Geo;

/// <summary>Vectorised sums over a row, ignoring no-data.</summary>
/// <remarks>Fully optimised at once: a raster is often summed only once, before the runtime would optimise the code.</remarks>
internal static class MaskedSum
{
    /// <summary>Sum of the values that are not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int at = 0;
        for (; at + 3 < vectors.Length; at += 4)
        {
            sum0 += Valid(vectors[at]);
            sum1 += Valid(vectors[at + 1]);
            sum2 += Valid(vectors[at + 2]);
            sum3 += Valid(vectors[at + 3]);
        }

        for (; at < vectors.Length; at++) sum0 += Valid(vectors[at]);
        double sum = Vector.Sum((sum0 + sum1) + (sum2 + sum3));
        foreach (double value in values[(vectors.Length * Vector<double>.Count)..])
            if (!double.IsNaN(value)) sum += value;
        return sum;
    }

    /// <summary>Number of values that are not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Count(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<long> valid = default;
        // Equal elements are -1.
        foreach (ref readonly Vector<double> vector in vectors) valid -= Vector.Equals(vector, vector);
        int count = (int)Vector.Sum(valid);
        foreach (double value in values[(vectors.Length * Vector<double>.Count)..])
            count += double.IsNaN(value) ? 0 : 1;
        return count;
    }

    /// <summary>Sum of weight times value and sum of weight, over the values that are not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Sum, double Weight) Weighted(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<Vector<double>> value = MemoryMarshal.Cast<double, Vector<double>>(values);
        ReadOnlySpan<Vector<double>> weight = MemoryMarshal.Cast<double, Vector<double>>(weights);
        Vector<double> sum = default, total = default;
        for (int at = 0; at < value.Length; at++)
        {
            Vector<long> valid = Vector.Equals(value[at], value[at]);
            sum += Vector.ConditionalSelect(valid, value[at] * weight[at], Vector<double>.Zero);
            total += Vector.ConditionalSelect(valid, weight[at], Vector<double>.Zero);
        }

        (double s, double w) = (Vector.Sum(sum), Vector.Sum(total));
        for (int at = value.Length * Vector<double>.Count; at < values.Length; at++)
        {
            if (double.IsNaN(values[at])) continue;
            s += values[at] * weights[at];
            w += weights[at];
        }

        return (s, w);
    }

    private static Vector<double> Valid(Vector<double> value) =>
        Vector.ConditionalSelect(Vector.Equals(value, value), value, Vector<double>.Zero);
}
