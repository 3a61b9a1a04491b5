using Kaya.Core;

namespace Kaya.Learning.LibSvm;

/// <summary>Epsilon support vector regression, trained by libsvm (Chang and Lin 2011); one machine per target.</summary>
/// <remarks>
/// It is based on distances, so wrap it in <see cref="Standardised"/> unless the features have similar scales. The result does not
/// depend on
/// the seed. libsvm can be cancelled between targets only, and stops silently at its own limit of 10 million steps.
/// </remarks>
public sealed record SupportVectorRegression : IEstimator
{
    /// <summary>The kernel.</summary>
    public SvrKernel Kernel { get; init; } = SvrKernel.Rbf;

    /// <summary>Cost C of errors outside the tube, above 0.</summary>
    public double Cost { get; init; } = 1;

    /// <summary>Half width of the tube without penalty, in the unit of the target, 0 or more.</summary>
    public double Epsilon { get; init; } = 0.1;

    /// <summary>Gamma of the RBF kernel, above 0; null for 1 / (number of features x variance of all feature values).</summary>
    public double? Gamma { get; init; }

    /// <summary>Stopping tolerance: the largest remaining violation of the optimality conditions.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Memory for kernel rows, in MB (10^6 bytes).</summary>
    public double CacheMegabytes { get; init; } = 200;

    /// <summary>Whether to use the shrinking heuristics of libsvm.</summary>
    public bool Shrinking { get; init; } = true;

    /// <inheritdoc/>
    public string Name => "SVR";

    /// <inheritdoc/>
    /// <exception cref="NativeLoadException">libsvm is not installed.</exception>
    /// <exception cref="NativeCallException">libsvm refused the options.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context);
        double gamma = Gamma ?? 1 / (features.ColumnCount * Variance(features.Values.Span));
        SvmParameter parameter = ToParameter(gamma);
        KernelMachine[] machines = new KernelMachine[targets.ColumnCount];
        using NativeRows rows = new(features);
        for (int target = 0; target < machines.Length; target++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            rows.SetTargets(targets.Column(target).AsSpan());
            (int[] positions, double[] coefficients, double constant) = SvmTraining.Run(rows, parameter);
            machines[target] = new KernelMachine(Kernel, gamma, features.SelectRows(positions).Values.ToArray(), coefficients, constant);
            context.Progress?.Report(new WorkProgress($"fit {Name}", target + 1, machines.Length));
        }

        return new SvrPredictor(features.Schema, targets.Schema, machines);
    }

    internal SvmParameter ToParameter(double gamma) => new()
    {
        Type = SvmParameter.EpsilonRegression,
        Kernel = (int)Kernel,
        Gamma = gamma,
        CacheMegabytes = CacheMegabytes,
        Tolerance = Tolerance,
        Cost = Cost,
        Epsilon = Epsilon,
        Shrinking = Shrinking ? 1 : 0,
    };

    private static double Variance(ReadOnlySpan<double> values)
    {
        double mean = 0, sum = 0;
        foreach (double value in values) mean += value / values.Length;
        foreach (double value in values) sum += (value - mean) * (value - mean);
        return sum > 0 ? sum / values.Length : 1;
    }
}
