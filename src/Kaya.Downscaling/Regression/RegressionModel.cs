using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>How a regression of zones answers for cells whose drivers lie outside the range of the zones.</summary>
public enum Extrapolation
{
    /// <summary>As the model says: right for a mixture, which is linear and goes through the origin; for others only as a comparison.</summary>
    AsFitted,

    /// <summary>As the model says at the nearest point of the range, times the mean ratio of the drivers to that point: with 0 drivers, 0 emission.</summary>
    /// <remarks>
    /// A tree stays at its last leaf in a city centre 100 times denser than any zone, a support vector machine falls back to its constant in the
    /// desert, an intercept emits where nobody lives. Going on in proportion is what all of them can be trusted with.
    /// </remarks>
    Proportional,
}

/// <summary>A regression of zones by name: how it learns and how it goes on where zones end.</summary>
/// <param name="Name">Name in tables and on the command line, such as <c>svr</c>.</param>
/// <param name="Estimator">How it learns emission from drivers; features are scaled inside it, so that no fold sees another.</param>
public sealed record RegressionModel(string Name, IEstimator Estimator)
{
    /// <summary>What it answers outside the range of the zones.</summary>
    public Extrapolation Extrapolation { get; init; } = Extrapolation.Proportional;

    /// <summary>The default: a mixture of the drivers in nearly equal shares, which means the same for a zone and for its cells.</summary>
    public static RegressionModel Mixture { get; } = new("mixture", new ProportionalMixture()) { Extrapolation = Extrapolation.AsFitted };
}
