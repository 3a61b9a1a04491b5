using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>A random forest of regression trees, by XGBoost: all trees in one round, each on its own random rows and features.</summary>
/// <remarks>Rows are drawn without replacement, unlike Breiman's bootstrap. Same seed, library version and number of threads: same
/// trees.</remarks>
public sealed record RandomForest : IEstimator
{
    /// <summary>Number of trees.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Maximum depth.</summary>
    public int MaximumDepth { get; init; } = 12;

    /// <summary>Share of rows used for each tree, above 0 and below 1.</summary>
    public double RowSample { get; init; } = 0.632;

    /// <summary>Share of the features tried at each level of a tree, above 0 and at most 1.</summary>
    public double ColumnSample { get; init; } = 0.8;

    /// <summary>Penalty on squared leaf values (lambda), 0 or more.</summary>
    public double Penalty { get; init; }

    /// <summary>Minimum number of rows in a leaf.</summary>
    public double MinimumChildWeight { get; init; } = 1;

    /// <summary>Method for finding splits.</summary>
    public TreeMethod Method { get; init; }

    /// <summary>Number of threads; 0 for one per processor, or a single one below 200,000 feature values.</summary>
    public int Threads { get; init; }

    /// <inheritdoc/>
    public string Name => "RF";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">No tree, or a depth of 0.</exception>
    /// <exception cref="NativeLoadException">XGBoost is not installed.</exception>
    /// <exception cref="NativeCallException">XGBoost refused the options.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Trees, 1, nameof(Trees));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumDepth, 1, nameof(MaximumDepth));
        return new TreeTraining(Name, Threads)
        {
            Parameters = new Dictionary<string, string>
            {
                ["num_parallel_tree"] = TreeTraining.Text(Trees),
                ["max_depth"] = TreeTraining.Text(MaximumDepth),
                ["eta"] = "1",
                ["subsample"] = TreeTraining.Text(RowSample),
                ["colsample_bylevel"] = TreeTraining.Text(ColumnSample),
                ["lambda"] = TreeTraining.Text(Penalty),
                ["min_child_weight"] = TreeTraining.Text(MinimumChildWeight),
                ["tree_method"] = TreeTraining.Text(Method, features.RowCount),
            },
        }.Fit(features, targets, context);
    }
}
