using System.Collections.Immutable;

namespace Kaya.Urban;

/// <summary>What the cross-attention of <see cref="OpenCarbonNetworkOptions"/> chooses from.</summary>
public enum AttentionTokens
{
    /// <summary>The vectors of the cell itself: one for each modality, and the fused one. The neighbourhood decides which of them counts;
    /// nothing of the neighbours themselves enters.</summary>
    Cell,

    /// <summary>The fused vectors of all cells of the neighbourhood, the cell itself among them; missing ones are left out.</summary>
    Neighbourhood,
}

/// <summary>How points of interest become a vector.</summary>
public sealed record PointEncoderOptions
{
    /// <summary>Channels of each convolution layer; each halves the plane as long as it has 4 rows or more.</summary>
    public ImmutableArray<int> Channels { get; init; } = [32, 64, 128];

    /// <summary>Rows and columns of the plane that points are counted on; 1 where the data have no positions, only counts.</summary>
    /// <remarks>The paper takes the pixels of the image, 256 x 256, nearly all of which are 0.</remarks>
    public int RasterSize { get; init; } = 32;

    /// <summary>Whether there are squeeze-and-excitation blocks; false for the ablation.</summary>
    public bool SqueezeExcitation { get; init; } = true;

    /// <summary>How many times narrower the middle of such a block is (n of equation 2).</summary>
    public int Compression { get; init; } = 4;

    /// <summary>Whether the number of points of each category in the whole cell, as ln(1 + n), joins before the last layer. Ours.</summary>
    public bool AddsCounts { get; init; } = true;
}

/// <summary>Shape of the network of <see cref="OpenCarbonEstimator"/>.</summary>
public sealed record OpenCarbonNetworkOptions
{
    /// <summary>The network of the images.</summary>
    public ResNetOptions Image { get; init; } = new();

    /// <summary>Rows and columns that images are brought to by means over areas; 0 for those of the data.</summary>
    public int ImageSize { get; init; }

    /// <summary>Largest number of principal components of the vectors of a frozen encoder.</summary>
    public int ImageComponents { get; init; } = 32;

    /// <summary>Width of the hidden layer after those vectors.</summary>
    public int ImageWidth { get; init; } = 64;

    /// <summary>The network of the points of interest.</summary>
    public PointEncoderOptions Points { get; init; } = new();

    /// <summary>Width of the hidden layer of the covariates.</summary>
    public int CovariateWidth { get; init; } = 64;

    /// <summary>Length m of the vectors of cells and neighbourhoods.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Cells M of a side of the neighbourhood, odd; 1 for none, the ablation.</summary>
    public int Neighbourhood { get; init; } = 3;

    /// <summary>What the cross-attention chooses from. The paper's single vector leaves no choice; of the two that do, this one learnt
    /// neighbours better on made-up cells.</summary>
    public AttentionTokens Tokens { get; init; } = AttentionTokens.Neighbourhood;

    /// <summary>Parts of the vectors that attend on their own; divides the width.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Width of the hidden layer before the prediction.</summary>
    public int HeadWidth { get; init; } = 64;

    /// <summary>Share of that hidden layer that is dropped while training.</summary>
    public double Dropout { get; init; }

    /// <summary>A network that a processor trains on some hundred cells in about a minute.</summary>
    public static OpenCarbonNetworkOptions Small { get; } = new()
    {
        Image = ResNetOptions.Small with { Width = 16 }, ImageSize = 32, Neighbourhood = 5, Width = 32, HeadWidth = 32,
        CovariateWidth = 16, Dropout = 0.2,
        Points = new PointEncoderOptions { Channels = [16, 32], RasterSize = 8 },
    };

    internal void Require()
    {
        Image.Require();
        ArgumentOutOfRangeException.ThrowIfNegative(ImageSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(ImageComponents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ImageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Points.RasterSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Points.Compression, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CovariateWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeadWidth, 1);
        if (Points.Channels.IsDefaultOrEmpty || Points.Channels.Any(channels => channels < 1))
            throw new ArgumentException("the network of the points needs a layer of 1 or more channels at least");
        if (Neighbourhood is < 1 or > 15 || Neighbourhood % 2 == 0)
            throw new ArgumentException($"a neighbourhood is an odd number of cells from 1 to 15, not {Neighbourhood}");
        if (Width < 1 || Heads < 1 || Width % Heads != 0)
            throw new ArgumentException($"{Heads} heads do not divide vectors of {Width} numbers");
    }
}

/// <summary>How the network of <see cref="OpenCarbonEstimator"/> is trained.</summary>
public sealed record OpenCarbonTrainingOptions
{
    /// <summary>How many times each training cell is a target.</summary>
    public int Epochs { get; init; } = 150;

    /// <summary>About how many targets a step has: it takes whole blocks.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Rows of a block of targets.</summary>
    public int BlockRows { get; init; } = 8;

    /// <summary>Columns of a block of targets.</summary>
    public int BlockColumns { get; init; } = 4;

    /// <summary>Learning rate of Adam.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Part of the learning rate that is left at the end, along half a cosine; 1 for a constant one.</summary>
    public double FinalRate { get; init; } = 0.02;

    /// <summary>Epochs between two validations.</summary>
    public int ValidateEvery { get; init; } = 1;

    /// <summary>Validations without progress before the training ends; null for all epochs. The weights of the lowest error count either
    /// way.</summary>
    public int? Patience { get; init; }

    /// <summary>Weight alpha of the contrastive loss; 0 for none, the ablation. The paper tried 0.1, 0.01 and 0.001.</summary>
    public double ContrastiveWeight { get; init; } = 0.01;

    /// <summary>Temperature of the contrastive loss; the paper does not say.</summary>
    public double Temperature { get; init; } = 0.5;

    /// <summary>First epoch of the contrastive loss, from 0; 100 in the paper.</summary>
    public int ContrastiveFrom { get; init; } = 100;

    /// <summary>Weight of the loss of the question whether the emission is zero, where there are such training cells.</summary>
    public double PresenceWeight { get; init; } = 1;

    /// <summary>Whether the cells of a step are turned and mirrored at random, with their neighbourhoods.</summary>
    public bool Turns { get; init; } = true;

    /// <summary>Images that are encoded at once, and again in the backward pass, to save memory: a step of 64 targets and 256 pixels takes
    /// gigabytes otherwise. 0 for all at once. Means and variances of batch normalisation are then those of that many images.</summary>
    public int ImagesAtOnce { get; init; }

    /// <summary>Steps between two checkpoints, where the context has a folder for them.</summary>
    public int CheckpointEvery { get; init; } = 200;

    internal void Require()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockColumns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ValidateEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointEvery, 1);
        if (ImagesAtOnce is < 0 or 1)
            throw new ArgumentException("batch normalisation needs 2 images at once or more; 0 for all of them");
        ArgumentOutOfRangeException.ThrowIfNegative(ContrastiveWeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Temperature);
        ArgumentOutOfRangeException.ThrowIfNegative(ContrastiveFrom);
        ArgumentOutOfRangeException.ThrowIfNegative(PresenceWeight);
    }
}
