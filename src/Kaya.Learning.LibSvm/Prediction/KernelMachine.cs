namespace Kaya.Learning.LibSvm;

/// <summary>f(x) = constant + sum over support vectors of coefficient x kernel(vector, x).</summary>
internal sealed class KernelMachine
{
    private readonly double[] _vectors;
    private readonly double[] _coefficients;
    private readonly double[] _weights;
    private readonly RadialSum? _radial;

    /// <summary>Arranges the parts of a trained machine for fast evaluation.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="gamma">Its gamma; not used by the linear one.</param>
    /// <param name="vectors">Vector x feature.</param>
    /// <param name="coefficients">One per vector.</param>
    /// <param name="constant">Added to the sum.</param>
    public KernelMachine(SvrKernel kernel, double gamma, double[] vectors, double[] coefficients, double constant)
    {
        (Kernel, Gamma, _vectors, _coefficients, Constant) = (kernel, gamma, vectors, coefficients, constant);
        int dimensions = coefficients.Length == 0 ? 0 : vectors.Length / coefficients.Length;
        _weights = new double[kernel == SvrKernel.Linear ? dimensions : 0];
        // A sum of scalar products is the scalar product with one weighted sum.
        for (int i = 0; i < vectors.Length && kernel == SvrKernel.Linear; i++)
            _weights[i % dimensions] += coefficients[i / dimensions] * vectors[i];
        if (kernel == SvrKernel.Rbf) _radial = new RadialSum(vectors, coefficients, gamma, dimensions);
    }

    /// <summary>The kernel.</summary>
    public SvrKernel Kernel { get; }

    /// <summary>Gamma of the kernel.</summary>
    public double Gamma { get; }

    /// <summary>What is added to the sum.</summary>
    public double Constant { get; }

    /// <summary>Number of support vectors.</summary>
    public int Count => _coefficients.Length;

    /// <summary>Vector x feature.</summary>
    public ReadOnlyMemory<double> Vectors => _vectors;

    /// <summary>One per vector.</summary>
    public ReadOnlyMemory<double> Coefficients => _coefficients;

    /// <summary>The prediction for one row.</summary>
    public double Evaluate(ReadOnlySpan<double> row)
    {
        if (_radial is not null) return Constant + _radial.Evaluate(row);
        double sum = 0;
        for (int i = 0; i < _weights.Length; i++) sum += _weights[i] * row[i];
        return Constant + sum;
    }
}
