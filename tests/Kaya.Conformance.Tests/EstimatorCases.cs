using Kaya.Core;
using Kaya.Learning;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;

namespace Kaya.Conformance.Tests;

/// <summary>The one list of estimators that must pass every rule: a new estimator is one line here.</summary>
public static class EstimatorCases
{
    public static IReadOnlyList<EstimatorCase> All { get; } =
    [
        Of("LR", () => new LinearRegression()),
        Of("LR through the origin", () => new LinearRegression { Intercept = false }),
        Of("Bayesian linear", () => new BayesianLinearRegression()),
        Of("ElasticNet", () => new ElasticNetRegression { Penalty = 0.01 }),
        Of("KNN", () => new KnnRegression()),
        Of("KNN by distance, standardised", () => new KnnRegression { Weights = NeighbourWeights.Distance, Standardise = true }),
        Of("XGB", () => new GradientBoosting { Rounds = 15 }),
        Of("XGB sampled, stopped early", () => new GradientBoosting { Rounds = 30, RowSample = 0.7, ColumnSample = 0.7, EarlyStoppingRounds = 3, Method = TreeMethod.Histogram }),
        Of("RF", () => new RandomForest { Trees = 12 }),
        Of("DT", () => new DecisionTree()),
        Of("SVR", () => new SupportVectorRegression()),
        Of("SVR linear", () => new SupportVectorRegression { Kernel = SvrKernel.Linear }),
        Of("SVR standardised", () => new Standardised(new SupportVectorRegression { Cost = 10, Epsilon = 0.01 }) { ScaleTargets = true }),
        Of("proportional mixture", () => new ProportionalMixture()),
        Of("LR of ln(1 + x)", () => new Logarithmic(new LinearRegression())),
        Of("ElasticNet by cross-validation", () => new CrossValidated("ElasticNet", [new ElasticNetRegression { Penalty = 0.1 }, new ElasticNetRegression { Penalty = 0.01 }])),
        Of("LR of logarithms", () => new LogTarget(new LinearRegression())),
        Of("XGB of logarithms, standardised", () => new LogTarget(new Standardised(new GradientBoosting { Rounds = 5 }))),
    ];

    /// <summary>Every kind of saved model.</summary>
    public static PredictorCatalog Catalog { get; } = PredictorCatalog.Managed
        .With(TreeEnsemblePredictor.Kind, TreeEnsemblePredictor.FromState)
        .With(SvrPredictor.Kind, SvrPredictor.FromState);

    /// <summary>Every native ledger.</summary>
    public static long LiveHandles() => XGBoostLibrary.LiveHandles + LibSvmLibrary.LiveHandles;

    /// <summary>A case on the data below, or on data of its own.</summary>
    public static EstimatorCase Of(string name, Func<IEstimator> make, Func<(FeatureTable, FeatureTable)>? data = null) =>
        new(name, make, data ?? (() => SmoothData(90)));

    /// <summary>A smooth function with noise: four features and two targets in several units, targets above 0.</summary>
    public static (FeatureTable Features, FeatureTable Targets) SmoothData(int rowCount)
    {
        FeatureSchema inputs = new(new FeatureColumn("coal", Unit.Parse("GWh")), new FeatureColumn("share", Unit.Parse("%")),
            new FeatureColumn("temperature", Unit.Parse("K")), new FeatureColumn("people", Unit.Parse("1")));
        FeatureSchema outputs = new(new FeatureColumn("emission", Unit.Parse("Mt d-1")), new FeatureColumn("intensity", Unit.Parse("t GWh-1")));
        RandomSequence random = new RandomSource(5).Derive("data").Sequence();
        double[] x = new double[rowCount * 4], y = new double[rowCount * 2];
        for (int row = 0; row < rowCount; row++)
        {
            double coal = 100 + 20 * random.NextGaussian(), share = 100 * random.NextDouble();
            double temperature = 285 + 8 * random.NextGaussian(), people = 1 + random.NextDouble();
            (x[row * 4], x[row * 4 + 1], x[row * 4 + 2], x[row * 4 + 3]) = (coal, share, temperature, people);
            y[row * 2] = Math.Exp(0.01 * coal + 0.1 * Math.Sin(share / 15) + 0.02 * random.NextGaussian());
            y[row * 2 + 1] = 800 + 3 * share + 5 * Math.Abs(temperature - 285) * people + random.NextGaussian();
        }

        return (new FeatureTable(inputs, x), new FeatureTable(outputs, y));
    }
}
