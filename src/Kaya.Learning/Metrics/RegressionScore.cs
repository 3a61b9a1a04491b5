using System.Collections.Immutable;

namespace Kaya.Learning;

/// <summary>All metrics of one column of predictions; an undefined metric is null.</summary>
public sealed record RegressionScore
{
    /// <summary>Number of pairs.</summary>
    public required int Count { get; init; }

    /// <summary>MAPE as a fraction; null if an observation is 0.</summary>
    public required double? MeanAbsolutePercentageError { get; init; }

    /// <summary>MAE, in the unit of the target.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>RMSE, in the unit of the target.</summary>
    public required double RootMeanSquaredError { get; init; }

    /// <summary>R2, 1 or less; null if the observations are constant.</summary>
    public required double? RSquared { get; init; }

    /// <summary>Rank correlation, from -1 to 1; null if one side is constant.</summary>
    public required double? Spearman { get; init; }

    /// <summary>Mean of predicted - observed, in the unit of the target.</summary>
    public required double Bias { get; init; }

    /// <summary>Computes all metrics.</summary>
    /// <param name="observed">Observed numbers.</param>
    /// <param name="predicted">Predicted numbers, same length.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers.</exception>
    public static RegressionScore Of(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        double error = Metrics.MeanAbsoluteError(observed, predicted);
        bool observationsVary = observed.ContainsAnyExcept(observed[0]);
        bool predictionsVary = predicted.ContainsAnyExcept(predicted[0]);
        return new RegressionScore
        {
            Count = observed.Length,
            MeanAbsolutePercentageError = observed.Contains(0) ? null : Metrics.MeanAbsolutePercentageError(observed, predicted),
            MeanAbsoluteError = error,
            RootMeanSquaredError = Metrics.RootMeanSquaredError(observed, predicted),
            RSquared = observationsVary ? Metrics.RSquared(observed, predicted) : null,
            Spearman = observationsVary && predictionsVary ? Metrics.Spearman(observed, predicted) : null,
            Bias = Metrics.Bias(observed, predicted),
        };
    }

    /// <summary>The metrics of every column of a table of predictions.</summary>
    /// <param name="observed">Row x target.</param>
    /// <param name="predicted">Row x target, the same schema and rows.</param>
    /// <returns>Metrics in column order.</returns>
    /// <exception cref="Kaya.Core.SchemaMismatchException">Different columns or units.</exception>
    public static ImmutableArray<RegressionScore> Of(FeatureTable observed, FeatureTable predicted)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(predicted);
        observed.Schema.Require(predicted.Schema, "predictions");
        return [.. Enumerable.Range(0, observed.ColumnCount).Select(i => Of(observed.Column(i).AsSpan(), predicted.Column(i).AsSpan()))];
    }
}
