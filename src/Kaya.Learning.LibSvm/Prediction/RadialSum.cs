using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Learning.LibSvm;

/// <summary>Sum of coefficient x exp(-gamma x squared distance) over support vectors, two SIMD registers of vectors at a time.</summary>
/// <remarks>Vectors lie in blocks, one coordinate after the other; places without a vector have coefficient 0.</remarks>
internal sealed class RadialSum
{
    private readonly Vector<double>[] _blocks;
    private readonly Vector<double>[] _coefficients;
    private readonly double _gamma;

    /// <summary>Lays the support vectors out.</summary>
    /// <param name="vectors">Vector x coordinate.</param>
    /// <param name="coefficients">One per vector.</param>
    /// <param name="gamma">Gamma of the kernel.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    public RadialSum(ReadOnlySpan<double> vectors, ReadOnlySpan<double> coefficients, double gamma, int dimensions)
    {
        int perBlock = 2 * Vector<double>.Count;
        int blockCount = (coefficients.Length + perBlock - 1) / perBlock;
        _gamma = gamma;
        _blocks = new Vector<double>[blockCount * 2 * dimensions];
        _coefficients = new Vector<double>[blockCount * 2];
        Span<double> cells = MemoryMarshal.Cast<Vector<double>, double>(_blocks.AsSpan());
        for (int i = 0; i < vectors.Length; i++)
        {
            (int vector, int dimension) = (i / dimensions, i % dimensions);
            cells[((vector / perBlock * dimensions) + dimension) * perBlock + (vector % perBlock)] = vectors[i];
        }

        coefficients.CopyTo(MemoryMarshal.Cast<Vector<double>, double>(_coefficients.AsSpan()));
    }

    /// <summary>The sum for one row.</summary>
    public double Evaluate(ReadOnlySpan<double> row)
    {
        Vector<double> lowSum = Vector<double>.Zero, highSum = Vector<double>.Zero;
        Vector<double> scale = new(-_gamma);
        ReadOnlySpan<Vector<double>> blocks = _blocks, coefficients = _coefficients;
        for (int block = 0, cell = 0; block < coefficients.Length; block += 2)
        {
            Vector<double> low = Vector<double>.Zero, high = Vector<double>.Zero;
            for (int dimension = 0; dimension < row.Length; dimension++, cell += 2)
            {
                Vector<double> coordinate = new(row[dimension]);
                Vector<double> lowDifference = blocks[cell] - coordinate, highDifference = blocks[cell + 1] - coordinate;
                low = Vector.FusedMultiplyAdd(lowDifference, lowDifference, low);
                high = Vector.FusedMultiplyAdd(highDifference, highDifference, high);
            }

            lowSum = Vector.FusedMultiplyAdd(coefficients[block], Vector.Exp(low * scale), lowSum);
            highSum = Vector.FusedMultiplyAdd(coefficients[block + 1], Vector.Exp(high * scale), highSum);
        }

        return Vector.Sum(lowSum + highSum);
    }
}
