using System.Collections.Immutable;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Sizes that go together.</summary>
public enum UrbanPreset
{
    /// <summary>A small residual network on images of 32 pixels: minutes for a city on two cores.</summary>
    Small,

    /// <summary>The paper's: ResNet-18, images as prepared; hours for a city, a graphics card helps.</summary>
    Paper,
}

/// <summary>Where the vectors of images come from.</summary>
public enum UrbanImages
{
    /// <summary>A network that starts from random values and learns.</summary>
    Scratch,

    /// <summary>A network that starts from the weights of the encoder and learns on.</summary>
    Pretrained,

    /// <summary>The encoder, which does not learn; layers on its vectors do.</summary>
    Frozen,
}

/// <summary>A part of the network that is left out to see what it is good for.</summary>
public enum UrbanPart
{
    /// <summary>Squeeze-and-excitation: weights of categories of points.</summary>
    SqueezeExcitation,

    /// <summary>The contrastive loss between image and points.</summary>
    Contrastive,

    /// <summary>The neighbourhood.</summary>
    Neighbourhood,
}

/// <summary>Shape of the network of cells. As a group named <c>Network</c>: <c>--network.neighbourhood</c> and so on.</summary>
public sealed record UrbanNetworkOptions
{
    /// <summary>Sizes that go together.</summary>
    [Option("sizes that go together: small, or as in the paper; the other options change single ones", Group = OptionGroup.Model)]
    public UrbanPreset Preset { get; set; }

    /// <summary>Side of the neighbourhood.</summary>
    [Option("cells of a side of the neighbourhood, odd (paper 001 tried 3, 5, 7; default: 5 for small, 3 for paper); 1 for none",
        Group = OptionGroup.Model, Minimum = 1, Maximum = 15)]
    public int? Neighbourhood { get; set; }

    /// <summary>What the cross-attention chooses from.</summary>
    [Option("what the cross-attention chooses from: vectors of the cell, or of all cells of the neighbourhood", Group = OptionGroup.Model)]
    public AttentionTokens Tokens { get; set; } = AttentionTokens.Neighbourhood;

    /// <summary>Where the vectors of images come from.</summary>
    [Option("where the vectors of images come from: scratch (a network that learns), pretrained (it begins with the encoder), frozen "
        + "(the encoder, on images as prepared, with layers after it that learn) (default: frozen with --encoder, else scratch)",
        Group = OptionGroup.Model)]
    public UrbanImages? Images { get; set; }

    /// <summary>Side of the images.</summary>
    [Option("rows and columns that images are reduced to, but for a frozen encoder (default: 32 for small, those of the cells for paper)",
        Group = OptionGroup.Model, Minimum = 8, Maximum = 1024)]
    public int? ImageSize { get; set; }

    /// <summary>Blocks of the residual network.</summary>
    [Option("blocks of each stage of the residual network, separated by commas (default: 1,1,1,1 for small, 2,2,2,2 for paper)",
        Group = OptionGroup.Model)]
    public IReadOnlyList<int>? Blocks { get; set; }

    /// <summary>Channels of its first stage.</summary>
    [Option("channels of its first stage (default: 16 for small, 64 for paper)", Group = OptionGroup.Model, Minimum = 1, Maximum = 512)]
    public int? Channels { get; set; }

    /// <summary>Length of the vectors.</summary>
    [Option("length of the vector of a cell (default: 32 for small, 128 for paper)", Group = OptionGroup.Model, Minimum = 4,
        Maximum = 4096)]
    public int? Width { get; set; }

    /// <summary>Share of the last hidden layer that is dropped.</summary>
    [Option("share of the last hidden layer that is dropped while training (default: 0.2 for small, 0 for paper)",
        Group = OptionGroup.Model, Minimum = 0, Maximum = 0.9)]
    public double? Dropout { get; set; }

    /// <summary>Parts left out.</summary>
    [Option("parts of the network that are left out, separated by commas: squeeze-excitation, contrastive, neighbourhood",
        Group = OptionGroup.Model)]
    public IReadOnlyList<UrbanPart>? Without { get; set; }

    internal bool Leaves(UrbanPart part) => Without?.Contains(part) == true;

    internal OpenCarbonNetworkOptions ToOptions()
    {
        OpenCarbonNetworkOptions preset = Preset == UrbanPreset.Small ? OpenCarbonNetworkOptions.Small : new OpenCarbonNetworkOptions();
        return preset with
        {
            Neighbourhood = Leaves(UrbanPart.Neighbourhood) ? 1 : Neighbourhood ?? preset.Neighbourhood, Tokens = Tokens,
            ImageSize = ImageSize ?? preset.ImageSize,
            Image = preset.Image with
            {
                Blocks = Blocks is { Count: > 0 } ? [.. Blocks] : preset.Image.Blocks, Width = Channels ?? preset.Image.Width,
            },
            Width = Width ?? preset.Width, Dropout = Dropout ?? preset.Dropout,
            Points = preset.Points with { SqueezeExcitation = !Leaves(UrbanPart.SqueezeExcitation) },
        };
    }
}

/// <summary>Training of the network of cells. As a group named <c>Training</c>: <c>--training.epochs</c> and so on.</summary>
public sealed record UrbanLearningOptions
{
    /// <summary>Epochs.</summary>
    [Option("how many times each training cell is a target (default: 40 for small, 150 for paper)", Group = OptionGroup.Model, Minimum = 1)]
    public int? Epochs { get; set; }

    /// <summary>Targets of a step.</summary>
    [Option("about how many targets a step has; it takes whole blocks", Group = OptionGroup.Model, Minimum = 1, Maximum = 65536)]
    public int Batch { get; set; } = 64;

