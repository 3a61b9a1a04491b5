namespace Kaya.Inversion;

/// <summary>Largest eigenvalues of a symmetric positive semidefinite operator (Golub and Van Loan 2013, section 10.1), each new direction
/// made orthogonal to all before.</summary>
internal static class Lanczos
{
    /// <param name="apply">The operator.</param>
    /// <param name="start">First direction.</param>
    /// <param name="directions">Most steps.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>Positive eigenvalues, falling, and their eigenvectors; as many as there were steps at most.</returns>
    public static (double[] Values, double[][] Vectors) Largest(
        Func<double[], double[]> apply, double[] start, int directions, CancellationToken cancellation)
    {
        List<double[]> basis = [];
        List<double> diagonal = [], beside = [];
        double[] next = [.. start];
        double length = Math.Sqrt(CholeskyFactor.Dot(next, next));
        while (basis.Count < directions)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] q = [.. next.Select(value => value / length)];
            basis.Add(q);
            next = apply(q);
            diagonal.Add(CholeskyFactor.Dot(q, next));
            // Twice is enough (Parlett), once is not.
            for (int pass = 0; pass < 2; pass++)
                foreach (double[] other in basis)
                {
                    double along = CholeskyFactor.Dot(other, next);
                    for (int at = 0; at < next.Length; at++) next[at] -= along * other[at];
                }

            length = Math.Sqrt(CholeskyFactor.Dot(next, next));
            if (length <= 1e-12 * diagonal.Max(Math.Abs)) break;
            beside.Add(length);
        }

        (double[] values, double[] vectors) = Jacobi(diagonal, beside);
        int size = values.Length;
        int[] order = [.. Enumerable.Range(0, size).Where(k => values[k] > 0).OrderByDescending(k => values[k])];
        return ([.. order.Select(k => values[k])], [.. order.Select(k => Combine(basis, vectors, k))]);
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
