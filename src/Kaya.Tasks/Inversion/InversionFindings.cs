using System.Collections.Immutable;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>What an update found.</summary>
/// <param name="Factors">The correction factors.</param>
/// <param name="Information">What the observations told, and the spread that is left.</param>
/// <param name="History">The steps.</param>
/// <param name="IsConverged">Whether the gradient fell to the tolerance.</param>
internal sealed record InversionFindings(
    CorrectionFactors Factors, InformationContent Information, ImmutableArray<UpdatePoint> History, bool IsConverged)
{
    /// <summary>Concentrations at all points by the transport model with the prior.</summary>
    public required ReadOnlyMemory<double> WithPrior { get; init; }

    /// <summary>The same with updated emissions.</summary>
    public required ReadOnlyMemory<double> WithUpdate { get; init; }

    /// <summary>How strongly the observations pull at each factor of the prior.</summary>
    public required InfluenceMap Influence { get; init; }

    /// <summary>Errors of observations that a first update has shown; empty where the assumed ones were taken.</summary>
    public ImmutableArray<ObservationErrorEstimate> Errors { get; init; } = [];

    /// <summary>Marks the factors that stay at the prior; empty where all are updated.</summary>
    public ImmutableArray<bool> Held { get; init; } = [];

    /// <summary>Standard deviation that a factor has after the update: of one that stays at the prior, that of the prior.</summary>
    /// <param name="at">Place of the factor.</param>
    /// <param name="prior">Errors of the prior.</param>
    public double DeviationOf(int at, PriorCovariance prior) =>
        Held.IsEmpty || !Held[at] ? Information.Deviations[at] : prior.DeviationOf(at);

    /// <summary>What the update went through: the transport model or a network.</summary>
    public required string Model { get; init; }

    /// <summary>Concentrations at all points with updated emissions as the network predicts them; null without a network.</summary>
    public ReadOnlyMemory<double>? ByNetwork { get; init; }

    /// <summary>True factors of the sample; null for files.</summary>
    public CorrectionFactors? Truth { get; init; }
}

/// <summary>The points of one cell and pollutant.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Pollutant">The pollutant.</param>
/// <param name="IsHeldOut">Whether the update did not see it.</param>
/// <param name="Points">Places among all observations, in order of time.</param>
internal sealed record StationPoints(int Cell, Pollutant Pollutant, bool IsHeldOut, ImmutableArray<int> Points)
{
    public static ImmutableArray<StationPoints> Of(InversionProblem problem)
    {
        ObservationPoint[] points = problem.Observations.Points.ToArray();
        return [.. Enumerable.Range(0, points.Length).GroupBy(n => (points[n].Cell, points[n].Pollutant))
            .OrderBy(group => group.Key.Cell).ThenBy(group => group.Key.Pollutant)
            .Select(group => new StationPoints(
                group.Key.Cell, group.Key.Pollutant, problem.Update.HeldOut[group.First()], [.. group]))];
    }

    /// <summary>Mean of values at the points.</summary>
    public double Mean(ReadOnlyMemory<double> values) => Points.Average(n => values.Span[n]);

    /// <summary>Mean absolute difference of values and others.</summary>
    public double Error(ReadOnlyMemory<double> values, ReadOnlyMemory<double> others) =>
        Points.Average(n => Math.Abs(values.Span[n] - others.Span[n]));
}
