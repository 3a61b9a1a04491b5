using Kaya.Downscaling;
using Kaya.Energy;
using Kaya.Inversion;
using Kaya.Learning;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;
using Kaya.Torch;
using Kaya.Urban;

namespace Kaya.Conformance.Tests;

/// <summary>The one list of estimators that must pass every rule: a new estimator is one line here.</summary>
public static class EstimatorCases
{
    private static readonly CleanOptions s_tiny = CleanOptions.Mlp with
    {
        Members = 2, HiddenSize = 6, LatentSize = 4, Channels = 2, Steps = 12, BatchSize = 8, LeaveOutSteps = 6, LeaveOutBatchSize = 8,
    };

    private static readonly SurrogateEstimator s_surrogate = new()
    {
        Network = new SurrogateNetworkOptions { HistoryHours = 4, HiddenSize = 4, Channels = 3, BranchChannels = 3, HeadChannels = 2 },
        Training = new SurrogateTrainingOptions
        {
            Steps = 4, BatchSize = 2, WindowsPerBlock = 2, HoursBetweenWindows = 2, CropSize = 6, CropMargin = 1, ValidateEvery = 2,
            ValidationWindows = 2,
        },
        Split = new SurrogateSplit(3, 1, 1, 8),
    };

    private static readonly OpenCarbonEstimator s_openCarbon = new()
    {
        Modalities = [UrbanModality.Image, UrbanModality.Points, UrbanModality.Covariates],
        Network = new OpenCarbonNetworkOptions
        {
            Image = new ResNetOptions { Blocks = [1, 1], Width = 4 }, ImageSize = 8, Width = 8, Heads = 2, HeadWidth = 8,
            CovariateWidth = 4, Points = new PointEncoderOptions { Channels = [4], RasterSize = 4 },
        },
        Training = new OpenCarbonTrainingOptions { Epochs = 2, BatchSize = 16, BlockRows = 4, BlockColumns = 4, ContrastiveFrom = 1 },
    };

    public static IReadOnlyList<EstimatorCase> All { get; } =
    [
        Table("LR", () => new LinearRegression()),
        Table("LR through the origin", () => new LinearRegression { Intercept = false }),
        Table("Bayesian linear", () => new BayesianLinearRegression()),
        Table("ElasticNet", () => new ElasticNetRegression { Penalty = 0.01 }),
        Table("KNN", () => new KnnRegression()),
        Table("KNN by distance, standardised", () => new KnnRegression { Weights = NeighbourWeights.Distance, Standardise = true }),
        Table("XGB", () => new GradientBoosting { Rounds = 15 }),
        Table("XGB sampled, stopped early", () => new GradientBoosting
            { Rounds = 30, RowSample = 0.7, ColumnSample = 0.7, EarlyStoppingRounds = 3, Method = TreeMethod.Histogram }),
        Table("RF", () => new RandomForest { Trees = 12 }),
        Table("DT", () => new DecisionTree()),
        Table("SVR", () => new SupportVectorRegression()),
        Table("SVR linear", () => new SupportVectorRegression { Kernel = SvrKernel.Linear }),
        Table("SVR standardised", () =>
            new Standardised(new SupportVectorRegression { Cost = 10, Epsilon = 0.01 }) { ScaleTargets = true }),
        Table("proportional mixture", () => new ProportionalMixture()),
        Table("LR of ln(1 + x)", () => new Logarithmic(new LinearRegression())),
        Table("ElasticNet by cross-validation", () => new CrossValidated("ElasticNet",
            [new ElasticNetRegression { Penalty = 0.1 }, new ElasticNetRegression { Penalty = 0.01 }])),
        Table("XGB of ln(1 + x), standardised", () => new Logarithmic(new Standardised(new GradientBoosting { Rounds = 5 }))),
        Table("stacked RF", () => new Stacked(new RandomForest { Trees = 6 }, new RandomForest { Trees = 6 }) { Folds = 3 }),
        new ZonalCase("zones: mixture", SpatialRegression.Mixture),
        new ZonalCase("zones: linear, raw sums", new SpatialRegression("linear", new LinearRegression()) { Scale = ZonalScale.RawSum }),
        new ZonalCase("zones: SVR of logarithms",
            new SpatialRegression("svr", new Logarithmic(new Standardised(new SupportVectorRegression()) { ScaleTargets = true }))),
        new EnergyCase("region-days: LR", () => new TabularEnergyEstimator(new LinearRegression()), 0),
        new EnergyCase("region-days: CLEAN-MLP", () => new CleanEstimator(s_tiny), 1e-5),
        new EnergyCase("region-days: CLEAN-CNN", () => new CleanEstimator(s_tiny with { Backbone = Backbone.Cnn }), 1e-5),
        new EnergyCase("region-days: plain MLP",
            () => new CleanEstimator(
                CleanOptions.Plain(Backbone.Mlp) with { Members = 1, Steps = 8, HiddenSize = 6, LatentSize = 4, BatchSize = 8 })
            { Calibration = IntervalCalibration.None }, 1e-5),
        new MapCase("map: super-resolution",
            new ZeroShotSuperResolution { Members = 2, Steps = 6, HiddenLayers = 2, Channels = 4, CropSize = 6, BatchSize = 2 }),
        new SurrogateCase("fields: LSTM-U-Net", s_surrogate),
        new SurrogateCase("fields: ResNet",
            s_surrogate with { Network = s_surrogate.Network with { Kind = SurrogateKind.ResNet, BatchNormalisation = false } }),
        new UrbanCase("cells: OpenCarbon", () => s_openCarbon),
        new UrbanCase("cells: OpenCarbon, points alone, no neighbourhood", () => s_openCarbon with
            { Modalities = [UrbanModality.Points], Network = s_openCarbon.Network with { Neighbourhood = 1 } }),
    ];

    /// <summary>Every kind of saved model.</summary>
    public static PredictorCatalog Catalog { get; } = PredictorCatalog.Managed
        .With(TreeEnsemblePredictor.Kind, TreeEnsemblePredictor.FromState)
        .With(SvrPredictor.Kind, SvrPredictor.FromState)
        .With(TabularEnergyPredictor.Kind, TabularEnergyPredictor.FromState)
        .With(CleanModel.Kind, CleanModel.FromState)
        .With(SpatialModel.Kind, SpatialModel.FromState)
        .With(SuperResolutionModel.Kind, SuperResolutionModel.FromState)
        .With(SurrogateModel.Kind, SurrogateModel.FromState)
        .With(OpenCarbonModel.Kind, OpenCarbonModel.FromState);

    /// <summary>Every native ledger.</summary>
    public static long LiveHandles() => XGBoostLibrary.LiveHandles + LibSvmLibrary.LiveHandles + TorchLedger.LiveWithoutCopies;

    private static TableCase Table(string name, Func<IEstimator> make) => new(name, make);
}
