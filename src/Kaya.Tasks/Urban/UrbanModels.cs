using System.Collections.Immutable;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Models of cells by name, with the options that a search may try; the first point is the default.</summary>
internal sealed class UrbanModels
{
    private const string OpenCarbon = "OpenCarbon";
    private static readonly ImmutableArray<int> s_sides = [3, 5, 7];
    private static readonly ImmutableArray<double> s_alphas = [0.1, 0.01, 0.001];
    private readonly Dictionary<string, ImmutableArray<UrbanSearchPoint>> _models = [];

    public UrbanModels(UrbanFitOptions options, ImmutableArray<UrbanModality> modalities, string? encoder)
    {
        _ = encoder;
        OpenCarbonEstimator estimator = options.ToEstimator(modalities);
        Add(OpenCarbon, Grid(estimator));
        foreach (UrbanPart part in Enum.GetValues<UrbanPart>())
            if (IsPossible(part, modalities))
                Add(Ablated(part), Grid((options with { Network = options.Network with { Without = [.. options.Network.Without ?? [], part] } })
                    .ToEstimator(modalities)));
    }

    /// <summary>Name of the network without a part.</summary>
    public static string Ablated(UrbanPart part) => part switch
    {
        UrbanPart.SqueezeExcitation => "OpenCarbon without SE",
        UrbanPart.Contrastive => "OpenCarbon without contrast",
        _ => "OpenCarbon without neighbourhood",
    };

    /// <summary>Name of a model in the paper's table.</summary>
    public static string PublishedName(string name) => name;

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

    private static bool IsPossible(UrbanPart part, ImmutableArray<UrbanModality> modalities) => part switch
    {
        UrbanPart.SqueezeExcitation => modalities.Contains(UrbanModality.Points),
        UrbanPart.Contrastive => modalities.Length > 1,
        _ => true,
    };

    // The default first, then the grid of the paper: neighbourhood, alpha, rate. An ablation keeps what it leaves out.
    private static ImmutableArray<UrbanSearchPoint> Grid(OpenCarbonEstimator estimator)
    {
        int[] sides = estimator.Network.Neighbourhood == 1 ? [1] : [estimator.Network.Neighbourhood, .. s_sides.Where(side => side != estimator.Network.Neighbourhood)];
        double[] alphas = estimator.Training.ContrastiveWeight == 0 ? [0] : [estimator.Training.ContrastiveWeight,
            .. s_alphas.Where(alpha => alpha != estimator.Training.ContrastiveWeight)];
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
