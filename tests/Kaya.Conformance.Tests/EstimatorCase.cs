using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>An estimator under test, with data it can learn from.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Make">Makes the estimator.</param>
/// <param name="Data">Makes features and targets, at least 40 rows; the columns are the estimator's choice.</param>
public sealed record EstimatorCase(string Name, Func<IEstimator> Make, Func<(FeatureTable Features, FeatureTable Targets)> Data)
{
    /// <summary>Reads a saved predictor.</summary>
    public Func<ModelState, IPredictor> Load { get; init; } = state => EstimatorCases.Catalog.Load(state);

    /// <summary>Counts native objects alive in the process.</summary>
    public Func<long> LiveHandles { get; init; } = EstimatorCases.LiveHandles;

    /// <summary>Makes a table as the estimator's users do.</summary>
    public Func<FeatureSchema, double[], FeatureTable> Tabulate { get; init; } = (schema, values) => new FeatureTable(schema, values);

    /// <summary>A context with the seed that all rules use.</summary>
    public static FitContext Context => new(new RandomSource(11));

    /// <summary>Fits on the data of the case.</summary>
    public (IPredictor Predictor, FeatureTable Features, FeatureTable Targets) Fit()
    {
        (FeatureTable features, FeatureTable targets) = Data();
        return (Make().Fit(features, targets, Context), features, targets);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
