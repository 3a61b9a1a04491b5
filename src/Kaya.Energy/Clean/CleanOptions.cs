using System.Text.Json.Serialization;

namespace Kaya.Energy;

/// <summary>The kind of network in the encoders.</summary>
public enum Backbone
{
    /// <summary>Dense layers over the shares.</summary>
    Mlp,

    /// <summary>Two 1-D convolutions over the ordered shares, then a dense layer.</summary>
    Cnn,
}

/// <summary>Options of CLEAN (paper 000), with the values chosen on validation data; <c>docs/methods/energy.md</c> has the
/// attempts.</summary>
public sealed record CleanOptions
{
    /// <summary>Kind of network in the encoders.</summary>
    public Backbone Backbone { get; init; } = Backbone.Mlp;

    /// <summary>Networks in the ensemble, trained together as one.</summary>
    public int Members { get; init; } = 8;

    /// <summary>Width of the hidden layers.</summary>
    public int HiddenSize { get; init; } = 96;

    /// <summary>Size of the latent space of both encoders.</summary>
    public int LatentSize { get; init; } = 32;

    /// <summary>Channels of the convolutions of the CNN backbone.</summary>
    public int Channels { get; init; } = 16;

    /// <summary>Training steps.</summary>
    public int Steps { get; init; } = 1200;

    /// <summary>Batch size of each member.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Highest learning rate, after the warm-up; a cosine schedule reduces it to 1 %.</summary>
    public double LearningRate { get; init; } = 0.015;

    /// <summary>Decoupled weight decay of all parameters.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Annual harmonics used by the networks, 1 or 2; a second one fits the training years better and later days worse.</summary>
    public int Harmonics { get; init; } = 1;

    /// <summary>Synthetic regions added to the training data (CMEE_n).</summary>
    public int SyntheticRegions { get; init; }

    /// <summary>Share of each batch drawn from the synthetic regions, if there are any.</summary>
    public double SyntheticPart { get; init; } = 0.3;

    /// <summary>Weight of the error of the logarithm of totals; the divergence of shares has weight 1.</summary>
    public double TotalWeight { get; init; } = 10;

    /// <summary>Weight of the cycle loss in both directions; 0 disables it.</summary>
    public double CycleWeight { get; init; } = 0.2;

    /// <summary>Weight of the distance between the two latents of a matched pair; 0 disables it.</summary>
    public double LatentWeight { get; init; } = 0.05;

    /// <summary>
    /// Share of each batch with a changed mix at fixed total, with power emissions changed by the direct emission factors:
    /// without it the result of a what-if may have the wrong sign, since the data contain no such changes.
    /// </summary>
    public double CounterfactualPart { get; init; } = 0.4;

    /// <summary>Whether the networks correct the ridge regressions of <see cref="IntensityBaseline"/> (true) or work alone, as in the
    /// paper (false); <c>Skeleton</c> in stored models.</summary>
    [JsonPropertyName("Skeleton")]
    public bool UseBaseline { get; init; } = true;

    /// <summary>Share of the correction of emissions used in regions outside the training data, 0 to 1.</summary>
    public double UncoveredEmissionCorrection { get; init; } = 0.3;

    /// <summary>Share of the correction of generation used in regions outside the training data, 0 to 1.</summary>
    public double UncoveredGenerationCorrection { get; init; }

    /// <summary>Training steps when a region is left out; fewer, since the corrections of the networks do not generalise to other
    /// regions.</summary>
    public int LeaveOutSteps { get; init; } = 400;

    /// <summary>Batch size of each network when a region is left out.</summary>
    public int LeaveOutBatchSize { get; init; } = 64;

    /// <summary>
    /// Days over which generation predicted from emissions is averaged in regions outside the training data: emissions
    /// fall more than generation on weekends and holidays, by an unknown amount in such regions. 1 means no averaging.
    /// </summary>
    public int UncoveredWindow { get; init; } = 15;

    /// <summary>CLEAN with the MLP backbone.</summary>
    public static CleanOptions Mlp { get; } = new();

    /// <summary>CLEAN with the CNN backbone.</summary>
    public static CleanOptions Cnn { get; } = new() { Backbone = Backbone.Cnn };

    /// <summary>The plain dual network that the paper compares with: no cycle, no latent loss, no baseline, no counterfactual
    /// rows.</summary>
    /// <param name="backbone">Kind of network.</param>
    /// <returns>The options.</returns>
    public static CleanOptions Plain(Backbone backbone) => new()
    {
        Backbone = backbone, CycleWeight = 0, LatentWeight = 0, UseBaseline = false, CounterfactualPart = 0, LearningRate = 0.005,
        UncoveredEmissionCorrection = 1, UncoveredGenerationCorrection = 1, UncoveredWindow = 1,
    };

    /// <summary>The same networks for folds that leave a region out.</summary>
    internal CleanOptions ForLeaveOut() => this with { Steps = LeaveOutSteps, BatchSize = LeaveOutBatchSize };
}
