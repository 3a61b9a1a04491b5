using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>Errors of a model on cells: in the logarithm, as the paper gives them, in tonnes, and of the sum.</summary>
public sealed record UrbanScore
{
    /// <summary>Errors of ln t, over cells whose emission is not zero.</summary>
    public required RegressionScore Log { get; init; }

    /// <summary>Errors in t, over all cells.</summary>
    public required RegressionScore Tonnes { get; init; }

    /// <summary>Sum of the observed emissions, t.</summary>
    public required double ObservedTotal { get; init; }

    /// <summary>Sum of the predicted emissions, t.</summary>
    public required double PredictedTotal { get; init; }

    /// <summary>Number of cells whose observed emission is zero; the errors of the logarithm leave them out.</summary>
    public required int ZeroCells { get; init; }

    /// <summary>Predicted over observed sum, minus 1.</summary>
    public double TotalError => (PredictedTotal / ObservedTotal) - 1;

    /// <summary>The errors of a prediction.</summary>
    /// <param name="data">Cells with targets.</param>
    /// <param name="prediction">What a model says of some of them.</param>
    /// <returns>The errors.</returns>
    /// <exception cref="DataNotFoundException">A cell has no target, or all emissions are zero.</exception>
    public static UrbanScore Of(UrbanDataset data, UrbanPrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(prediction);
        double[] observed = [.. prediction.Cells.Select(data.Target)];
        if (observed.Any(double.IsNaN) || !observed.Any(one => one > 0))
            throw new DataNotFoundException(new Fault("These cells cannot be judged.", new SourceLocation(data.Path),
                "a target of every cell, some above 0",
                $"{observed.Count(double.IsNaN)} of {observed.Length} without a target, {observed.Count(one => one > 0)} above 0",
                "Judge other cells, or prepare them with targets."));
        int[] emitting = [.. Enumerable.Range(0, observed.Length).Where(i => observed[i] > 0)];
        return new UrbanScore
        {
            Log = RegressionScore.Of([.. emitting.Select(i => Math.Log(observed[i]))],
                [.. emitting.Select(i => prediction.LogEmission[i])]),
            Tonnes = RegressionScore.Of(observed, [.. prediction.Emission]),
            ObservedTotal = observed.Sum(),
            PredictedTotal = prediction.Emission.Sum(),
            ZeroCells = observed.Length - emitting.Length,
        };
    }
}
