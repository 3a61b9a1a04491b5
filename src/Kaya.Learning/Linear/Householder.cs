using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Learning;

/// <summary>One reflection of a Householder QR decomposition, on columns stored one by one.</summary>
internal static class Householder
{
    /// <summary>Reflects so that the column of this step becomes zero below its diagonal element.</summary>
    /// <param name="columns">Columns of X; the ones from <paramref name="step"/> on are changed below row step.</param>
    /// <param name="rightSides">Columns of B, changed likewise.</param>
    /// <param name="step">Number of the step from 0.</param>
    public static void Reflect(double[][] columns, double[][] rightSides, int step)
    {
        double[] normal = columns[step].AsSpan(step).ToArray();
        double length = Math.Sqrt(Dot(normal, normal));
        if (length == 0) return;
        // The sign that adds instead of cancelling.
        double diagonal = normal[0] > 0 ? -length : length;
        normal[0] -= diagonal;
        double squared = Dot(normal, normal);
        for (int column = step + 1; column < columns.Length; column++) Apply(normal, squared, columns[column].AsSpan(step));
        foreach (double[] right in rightSides) Apply(normal, squared, right.AsSpan(step));
        columns[step][step] = diagonal;
    }

    private static void Apply(ReadOnlySpan<double> normal, double squared, Span<double> target)
    {
        double factor = 2 * Dot(normal, target) / squared;
        Span<Vector<double>> targets = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> normals = MemoryMarshal.Cast<double, Vector<double>>(normal);
        for (int i = 0; i < targets.Length; i++) targets[i] -= normals[i] * factor;
        for (int i = targets.Length * Vector<double>.Count; i < target.Length; i++) target[i] -= normal[i] * factor;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector<double>> lefts = MemoryMarshal.Cast<double, Vector<double>>(left);
        ReadOnlySpan<Vector<double>> rights = MemoryMarshal.Cast<double, Vector<double>>(right);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < lefts.Length; i++) sums += lefts[i] * rights[i];
        double sum = Vector.Sum(sums);
        for (int i = lefts.Length * Vector<double>.Count; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
