namespace Kaya.Learning;

/// <summary>Least squares of any rank.</summary>
/// <remarks>
/// The solution of least norm is V S^-1 U'B, leaving out singular values below machine epsilon x max(rows, columns) x the
/// largest, the usual rule.
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
        SingularValues decomposed = SingularValues.Of(columns, rightSides);
        double smallest = decomposed.Values[0] * Math.Max(rightSides[0].Length, columns.Length) * MachineEpsilon;
        int rank = decomposed.Values.Count(value => value > smallest);
        double[][] solutions = new double[rightSides.Length][];
        for (int side = 0; side < solutions.Length; side++)
        {
            double[] along = decomposed.Along(side);
            solutions[side] = decomposed.Coefficients(i => i < rank ? along[i] / decomposed.Values[i] : 0);
        }

        return (solutions, rank);
    }
}
