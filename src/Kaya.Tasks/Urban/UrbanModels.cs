using System.Collections.Immutable;
using Kaya.Learning;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Models of cells by name, with the options that a search may try; the first point is the default.</summary>
internal sealed class UrbanModels
{
    public const string OpenCarbon = "OpenCarbon", PgSimClr = "PG-SimCLR", Ridge = "ridge";
    private const string Read = "READ", StackedForest = "Stacked RFR";
    private static readonly ImmutableArray<int> s_sides = [3, 5, 7], s_components = [32, 16, 64];
    private static readonly ImmutableArray<double> s_alphas = [0.1, 0.01, 0.001];
    private readonly Dictionary<string, ImmutableArray<UrbanSearchPoint>> _models = [];
    private readonly CellFeatureOptions _features;
    private readonly OpenCarbonEstimator _estimator;
    private readonly int? _threads;

    /// <param name="options">Shape and training of the network.</param>
    /// <param name="modalities">Kinds of input.</param>
    public UrbanModels(UrbanFitOptions options, ImmutableArray<UrbanModality> modalities)
    {
        _threads = options.Threads;
        ImageEncoder? encoder = options.ReadEncoder(modalities);
        _estimator = options.ToEstimator(modalities, encoder);
        Add(OpenCarbon, Grid(_estimator));
        foreach (UrbanPart part in Enum.GetValues<UrbanPart>())
            if (IsPossible(part, modalities))
                Add(Ablated(part), Grid((options with { Network = options.Network with { Without = [.. options.Network.Without ?? [],
                    part] } })
                    .ToEstimator(modalities, encoder)));
        bool hasImages = modalities.Contains(UrbanModality.Image);
        ImageEncoder? frozen = !hasImages ? null
            : encoder ?? ImageEncoder.Untrained(ResNetOptions.Small, new RandomSource(options.Seed).Derive("untrained encoder"));
        Encoder = frozen?.Name;
        _features = new CellFeatureOptions { Modalities = modalities, Images = frozen };
        AddTables();
        if (hasImages) AddImages(modalities, options.Network.ToOptions().Image);
    }

    /// <summary>Name of the encoder of the baselines; null without images.</summary>
    public string? Encoder { get; }

    /// <summary>Name of the network without a part.</summary>
    public static string Ablated(UrbanPart part) => part switch
    {
        UrbanPart.SqueezeExcitation => "OpenCarbon without SE",
        UrbanPart.Contrastive => "OpenCarbon without contrast",
        _ => "OpenCarbon without neighbourhood",
    };

    /// <summary>Name of a model in the paper's table.</summary>
    public static string PublishedName(string name) => name == StackedForest ? "Stacked-RFR" : name;

    /// <summary>The models of a list of names; all of them without one.</summary>
    /// <exception cref="DataFormatException">No such model, or none for these cells.</exception>
    public IReadOnlyList<string> Chosen(IReadOnlyList<string>? names) => names is not { Count: > 0 } ? [.. _models.Keys]
        : [.. names.Select(name => _models.Keys.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("model", name, _models.Keys, new SourceLocation(Variable: "--models")))];

    /// <summary>How many options of a model a search may try.</summary>
    public int PointCount(string name) => _models[name].Length;

    /// <summary>One of them.</summary>
    public UrbanSearchPoint Point(string name, int point) => _models[name][point];

    private void Add(string name, ImmutableArray<UrbanSearchPoint> points) => _models.Add(name, points);

