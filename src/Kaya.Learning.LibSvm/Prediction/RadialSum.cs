using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kaya.Learning.LibSvm;

/// <summary>Sum of coefficient x exp(-gamma x squared distance) over support vectors, sixteen vectors at a time.</summary>
/// <remarks>
/// Vectors are stored in blocks by coordinate; unused positions have coefficient 0. Each row is summed separately, in a fixed
/// order:
/// the sum does not depend on other rows or threads. Distances are computed from differences, which are accurate if coordinates are large
/// and near.
/// </remarks>
internal sealed class RadialSum
{
    private const int PerBlock = 16;
    private readonly double[] _blocks;
    private readonly double[] _coefficients;
    private readonly double _gamma;
    private readonly WideExponential _exponential;

    /// <summary>Arranges the support vectors.</summary>
    /// <param name="vectors">Vector x coordinate.</param>
    /// <param name="coefficients">One per vector.</param>
    /// <param name="gamma">Gamma of the kernel.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    public RadialSum(ReadOnlySpan<double> vectors, ReadOnlySpan<double> coefficients, double gamma, int dimensions)
    {
        int blockCount = (coefficients.Length + PerBlock - 1) / PerBlock;
        (_gamma, _exponential) = (gamma, new WideExponential(gamma));
        _blocks = new double[blockCount * PerBlock * dimensions];
        _coefficients = new double[blockCount * PerBlock];
        for (int i = 0; i < vectors.Length; i++)
        {
            (int vector, int dimension) = (i / dimensions, i % dimensions);
            _blocks[((vector / PerBlock * dimensions) + dimension) * PerBlock + (vector % PerBlock)] = vectors[i];
        }

        coefficients.CopyTo(_coefficients);
    }

    /// <summary>The sum for one row.</summary>
    public double Evaluate(ReadOnlySpan<double> row) => WideExponential.IsSupported ? EvaluateWide(row) : EvaluateAnywhere(row);

    private double EvaluateWide(ReadOnlySpan<double> row)
    {
        ReadOnlySpan<Vector512<double>> blocks = MemoryMarshal.Cast<double, Vector512<double>>(_blocks),
            coefficients = MemoryMarshal.Cast<double, Vector512<double>>(_coefficients);
        Vector512<double> lowSum = Vector512<double>.Zero, highSum = Vector512<double>.Zero;
        WideExponential exponential = _exponential;
        for (int block = 0, cell = 0; block + 1 < coefficients.Length; block += 2)
        {
            Vector512<double> low = Vector512<double>.Zero, high = Vector512<double>.Zero;
            for (int dimension = 0; dimension < row.Length; dimension++, cell += 2)
            {
                Vector512<double> coordinate = Vector512.Create(row[dimension]);
                Vector512<double> lowDifference = blocks[cell] - coordinate, highDifference = blocks[cell + 1] - coordinate;
                low = Avx512F.FusedMultiplyAdd(lowDifference, lowDifference, low);
                high = Avx512F.FusedMultiplyAdd(highDifference, highDifference, high);
            }

            lowSum = Avx512F.FusedMultiplyAdd(coefficients[block], exponential.Of(low), lowSum);
            highSum = Avx512F.FusedMultiplyAdd(coefficients[block + 1], exponential.Of(high), highSum);
        }

        return Vector512.Sum(lowSum + highSum);
    }

    /// <summary>The same without wide vectors.</summary>
    internal double EvaluateAnywhere(ReadOnlySpan<double> row)
    {
        ReadOnlySpan<Vector<double>> blocks = MemoryMarshal.Cast<double, Vector<double>>(_blocks),
            coefficients = MemoryMarshal.Cast<double, Vector<double>>(_coefficients);
        int perBlock = PerBlock / Vector<double>.Count;
        Vector<double> sum = Vector<double>.Zero, scale = new(-_gamma);
        for (int at = 0; at < coefficients.Length; at++)
        {
            Vector<double> distance = Vector<double>.Zero;
            int cell = (at / perBlock * perBlock * row.Length) + (at % perBlock);
            for (int dimension = 0; dimension < row.Length; dimension++, cell += perBlock)
            {
                Vector<double> difference = blocks[cell] - new Vector<double>(row[dimension]);
                distance = Vector.FusedMultiplyAdd(difference, difference, distance);
            }

            sum = Vector.FusedMultiplyAdd(coefficients[at], Vector.Exp(distance * scale), sum);
        }

        return Vector.Sum(sum);
    }
}
