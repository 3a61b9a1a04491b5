using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>How the factors are found.</summary>
public enum UpdateMethod
{
    /// <summary>Stochastic gradient descent on drawn parts (paper 003).</summary>
    Sgd,

    /// <summary>Adam (Kingma and Ba 2015) on drawn parts.</summary>
    Adam,

    /// <summary>Limited-memory BFGS (Nocedal 1980) on all parts: 4D-Var with the adjoint alone.</summary>
    Lbfgs,

    /// <summary>Gauss-Newton steps by conjugate gradients on all parts: incremental 4D-Var (Courtier et al. 1994).</summary>
    GaussNewton,
}

/// <summary>Settings of an emission update.</summary>
public sealed record EmissionUpdateOptions
{
    /// <summary>How the factors are found.</summary>
    public UpdateMethod Method { get; init; } = UpdateMethod.Adam;

    /// <summary>What is varied.</summary>
    public ControlKind Control { get; init; } = ControlKind.Linear;

    /// <summary>The loss.</summary>
    public ObservationLossOptions Loss { get; init; } = new();

    /// <summary>Errors of the prior; null for none, which needs <see cref="ControlKind.Factors"/>.</summary>
    public PriorCovarianceOptions? Prior { get; init; } = new();

    /// <summary>Factor of the penalty of the prior. With a loss that is a mean, the penalty is divided by the number of observations that
    /// count, so that 1 always means a prior and observations of the stated errors.</summary>
    public double PriorWeight { get; init; } = 1;

    /// <summary>Bounds.</summary>
    public FactorConstraintOptions Constraints { get; init; } = new();

    /// <summary>Part of the clusters of stations that is held out.</summary>
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>Names of the clusters that are held out instead of drawn ones; null to draw them.</summary>
    public ImmutableHashSet<string>? HeldOutClusters { get; init; }

    /// <summary>Learning rate of SGD and Adam.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>Parts of a step of SGD and Adam.</summary>
    public int Batch { get; init; } = 2;

    /// <summary>Most steps.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>L-BFGS and Gauss-Newton end when the norm of the gradient has fallen to this part of the first.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Pairs that L-BFGS keeps.</summary>
    public int Memory { get; init; } = 10;

    /// <summary>Most conjugate gradient steps of a Gauss-Newton step.</summary>
    public int InnerIterations { get; init; } = 60;

    /// <summary>Steps between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>The settings of paper 003: SGD at rate 0.1 on batches of 2, mean absolute error over all, no prior covariance.</summary>
    public static EmissionUpdateOptions OfPaper { get; } = new()
    {
        Method = UpdateMethod.Sgd, Control = ControlKind.Factors, Prior = null, Rate = 0.1, Batch = 2, Iterations = 10_000,
        Loss = new ObservationLossOptions { Shape = LossShape.Absolute, Weighting = LossWeighting.Pooled },
    };

    /// <summary>4D-Var: squared differences over their errors, Gauss-Newton steps.</summary>
    public static EmissionUpdateOptions Variational { get; } = new()
    {
        Method = UpdateMethod.GaussNewton, Loss = ObservationLossOptions.Likelihood, Iterations = 12,
    };
}
