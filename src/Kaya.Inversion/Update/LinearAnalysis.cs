namespace Kaya.Inversion;

/// <summary>Exact posterior of a small linear problem with normal errors, by dense matrices: the reference for what iterations
/// find.</summary>
/// <remarks>
/// y = H f + e with Cov(e) = R (diagonal), prior mean m and covariance B: gain K = B H' (H B H' + R)^-1, mean m + K (y - H m), covariance
/// B - K H B, averaging kernel A = K H, degrees of freedom for signal tr(A) (Rodgers 2000, sections 2.4 and 4.1).
/// </remarks>
public sealed class LinearAnalysis
{
    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly double[] _kernel;

    private LinearAnalysis(double[] mean, double[] covariance, double[] kernel) =>
        (_mean, _covariance, _kernel) = (mean, covariance, kernel);

    /// <summary>Posterior mean of the factors.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Posterior covariance, row by row.</summary>
    public ReadOnlySpan<double> Covariance => _covariance;

    /// <summary>Averaging kernel, row by row: change of the estimate of factor i with the true factor j.</summary>
    public ReadOnlySpan<double> AveragingKernel => _kernel;

    /// <summary>Degrees of freedom for signal: the trace of the averaging kernel.</summary>
    public double DegreesOfFreedom => Enumerable.Range(0, _mean.Length).Sum(at => _kernel[(at * _mean.Length) + at]);

    /// <summary>Solves a problem.</summary>
    /// <param name="model">H: observation x factor, row by row.</param>
    /// <param name="prior">Prior mean m.</param>
    /// <param name="covariance">Prior covariance B, row by row.</param>
    /// <param name="observed">Observations y.</param>
    /// <param name="variances">Diagonal of R, positive.</param>
    /// <returns>The posterior.</returns>
    /// <exception cref="ArgumentException">Sizes that do not fit.</exception>
    /// <exception cref="Kaya.Core.ConvergenceException">H B H' + R is not positive definite.</exception>
    public static LinearAnalysis Of(ReadOnlySpan<double> model, ReadOnlySpan<double> prior, ReadOnlySpan<double> covariance,
        ReadOnlySpan<double> observed, ReadOnlySpan<double> variances)
    {
        int n = prior.Length, m = observed.Length;
        if (model.Length != m * n || covariance.Length != n * n || variances.Length != m)
            throw new ArgumentException($"a problem of {m} observations of {n} factors needs matrices of that size", nameof(model));
        // G = H B, row by row.
        double[] g = new double[m * n], innovation = new double[m * m];
        for (int i = 0; i < m; i++)
            for (int k = 0; k < n; k++)
                g[(i * n) + k] = CholeskyFactor.Dot(model.Slice(i * n, n), covariance.Slice(k * n, n));
        for (int i = 0; i < m; i++)
            for (int j = 0; j < m; j++)
                innovation[(i * m) + j] = CholeskyFactor.Dot(g.AsSpan(i * n, n), model.Slice(j * n, n)) + (i == j ? variances[i] : 0);
        CholeskyFactor root = CholeskyFactor.Of(innovation, m, "The covariance of the innovations");
        double[] mean = prior.ToArray(), posterior = covariance.ToArray(), kernel = new double[n * n], gain = new double[m];
        for (int k = 0; k < n; k++)
        {
            // Row k of the gain: (H B H' + R)^-1 times column k of H B.
            for (int i = 0; i < m; i++) gain[i] = g[(i * n) + k];
            root.Solve(gain, transposed: false);
            root.Solve(gain, transposed: true);
            for (int i = 0; i < m; i++)
            {
                mean[k] += gain[i] * (observed[i] - CholeskyFactor.Dot(model.Slice(i * n, n), prior));
                for (int j = 0; j < n; j++)
                {
                    posterior[(k * n) + j] -= gain[i] * g[(i * n) + j];
                    kernel[(k * n) + j] += gain[i] * model[(i * n) + j];
                }
            }
        }

        return new LinearAnalysis(mean, posterior, kernel);
    }
}
