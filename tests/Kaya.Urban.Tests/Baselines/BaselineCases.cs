using Kaya.Learning;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;

namespace Kaya.Urban.Tests.Baselines;

/// <summary>All baselines in a size that a test can train.</summary>
public static class BaselineCases
{
    private static readonly ImageEncoder s_encoder = ImageEncoder.Untrained(ResNetOptions.Small, new RandomSource(5));

    private static readonly CellFeatureOptions s_points = new() { Modalities = [UrbanModality.Points] };

    private static readonly CellFeatureOptions s_features = new() { Images = s_encoder, Components = 12 };

    public static PredictorCatalog Catalog { get; } = UrbanBaselines.Catalog(PredictorCatalog.Managed
        .With(SvrPredictor.Kind, SvrPredictor.FromState).With(TreeEnsemblePredictor.Kind, TreeEnsemblePredictor.FromState));

    public static TheoryData<string> Names => [.. All(@short: true).Select(estimator => estimator.Name)];

    /// <summary>The estimator of a name.</summary>
    public static IUrbanEstimator Of(string name, bool isShort) => All(isShort).Single(estimator => estimator.Name == name);

    public static IReadOnlyList<IUrbanEstimator> All(bool @short) =>
    [
        new TabularUrbanEstimator(new Standardised(new BayesianLinearRegression()), s_points)
        {
            Title = "ridge on points",
        },
        new TabularUrbanEstimator(new SupportVectorRegression(), s_features),
        UrbanBaselines.StackedForest(new RandomForest { Trees = 30, Threads = 1 }, s_features),
        new TabularUrbanEstimator(new GradientBoosting { Rounds = 80, LearningRate = 0.1, MaximumDepth = 4, Threads = 1 },
            s_points with { HasNeighbours = true }) { Title = "boosting on points and means around" },
        UrbanBaselines.Read(s_encoder, new Standardised(new BayesianLinearRegression()), 12),
        new VectorNetworkEstimator(s_features) { Steps = @short ? 30 : 400 },
        new VectorNetworkEstimator(s_features) { HasGraph = true, Steps = @short ? 30 : 400 },
        PairedImageEstimator.Small(ImagePairing.Tile2Vec) with { Epochs = @short ? 2 : 8 },
        PairedImageEstimator.Small(ImagePairing.PgSimClr) with { Epochs = @short ? 2 : 8 },
    ];
}
