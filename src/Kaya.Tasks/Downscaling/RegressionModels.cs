using Kaya.Downscaling;
using Kaya.Learning;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;

namespace Kaya.Tasks;

/// <summary>The models of a regression of zones, by name, the simplest first: the mixture, the paper's four, and two of trees.</summary>
internal static class RegressionModels
{
    private const int Trees = 300;

    // Correlated drivers need many passes at the smallest penalty; a pass over a few dozen zones is cheap.
    private const int Passes = 100_000;

    // Half decades: a few dozen zones cannot resolve finer steps.
    private static IReadOnlyList<double> Penalties { get; } = Array.AsReadOnly([0.003, 0.01, 0.03, 0.1, 0.3, 1]);

    private static IReadOnlyList<double> Ratios { get; } = Array.AsReadOnly([0.2, 0.5, 0.8]);

    private static IReadOnlyList<double> Costs { get; } = Array.AsReadOnly([0.3, 1, 3, 10, 30]);

    private static IReadOnlyList<double> Epsilons { get; } = Array.AsReadOnly([0.1, 0.3]);

    private static IReadOnlyList<double> Gammas { get; } = Array.AsReadOnly([0.05, 0.2, 0.5]);

    public static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(
        ["mixture", "linear", "bayesian", "elastic-net", "svr", "forest", "boosting"]);

    /// <summary>The requested models, or all.</summary>
    /// <param name="asked">Names, in any case.</param>
    /// <param name="logarithms">Whether models use ln(1 + x) of predictors and target; the mixture model always uses logarithms.</param>
    /// <param name="option">The option with the names, for the message.</param>
    public static IReadOnlyList<SpatialRegression> Chosen(IReadOnlyList<string>? asked, bool logarithms, string option = "--models")
    {
        IEnumerable<string> names = asked is not { Count: > 0 } ? Names
            : Names.Intersect(
                asked.Select(name => Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                ?? throw Spelling.Unknown("model", name, Names, new SourceLocation(Variable: option))));
        return [.. names.Select(name => Create(name, logarithms))];
    }

    public static SpatialRegression Create(string name, bool logarithms)
    {
        if (name == SpatialRegression.Mixture.Name) return SpatialRegression.Mixture;
        IEstimator scaled = new Standardised(Plain(name)) { ScaleTargets = true };
        return new SpatialRegression(name, logarithms ? new Logarithmic(scaled) : scaled);
    }

    /// <summary>The smallest number of zones to fit a model; except for the mixture, with one zone left out.</summary>
    public static int FewestZones(SpatialRegression model, int drivers) => model.Name == SpatialRegression.Mixture.Name ? 2
        : Math.Max(5, drivers + 2);

    private static IEstimator Plain(string name) => name switch
    {
        "linear" => new LinearRegression(),
        "bayesian" => new BayesianLinearRegression(),
        "elastic-net" =>
            new CrossValidated(
            "ElasticNet",
            [.. from penalty in Penalties from ratio in Ratios select new ElasticNetRegression { Penalty = penalty, L1Ratio = ratio,
            MaximumPasses = Passes }]),
        "svr" => new CrossValidated("SVR", [.. from cost in Costs from epsilon in Epsilons from gamma in Gammas
            select new SupportVectorRegression { Cost = cost, Epsilon = epsilon, Gamma = gamma }]),
        "forest" => new RandomForest { Trees = Trees, MinimumChildWeight = 2 },
        // Chosen by left-out provinces; eight trees a round, so that the draws of rows hardly matter (docs/methods/regression-of-zones.md).
        "boosting" => new GradientBoosting
        {
            Rounds = 200, TreesPerRound = 8, MaximumDepth = 3, LearningRate = 0.05, RowSample = 0.5, MinimumChildWeight = 3,
        },
        _ => throw Spelling.Unknown("model", name, Names),
    };
}
