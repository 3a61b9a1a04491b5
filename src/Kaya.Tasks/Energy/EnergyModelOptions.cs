using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of the energy networks, for configuration files and flags; the defaults are those chosen on validation data.</summary>
public sealed record EnergyModelOptions
{
    /// <summary>Kind of network in the encoders.</summary>
    [Option("kind of network in the encoders", Group = OptionGroup.Model)]
    public Backbone Backbone { get; set; } = CleanOptions.Mlp.Backbone;

    /// <summary>Networks in the ensemble.</summary>
    [Option("networks in the ensemble", Group = OptionGroup.Model, Minimum = 2, Maximum = 64)]
    public int Members { get; set; } = CleanOptions.Mlp.Members;

    /// <summary>Training steps.</summary>
    [Option("training steps", Group = OptionGroup.Model, Minimum = 1)]
    public int Steps { get; set; } = CleanOptions.Mlp.Steps;

    /// <summary>Batch size of each network.</summary>
    [Option("batch size: rows per network and step", Group = OptionGroup.Model, Minimum = 4)]
    public int BatchSize { get; set; } = CleanOptions.Mlp.BatchSize;

    /// <summary>Highest learning rate.</summary>
    [Option("highest learning rate", Group = OptionGroup.Model, Minimum = 1e-6, Maximum = 1)]
    public double LearningRate { get; set; } = CleanOptions.Mlp.LearningRate;

    /// <summary>Width of the hidden layers.</summary>
    [Option("width of the hidden layers", Group = OptionGroup.Model, Minimum = 2, Maximum = 4096)]
    public int HiddenSize { get; set; } = CleanOptions.Mlp.HiddenSize;

    /// <summary>Size of the latent space.</summary>
    [Option("size of the latent space", Group = OptionGroup.Model, Minimum = 1, Maximum = 4096)]
    public int LatentSize { get; set; } = CleanOptions.Mlp.LatentSize;

    /// <summary>Synthetic regions added to the training data.</summary>
    [Option("synthetic regions added to the training data (CMEE_n)", Group = OptionGroup.Model, Minimum = 0, Maximum = 1000)]
    public int SyntheticRegions { get; set; } = CleanOptions.Mlp.SyntheticRegions;

    /// <summary>Weight of the cycle loss.</summary>
    [Option("weight of the cycle loss", Group = OptionGroup.Model, Minimum = 0)]
    public double CycleWeight { get; set; } = CleanOptions.Mlp.CycleWeight;

    /// <summary>Weight of the latent loss.</summary>
    [Option("weight of the latent loss", Group = OptionGroup.Model, Minimum = 0)]
    public double LatentWeight { get; set; } = CleanOptions.Mlp.LatentWeight;

    /// <summary>The options of the library.</summary>
    /// <returns>Immutable options.</returns>
    public CleanOptions ToOptions() => new()
    {
        Backbone = Backbone, Members = Members, Steps = Steps, BatchSize = BatchSize, LearningRate = LearningRate, HiddenSize = HiddenSize,
        LatentSize = LatentSize, SyntheticRegions = SyntheticRegions, CycleWeight = CycleWeight, LatentWeight = LatentWeight,
        LeaveOutSteps = Math.Min(Steps, CleanOptions.Mlp.LeaveOutSteps),
    };
}
