namespace Kaya.Learning;

/// <summary>One target in the axes of the singular values of the features.</summary>
/// <param name="Features">The features, decomposed together with the targets.</param>
/// <param name="Target">Index of the right-hand side.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Variance">Variance of the target, the initial value of the noise.</param>
internal sealed record EvidenceProblem(SingularValues Features, int Target, int RowCount, double Variance);

/// <summary>Coefficients with the precisions of noise and prior that maximise the evidence.</summary>
internal sealed class Evidence
{
    private readonly SingularValues _features;
    private readonly double[] _along;
    private readonly double _outside;

    private Evidence(EvidenceProblem problem)
    {
        (_features, _along, _outside) = (problem.Features, problem.Features.Along(problem.Target),
            problem.Features.SquaredOutside(problem.Target));
        // A constant target has no noise, so machine epsilon is used.
        NoisePrecision = 1 / (problem.Variance + 2.220446049250313e-16);
    }

    /// <summary>One per feature.</summary>
    public double[] Slopes { get; private set; } = [];

    /// <summary>Alpha: one over the variance of the noise.</summary>
    public double NoisePrecision { get; private set; }

    /// <summary>Lambda: one over the variance of the prior of a coefficient.</summary>
    public double SlopePrecision { get; private set; } = 1;

    /// <summary>Posterior covariance of the coefficients, feature x feature, row-major.</summary>
    public double[] Covariance => _features.Rotated(i =>
        1 / (SlopePrecision + (i < _along.Length ? NoisePrecision * Squared(_features.Values[i]) : 0)));

    /// <summary>MacKay's fixed-point iteration.</summary>
    public static Evidence Maximise(BayesianLinearRegression options, EvidenceProblem problem, CancellationToken cancellation)
    {
        Evidence evidence = new(problem);
        double[] before = [];
        for (int iteration = 0; iteration < options.MaximumIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            evidence.SetSlopes();
            evidence.SetPrecisions(options, problem.RowCount);
            if (iteration > 0 && evidence.Slopes.Zip(before, (now, then) => Math.Abs(now - then)).Sum() < options.Tolerance) break;
            before = evidence.Slopes;
        }

        evidence.SetSlopes();
        return evidence;
    }

    /// <summary>The mean of the posterior: V s / (s^2 + lambda/alpha) U'y.</summary>
    private void SetSlopes()
    {
        double ratio = SlopePrecision / NoisePrecision;
        Slopes = _features.Coefficients(i => _along[i] * _features.Values[i] / (Squared(_features.Values[i]) + ratio));
    }

    private void SetPrecisions(BayesianLinearRegression options, int rowCount)
    {
        double ratio = SlopePrecision / NoisePrecision, determined = 0, residual = _outside;
        for (int i = 0; i < _along.Length; i++)
        {
            double square = Squared(_features.Values[i]);
            determined += square / (square + ratio);
            residual += Squared(_along[i] * ratio / (square + ratio));
        }

        SlopePrecision = (determined + 2 * options.SlopeShape) / (Slopes.Sum(Squared) + 2 * options.SlopeRate);
        NoisePrecision = (rowCount - determined + 2 * options.NoiseShape) / (residual + 2 * options.NoiseRate);
    }

    private static double Squared(double value) => value * value;
}
