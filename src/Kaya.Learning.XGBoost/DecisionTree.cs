using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>A single regression tree on squared error, by XGBoost's exact method; a leaf predicts the mean of its rows.</summary>
public sealed record DecisionTree : IEstimator
{
    /// <summary>Maximum depth.</summary>
    public int MaximumDepth { get; init; } = 16;

    /// <summary>Minimum number of rows in a leaf.</summary>
    public double MinimumChildWeight { get; init; } = 1;

    /// <summary>Number of threads; 0 for one per processor, or a single one below 200,000 feature values.</summary>
    public int Threads { get; init; }

    /// <inheritdoc/>
    public string Name => "DT";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A depth of 0.</exception>
    /// <exception cref="NativeLoadException">XGBoost is not installed.</exception>
    /// <exception cref="NativeCallException">XGBoost refused the options.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumDepth, 1, nameof(MaximumDepth));
        return new TreeTraining(Name, Threads)
        {
            Parameters = new Dictionary<string, string>
            {
                ["max_depth"] = TreeTraining.Text(MaximumDepth),
                ["eta"] = "1",
                ["lambda"] = "0",
                ["min_child_weight"] = TreeTraining.Text(MinimumChildWeight),
                ["tree_method"] = "exact",
            },
        }.Fit(features, targets, context);
    }
}