    // Plain methods on vectors of cells.
    private void AddTables()
    {
        int threads = _threads ?? Environment.ProcessorCount;
        Add(Ridge, [.. s_components.Select(components => Table($"{components} components", Ridge,
            new Standardised(new BayesianLinearRegression()), _features with { Components = components }))]);
        Add("SVR", [.. Pairs([1.0, 10, 0.3], [0.1, 0.3]).Select(pair => Table(
            FormattableString.Invariant($"cost {pair.First}, tube {pair.Second}"), "SVR",
            new SupportVectorRegression { Cost = pair.First, Epsilon = pair.Second }, _features))]);
        Add(StackedForest, [.. Pairs([12.0, 6, 20], [100.0, 300]).Select(pair => new UrbanSearchPoint(
            FormattableString.Invariant($"depth {pair.First}, {pair.Second} trees"), _ => UrbanBaselines.StackedForest(
                new RandomForest { MaximumDepth = (int)pair.First, Trees = (int)pair.Second, Threads = threads }, _features)))]);
        CellFeatureOptions around = new()
        {
            Modalities = [.. _features.Modalities.Where(one => one != UrbanModality.Image)], HasNeighbours = true,
        };
        if (around.Modalities.Length > 0)
            Add("boosting", [.. Pairs([4.0, 3, 6], [0.1, 0.05]).Select(pair => Table(
                FormattableString.Invariant($"depth {pair.First}, rate {pair.Second}"), "boosting", new GradientBoosting
                {
                    MaximumDepth = (int)pair.First, LearningRate = pair.Second, Rounds = 200, RowSample = 0.8, ColumnSample = 0.8,
                        Threads = threads,
                }, around))]);
        foreach (bool hasGraph in new[] { false, true })
            Add(hasGraph ? "CarbonGCN" : "BPNN", [.. Pairs([3e-3, 1e-3, 1e-2], [0.2, 0]).Select(pair => new UrbanSearchPoint(
                FormattableString.Invariant($"rate {pair.First}, dropout {pair.Second}"), share => new VectorNetworkEstimator(_features)
                {
                    HasGraph = hasGraph, LearningRate = pair.First, Dropout = pair.Second, Steps = (int)(1500 * share),
                }))]);
    }

    private void AddImages(ImmutableArray<UrbanModality> modalities, ResNetOptions image)
    {
        Add(Read, [.. s_components.Select(components => new UrbanSearchPoint($"{components} components", _ =>
            UrbanBaselines.Read(_features.Images!, new Standardised(new BayesianLinearRegression()), components)))]);
        if (!modalities.Contains(UrbanModality.Points)) return;
        foreach (ImagePairing pairing in Enum.GetValues<ImagePairing>())
        {
            PairedImageEstimator one = PairedImageEstimator.Small(pairing) with
            {
                Encoder = image, FrozenImages = _estimator.FrozenImages, ImageSize = _estimator.Network.ImageSize,
                Epochs = _estimator.Training.Epochs, Patience = null,
            };
            Add(one.Name, [.. Pairs([0.1, 0.01, 1], [2e-3, 1e-3]).Select(pair => new UrbanSearchPoint(
                FormattableString.Invariant($"weight {pair.First}, rate {pair.Second}"), share => one with
                {
                    PairWeight = pair.First, LearningRate = pair.Second, Epochs = Math.Max(1, (int)(one.Epochs * share)),
                }))]);
        }
    }

    private static UrbanSearchPoint Table(string options, string title, IEstimator inner, CellFeatureOptions features) =>
        new(options, _ => new TabularUrbanEstimator(inner, features) { Title = title });

    private static IEnumerable<(double First, double Second)> Pairs(IReadOnlyList<double> first, IReadOnlyList<double> second) =>
        second.SelectMany(b => first.Select(a => (a, b)));

    private static bool IsPossible(UrbanPart part, ImmutableArray<UrbanModality> modalities) => part switch
    {
        UrbanPart.SqueezeExcitation => modalities.Contains(UrbanModality.Points),
        UrbanPart.Contrastive => modalities.Length > 1,
        _ => true,
    };

    // The default first, then the grid of the paper: neighbourhood, alpha, rate. An ablation keeps what it leaves out.
    private static ImmutableArray<UrbanSearchPoint> Grid(OpenCarbonEstimator estimator)
    {
        int[] sides = estimator.Network.Neighbourhood == 1 ? [1]
            : [estimator.Network.Neighbourhood, .. s_sides.Where(side => side != estimator.Network.Neighbourhood)];
        double[] alphas = estimator.Training.ContrastiveWeight == 0 ? [0]
            : [estimator.Training.ContrastiveWeight, .. s_alphas.Where(alpha => alpha != estimator.Training.ContrastiveWeight)];
        double[] rates = [estimator.Training.LearningRate, estimator.Training.LearningRate / 3];
        return [.. rates.SelectMany(rate => alphas.SelectMany(alpha => sides.Select(side => new UrbanSearchPoint(
            FormattableString.Invariant($"neighbourhood {side}, alpha {alpha}, rate {rate:0.####}"),
            share => estimator with
            {
                Network = estimator.Network with { Neighbourhood = side },
                Training = estimator.Training with
                {
                    ContrastiveWeight = alpha, LearningRate = rate, Epochs = Math.Max(1, (int)(estimator.Training.Epochs * share)),
                    ContrastiveFrom = (int)(estimator.Training.ContrastiveFrom * share),
                },
            }))))];
    }
}
