using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Largest eigenvalues of a symmetric positive semidefinite operator (Golub and Van Loan 2013, section 10.1), each new direction
/// made orthogonal to all before.</summary>
internal static class Lanczos
{
    /// <param name="apply">The operator.</param>
    /// <param name="start">First direction.</param>
    /// <param name="directions">Most steps.</param>
    /// <param name="context">Progress, cancellation; with a folder of checkpoints each direction is kept.</param>
    /// <param name="identity">What the operator is; a checkpoint of another one is refused.</param>
    /// <returns>Positive eigenvalues, falling, and their eigenvectors; as many as there were steps at most.</returns>
    public static (double[] Values, double[][] Vectors) Largest(Func<double[], double[]> apply, double[] start, int directions,
        FitContext context, ImmutableDictionary<string, string>? identity = null)
    {
        LanczosSteps steps = new(start);
        LanczosCheckpoint? checkpoint = context.CheckpointFolder is null || identity is null ? null : new(context, identity);
        while (steps.Count < directions && !steps.IsExhausted)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (!(checkpoint?.Read(steps) ?? false))
            {
                steps.Take(apply);
                checkpoint?.Write(steps);
            }

            context.Progress?.Report(new WorkProgress("what the stations can inform", steps.Count, directions));
        }

        return steps.Finish();
    }
}

/// <summary>Directions that are orthogonal to each other, and the operator in them: a matrix of three diagonals.</summary>
internal sealed class LanczosSteps(double[] start)
{
    private readonly List<double[]> _basis = [];
    private readonly List<double> _diagonal = [], _beside = [];
    private double[] _rest = [.. start];

    public int Count => _basis.Count;

    /// <summary>Whether no direction is left.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>The last direction, what is left of the operator times it, and their number on the diagonal.</summary>
    public (double[] Direction, double[] Left, double Diagonal) Last => (_basis[^1], _rest, _diagonal[^1]);

    public void Take(Func<double[], double[]> apply)
    {
        double length = Math.Sqrt(CholeskyFactor.Dot(_rest, _rest));
        double[] direction = [.. _rest.Select(value => value / length)], next = apply(direction);
        double diagonal = CholeskyFactor.Dot(direction, next);
        _basis.Add(direction);
        // Twice is enough (Parlett), once is not.
        for (int pass = 0; pass < 2; pass++)
            foreach (double[] other in _basis)
            {
                double along = CholeskyFactor.Dot(other, next);
                for (int at = 0; at < next.Length; at++) next[at] -= along * other[at];
            }

        _basis.RemoveAt(_basis.Count - 1);
        Add(direction, next, diagonal);
    }

    public void Add(double[] direction, double[] rest, double diagonal)
    {
        if (_basis.Count > 0) _beside.Add(Math.Sqrt(CholeskyFactor.Dot(_rest, _rest)));
        _basis.Add(direction);
        _diagonal.Add(diagonal);
        _rest = rest;
        IsExhausted = Math.Sqrt(CholeskyFactor.Dot(rest, rest)) <= 1e-12 * _diagonal.Max(Math.Abs);
    }

    /// <summary>Eigenvalues above 0, falling, and their vectors.</summary>
    public (double[] Values, double[][] Vectors) Finish()
    {
        (double[] values, double[] vectors) = Jacobi(_diagonal, _beside);
        int[] order = [.. Enumerable.Range(0, values.Length).Where(k => values[k] > 0).OrderByDescending(k => values[k])];
        return ([.. order.Select(k => values[k])], [.. order.Select(k => Combine(_basis, vectors, k))]);
    }

    private static double[] Combine(List<double[]> basis, double[] vectors, int k)
    {
        double[] sum = new double[basis[0].Length];
        for (int j = 0; j < basis.Count; j++)
            for (int at = 0; at < sum.Length; at++) sum[at] += vectors[(j * basis.Count) + k] * basis[j][at];
        return sum;
    }

    // All eigenvalues and eigenvectors (columns) of a small symmetric matrix by rotations.
    private static (double[] Values, double[] Vectors) Jacobi(List<double> diagonal, List<double> beside)
    {
        int size = diagonal.Count;
        double[] a = new double[size * size], v = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            (a[(i * size) + i], v[(i * size) + i]) = (diagonal[i], 1);
            if (i + 1 < size) a[(i * size) + i + 1] = a[((i + 1) * size) + i] = beside[i];
        }

        for (int sweep = 0; sweep < 60; sweep++)
        {
            double off = 0;
            for (int p = 0; p < size; p++)
                for (int q = p + 1; q < size; q++)
                {
                    off = Math.Max(off, Math.Abs(a[(p * size) + q]));
                    if (a[(p * size) + q] != 0) Rotate(a, v, size, p, q);
                }

            if (off < 1e-14 * diagonal.Max(Math.Abs)) break;
        }

        return ([.. Enumerable.Range(0, size).Select(i => a[(i * size) + i])], v);
    }

    private static void Rotate(double[] a, double[] v, int size, int p, int q)
    {
        double theta = (a[(q * size) + q] - a[(p * size) + p]) / (2 * a[(p * size) + q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1)), c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < size; k++)
        {
            (double left, double right) = (a[(k * size) + p], a[(k * size) + q]);
            (a[(k * size) + p], a[(k * size) + q]) = ((c * left) - (s * right), (s * left) + (c * right));
            (left, right) = (v[(k * size) + p], v[(k * size) + q]);
            (v[(k * size) + p], v[(k * size) + q]) = ((c * left) - (s * right), (s * left) + (c * right));
        }

        for (int k = 0; k < size; k++)
        {
            (double upper, double lower) = (a[(p * size) + k], a[(q * size) + k]);
            (a[(p * size) + k], a[(q * size) + k]) = ((c * upper) - (s * lower), (s * upper) + (c * lower));
        }
    }
}
