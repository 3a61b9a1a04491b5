using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Kaya.Learning;

/// <summary>Least squares of any rank: Householder QR of the tall matrix, then the singular values of its small factor.</summary>
/// <remarks>
/// X = QR, R = U S V'. The solution of least norm is V S^-1 U' (Q'B), leaving out singular values below
/// machine epsilon x max(rows, columns) x the largest, the usual rule. Golub and Van Loan, Matrix Computations, 5.5.
/// </remarks>
internal static class LeastSquares
{
    private const double MachineEpsilon = 2.220446049250313e-16;

    /// <summary>Solves for every right-hand side.</summary>
    /// <param name="columns">Columns of X, each of length n; overwritten.</param>
    /// <param name="rightSides">Columns of B, each of length n; overwritten.</param>
    /// <returns>One solution per right-hand side, and the rank that was found.</returns>
    public static (double[][] Solutions, int Rank) Solve(double[][] columns, double[][] rightSides)
    {
        int rowCount = rightSides[0].Length;
        int steps = Math.Min(rowCount, columns.Length);
        for (int step = 0; step < steps; step++) Householder.Reflect(columns, rightSides, step);
        Matrix<double> triangle = Matrix<double>.Build.Dense(steps, columns.Length,
            (row, column) => row <= column ? columns[column][row] : 0);
        Svd<double> svd = triangle.Svd();
        double smallest = svd.S[0] * Math.Max(rowCount, columns.Length) * MachineEpsilon;
        int rank = svd.S.Count(value => value > smallest);
        double[][] solutions = [.. rightSides.Select(right =>
        {
            Vector<double> projected = svd.U.TransposeThisAndMultiply(Vector<double>.Build.Dense(right[..steps]));
            Vector<double> scaled = Vector<double>.Build.Dense(columns.Length, i => i < rank ? projected[i] / svd.S[i] : 0);
            return svd.VT.TransposeThisAndMultiply(scaled).ToArray();
        })];
        return (solutions, rank);
    }
}
