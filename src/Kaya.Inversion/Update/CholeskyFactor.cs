using System.Numerics;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Lower triangular root L of a symmetric positive definite matrix: A = L L'.</summary>
internal sealed class CholeskyFactor
{
    private readonly double[] _lower;

    private CholeskyFactor(int size, double[] lower) => (Size, _lower) = (size, lower);

    public int Size { get; }

    /// <param name="matrix">Row by row; only its lower triangle is read.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="what">Name for the message.</param>
    /// <exception cref="ConvergenceException">Not positive definite.</exception>
    public static CholeskyFactor Of(ReadOnlySpan<double> matrix, int size, string what)
    {
        double[] lower = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            Span<double> row = lower.AsSpan(i * size, size);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = lower.AsSpan(j * size, size);
                double sum = matrix[(i * size) + j] - Dot(row[..j], other[..j]);
                if (i != j) row[j] = sum / other[j];
                else if (sum > 0) row[j] = Math.Sqrt(sum);
                else
                    throw new ConvergenceException(new Fault($"{what} is not positive definite.",
                        Expected: "positive pivots", Found: FormattableString.Invariant($"{sum:G4} in row {i}"),
                        Remedy: "Use a shorter correlation length or a larger part of uncorrelated error."));
            }
        }

        return new CholeskyFactor(size, lower);
    }

    /// <summary>x becomes L x, or L' x.</summary>
    public void Apply(Span<double> x, bool transposed)
    {
        if (transposed)
        {
            for (int i = 0; i < Size; i++)
            {
                double sum = 0;
                for (int j = i; j < Size; j++) sum += _lower[(j * Size) + i] * x[j];
                x[i] = sum;
            }

            return;
        }

        for (int i = Size - 1; i >= 0; i--) x[i] = Dot(_lower.AsSpan(i * Size, i + 1), x[..(i + 1)]);
    }

    /// <summary>x becomes the solution y of L y = x, or L' y = x.</summary>
    public void Solve(Span<double> x, bool transposed)
    {
        if (!transposed)
        {
            for (int i = 0; i < Size; i++) x[i] = (x[i] - Dot(_lower.AsSpan(i * Size, i), x[..i])) / _lower[(i * Size) + i];
            return;
        }

        for (int i = Size - 1; i >= 0; i--)
        {
            double value = x[i] / _lower[(i * Size) + i];
            for (int j = 0; j < i; j++) x[j] -= _lower[(i * Size) + j] * value;
            x[i] = value;
        }
    }

    /// <summary>Scalar product, in vectors of the machine.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector<double>> a = MemoryMarshal.Cast<double, Vector<double>>(left);
        ReadOnlySpan<Vector<double>> b = MemoryMarshal.Cast<double, Vector<double>>(right);
        Vector<double> sums = Vector<double>.Zero;
        for (int k = 0; k < a.Length; k++) sums += a[k] * b[k];
        double sum = Vector.Sum(sums);
        for (int k = a.Length * Vector<double>.Count; k < left.Length; k++) sum += left[k] * right[k];
        return sum;
    }
}
