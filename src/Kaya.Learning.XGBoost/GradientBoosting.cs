using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>Gradient boosting of regression trees on squared error, by XGBoost; one booster per target.</summary>
/// <remarks>Same seed, library version and number of threads: same trees. Chen and Guestrin 2016, XGBoost.</remarks>
public sealed record GradientBoosting : IEstimator
{
    /// <summary>Maximum number of rounds.</summary>
    public int Rounds { get; init; } = 100;

    /// <summary>Trees per round, each on its own random rows and features; their mean is added.</summary>
    /// <remarks>With a few dozen rows, several trees keep the result from depending on the draw.</remarks>
    public int TreesPerRound { get; init; } = 1;

    /// <summary>Maximum depth.</summary>
    public int MaximumDepth { get; init; } = 6;

    /// <summary>Factor on each tree (eta), above 0 and at most 1.</summary>
    public double LearningRate { get; init; } = 0.3;

    /// <summary>Share of rows used for each tree, above 0 and at most 1.</summary>
    public double RowSample { get; init; } = 1;

    /// <summary>Share of features used for each tree, above 0 and at most 1.</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>Penalty on squared leaf values (lambda), 0 or more.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Minimum number of rows in a leaf, as sum of second derivatives.</summary>
    public double MinimumChildWeight { get; init; } = 1;

    /// <summary>Rounds without improvement on the validation rows after which training ends; null trains every round on all rows.</summary>
    public int? EarlyStoppingRounds { get; init; }

    /// <summary>Share of the training rows held out at random for early stopping.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Method for finding splits.</summary>
    public TreeMethod Method { get; init; }

    /// <summary>Initial prediction, in the unit of the target; null for the mean of the training targets.</summary>
    public double? BaseScore { get; init; }

    /// <summary>Number of threads; 0 for one per processor, or a single one below 200,000 feature values.</summary>
    public int Threads { get; init; }

    /// <inheritdoc/>
    public string Name => "XGB";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">No round, no tree in a round, or a depth of 0.</exception>
    /// <exception cref="NativeLoadException">XGBoost is not installed.</exception>
    /// <exception cref="NativeCallException">XGBoost refused the options.</exception>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rounds, 1, nameof(Rounds));
        ArgumentOutOfRangeException.ThrowIfLessThan(TreesPerRound, 1, nameof(TreesPerRound));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumDepth, 1, nameof(MaximumDepth));
        return new TreeTraining(Name, Threads)
        {
            Rounds = Rounds,
            Patience = EarlyStoppingRounds,
            ValidationFraction = ValidationFraction,
            BaseScore = BaseScore,
            Parameters = new Dictionary<string, string>
            {
                ["num_parallel_tree"] = TreeTraining.Text(TreesPerRound),
                ["max_depth"] = TreeTraining.Text(MaximumDepth),
                ["eta"] = TreeTraining.Text(LearningRate),
                ["subsample"] = TreeTraining.Text(RowSample),
                ["colsample_bytree"] = TreeTraining.Text(ColumnSample),
                ["lambda"] = TreeTraining.Text(Penalty),
                ["min_child_weight"] = TreeTraining.Text(MinimumChildWeight),
                ["tree_method"] = TreeTraining.Text(Method, features.RowCount),
            },
        }.Fit(features, targets, context);
    }
}
