namespace Kaya.Downscaling;

/// <summary>Settings of zero-shot super-resolution.</summary>
/// <remarks>Layers, channels, rates and the stopping rule are those of Shocher et al. (2018) and Liu et al. (2023); members and held-out tiles are ours.</remarks>
public sealed record ZeroShotSuperResolutionOptions
{
    /// <summary>Hidden layers of 3x3 convolutions.</summary>
    public int HiddenLayers { get; init; } = 8;

    /// <summary>Channels of each hidden layer.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>Networks trained independently: their mean is the map, their disagreement a part of its uncertainty.</summary>
    public int Members { get; init; } = 4;

    /// <summary>Learning rate of Adam at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Training ends when the rate falls below this.</summary>
    public double LowestRate { get; init; } = 1e-6;

    /// <summary>Most training steps of a network.</summary>
    public int Steps { get; init; } = 400;

    /// <summary>Crops in one step.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Side of a crop, in cells of the low-resolution partner.</summary>
    public int CropSize { get; init; } = 16;

    /// <summary>Smallest scale to which the map is shrunk for training pairs; half of the pairs are taken at its own scale.</summary>
    public double SmallestScale { get; init; } = 0.5;

    /// <summary>The density from which the logarithmic scale is nearly linear, as a part of the mean positive density.</summary>
    public double LinearPart { get; init; } = 1e-3;

    /// <summary>How far one output cell sees, in coarse cells: one for each layer.</summary>
    internal int Reach => HiddenLayers + 1;
}
