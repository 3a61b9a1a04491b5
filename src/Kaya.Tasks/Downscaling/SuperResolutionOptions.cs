using Kaya.Downscaling;

namespace Kaya.Tasks;

/// <summary>Options of super-resolution. As a group named <c>Network</c> they give the flags <c>--network.members</c> and so on.</summary>
public sealed record SuperResolutionOptions
{
    private static readonly ZeroShotSuperResolution s_default = new();

    /// <summary>Networks.</summary>
    [Option("number of independently trained networks", Group = OptionGroup.Model, Minimum = 1, Maximum = 64)]
    public int Members { get; set; } = s_default.Members;

    /// <summary>Maximum number of training steps.</summary>
    [Option("maximum number of training steps of a network", Group = OptionGroup.Model, Minimum = 1)]
    public int Steps { get; set; } = s_default.Steps;

    /// <summary>Hidden layers.</summary>
    [Option("hidden layers", Group = OptionGroup.Model, Minimum = 1, Maximum = 32)]
    public int HiddenLayers { get; set; } = s_default.HiddenLayers;

    /// <summary>Channels of a hidden layer.</summary>
    [Option("channels of a hidden layer", Group = OptionGroup.Model, Minimum = 1, Maximum = 512)]
    public int Channels { get; set; } = s_default.Channels;

    /// <summary>Learning rate at the start.</summary>
    [Option("learning rate at the start", Group = OptionGroup.Model, Minimum = 1e-6, Maximum = 1)]
    public double LearningRate { get; set; } = s_default.LearningRate;

    /// <summary>The estimator of the library.</summary>
    /// <returns>Immutable, with these options.</returns>
    public ZeroShotSuperResolution ToEstimator() =>
        s_default with { Members = Members, Steps = Steps, HiddenLayers = HiddenLayers, Channels = Channels, LearningRate = LearningRate };
}