    /// <summary>Learning rate.</summary>
    [Option("learning rate at the start; it falls along half a cosine (default: 0.003 for small, 0.001 for paper)",
        Group = OptionGroup.Model, Minimum = 1e-6, Maximum = 1)]
    public double? LearningRate { get; set; }

    /// <summary>Decay of weights.</summary>
    [Option("decay of weights (default: 0.001 for small, 0.0001 for paper)", Group = OptionGroup.Model, Minimum = 0, Maximum = 1)]
    public double? WeightDecay { get; set; }

    /// <summary>Weight of the contrastive loss.</summary>
    [Option("weight alpha of the contrastive loss (paper 001 tried 0.1, 0.01, 0.001); 0 for none", Group = OptionGroup.Model, Minimum = 0)]
    public double Alpha { get; set; } = 0.01;

    /// <summary>Temperature.</summary>
    [Option("temperature of the contrastive loss", Group = OptionGroup.Model, Minimum = 0.001, Maximum = 100)]
    public double Temperature { get; set; } = 0.5;

    /// <summary>First epoch of the contrastive loss.</summary>
    [Option("epoch from which the contrastive loss counts (paper 001: 100; default: 10 for small, 100 for paper)",
        Group = OptionGroup.Model, Minimum = 0)]
    public int? ContrastiveFrom { get; set; }

    /// <summary>Validations without progress.</summary>
    [Option("epochs without a lower validation error before the training ends (default: all epochs are done)", Group = OptionGroup.Model,
        Minimum = 1)]
    public int? Patience { get; set; }

    internal OpenCarbonTrainingOptions ToOptions(UrbanNetworkOptions network)
    {
        OpenCarbonTrainingOptions preset = network.Preset == UrbanPreset.Small ? OpenCarbonEstimator.Small.Training
            : new OpenCarbonTrainingOptions();
        return preset with
        {
            Epochs = Epochs ?? preset.Epochs, BatchSize = Batch, LearningRate = LearningRate ?? preset.LearningRate,
            WeightDecay = WeightDecay ?? preset.WeightDecay,
            ContrastiveWeight = network.Leaves(UrbanPart.Contrastive) ? 0 : Alpha, Temperature = Temperature,
            ContrastiveFrom = ContrastiveFrom ?? preset.ContrastiveFrom, Patience = Patience,
        };
    }
}

/// <summary>Options of tasks that train on cells.</summary>
public abstract record UrbanFitOptions : UrbanCellsOptions
{
    /// <summary>Kinds of input.</summary>
    [Option("kinds of input, separated by commas: image, points, covariates (default: all that the cells have)", Group = OptionGroup.Input)]
    public IReadOnlyList<UrbanModality>? Modalities { get; set; }

    /// <summary>Weights of a pretrained network of images.</summary>
    [Option("safetensors file with the weights of a pretrained residual network: baselines and OpenCarbon take the vectors of images from "
        + "it, see --network.images (default: OpenCarbon learns its network of images; baselines get an untrained one, which says little)",
        Group = OptionGroup.Input)]
    public string? Encoder { get; set; }

    /// <summary>The split.</summary>
    public UrbanSplitOptions Split { get; set; } = new();

    /// <summary>The network.</summary>
    public UrbanNetworkOptions Network { get; set; } = new();

    /// <summary>The training.</summary>
    public UrbanLearningOptions Training { get; set; } = new();

    internal ImmutableArray<UrbanModality> ModalitiesOf(UrbanDataset data) => Modalities is { Count: > 0 } given ? [.. given.Distinct()]
        : data.Modalities;

    /// <summary>The files that these options name.</summary>
    internal IReadOnlyList<TaskInput> Files() => [.. UrbanCells.Files(this), .. Encoder is { } encoder
        ? [new TaskInput("encoder", encoder, "weights of a residual network")] : Array.Empty<TaskInput>()];

    /// <summary>The encoder, read once for all models that use it; null without one, or without images.</summary>
    internal ImageEncoder? ReadEncoder(ImmutableArray<UrbanModality> modalities) => Encoder is null
        || !modalities.Contains(UrbanModality.Image) ? null
        : new ImageEncoder(ResNetWeights.Read(Encoder), Path.GetFileNameWithoutExtension(Encoder));

    /// <summary>OpenCarbon with these options.</summary>
    /// <param name="modalities">Kinds of input.</param>
    /// <param name="encoder">What <see cref="ReadEncoder"/> gave.</param>
    /// <exception cref="DataFormatException">Vectors of an encoder are wanted, and there is none.</exception>
    internal OpenCarbonEstimator ToEstimator(ImmutableArray<UrbanModality> modalities, ImageEncoder? encoder)
    {
        OpenCarbonEstimator estimator = new()
        {
            Modalities = modalities, Network = Network.ToOptions(), Training = Training.ToOptions(Network),
        };
        if (!modalities.Contains(UrbanModality.Image)) return estimator;
        UrbanImages images = Network.Images ?? (encoder is null ? UrbanImages.Scratch : UrbanImages.Frozen);
        if (images != UrbanImages.Scratch && encoder is null)
            throw new DataFormatException(new Fault("There is no encoder to take images from.",
                new SourceLocation(Variable: "--network.images"), "--encoder FILE", "none",
                "Name a file of weights by --encoder, or learn the network of the images by --network.images scratch."));
        return images switch
        {
            UrbanImages.Frozen => estimator with { FrozenImages = encoder },
            UrbanImages.Pretrained => estimator with
            {
                ImageWeights = Encoder, Network = estimator.Network with { Image = encoder!.Options },
            },
            _ => estimator,
        };
    }
}
