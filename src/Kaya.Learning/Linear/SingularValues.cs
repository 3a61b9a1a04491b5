using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Kaya.Learning;

/// <summary>X = U S V' of a matrix of any shape, with right-hand sides B projected on U.</summary>
/// <remarks>
/// Householder QR of the tall matrix, then the singular values of its small factor; X'X, which squares the condition number, is
/// never formed, nor is U: only its product with B. Golub and Van Loan, Matrix Computations, 5.5.
/// </remarks>
internal sealed class SingularValues
{
    private readonly Svd<double> _svd;
    private readonly double[][] _rotated;
    private readonly int _columnCount;

    private SingularValues(Svd<double> svd, double[][] rotated, int columnCount) =>
        (_svd, _rotated, _columnCount, Values) = (svd, rotated, columnCount, [.. svd.S]);

    /// <summary>Singular values, descending; as many as the smaller of rows and columns.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Decomposes.</summary>
    /// <param name="columns">Columns of X, each of length n; overwritten.</param>
    /// <param name="rightSides">Columns of B, each of length n; overwritten.</param>
    /// <returns>The decomposition.</returns>
    public static SingularValues Of(double[][] columns, double[][] rightSides)
    {
        int steps = Math.Min(rightSides[0].Length, columns.Length);
        for (int step = 0; step < steps; step++) Householder.Reflect(columns, rightSides, step);
        Matrix<double> triangle = Matrix<double>.Build.Dense(steps, columns.Length,
            (row, column) => row <= column ? columns[column][row] : 0);
        return new SingularValues(triangle.Svd(), rightSides, columns.Length);
    }

    /// <summary>U'b of one right-hand side: one number per singular value.</summary>
    public double[] Along(int rightSide) =>
        _svd.U.TransposeThisAndMultiply(Vector<double>.Build.Dense(_rotated[rightSide][..Values.Count])).ToArray();

    /// <summary>Squared norm of the residual of one right-hand side at full rank.</summary>
    public double SquaredOutside(int rightSide) => _rotated[rightSide].Skip(Values.Count).Sum(value => value * value);

    /// <summary>V z: a vector in the axes of the singular values, as coefficients of the columns.</summary>
    public double[] Coefficients(Func<int, double> along) =>
        _svd.VT.TransposeThisAndMultiply(Vector<double>.Build.Dense(_columnCount, i => i < Values.Count ? along(i) : 0)).ToArray();

    /// <summary>V D V' with D diagonal: column x column, row-major.</summary>
    public double[] Rotated(Func<int, double> diagonal)
    {
        Matrix<double> scaled = Matrix<double>.Build.Dense(
            _columnCount, _columnCount, (row, column) => diagonal(row) * _svd.VT[row, column]);
        return _svd.VT.TransposeThisAndMultiply(scaled).ToRowMajorArray();
    }
}
