using System.Text.Json.Serialization;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Kinds of networks.</summary>
public enum SurrogateKind
{
    /// <summary>LSTM of every cell, U-Net over the cells (paper 003, figure 3).</summary>
    LstmUnet,

    /// <summary>Residual network over all hours as channels: the paper's baseline, of the size of the other one.</summary>
    ResNet,
}

/// <summary>Shape of a network.</summary>
/// <remarks>Figures 3 and 4 of paper 003 give the parts, not their sizes: those are ours.</remarks>
public sealed record SurrogateNetworkOptions
{
    /// <summary>Kind of network.</summary>
    public SurrogateKind Kind { get; init; }

    /// <summary>Hours k of emissions and meteorology that a concentration depends on; those k hours before are known.</summary>
    public int HistoryHours { get; init; } = 24;

    /// <summary>Width of the state of the LSTM.</summary>
    public int HiddenSize { get; init; } = 32;

    /// <summary>Channels of the first level of the U-Net; the second has twice, the bottom four times as many.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Channels of the branches for the concentrations before and for geography.</summary>
    public int BranchChannels { get; init; } = 16;

    /// <summary>Channels of the head of each pollutant.</summary>
    public int HeadChannels { get; init; } = 16;

    /// <summary>Convolutions at each encoder level: 1 gives the paper's reach of 38 x 38 cells, 2 gives 44 x 44.</summary>
    public int EncoderConvolutions { get; init; } = 1;

    /// <summary>Whether all hidden states go into the U-Net, as in the paper, or the last one only.</summary>
    public bool AllHiddenStates { get; init; }

    /// <summary>Whether the concentrations before and geography also go into the U-Net (ours), which can then move with the wind what was
    /// in the air; in the paper they meet its result only.</summary>
    public bool JoinsBeforeUnet { get; init; } = true;

    /// <summary>Quantities that are carried along with the wind from the begin of the window to its end, in each of three levels, from the
    /// concentrations before and the emissions (ours, see docs/methods/inversion.md); 0 for none, as in the paper.</summary>
    public int CarriedSpecies { get; init; }

    /// <summary>Part of the channels at the bottom of the U-Net that is dropped in training.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>Whether convolutions are followed by a normalisation over the batch, as in the paper. Its running means serve in use: the
    /// more alike the windows of a batch, the further these are from what training saw.</summary>
    public bool BatchNormalisation { get; init; } = true;

    /// <summary>Whether the network gives the change from the concentrations before (ours) or the concentrations themselves.</summary>
    public bool AddsPrevious { get; init; } = true;

    /// <summary>How many cells a concentration looks at in each direction.</summary>
    public int ReceptiveField => EncoderConvolutions == 1 ? 38 : 44;
}

/// <summary>What an error of a concentration is counted in, so that pollutants can be added up.</summary>
public enum LossUnit
{
    /// <summary>Its spread over the training hours and cells.</summary>
    Spread,

    /// <summary>Its mean over them: pollutants count by their errors in %. Those with a high background, such as ozone, count less.
    /// </summary>
    Mean,
}

/// <summary>How the weights follow the gradient.</summary>
public enum SurrogateOptimiser
{
    /// <summary>Steps scaled weight by weight, as in the paper.</summary>
    Adam,

    /// <summary>The same along the eigenvectors of the gradients' covariances: fewer steps, each a little longer (ours).</summary>
    Soap,
}

/// <summary>How a network is trained.</summary>
/// <remarks>
/// Sampling: a batch is made of blocks; a block is a random square of cells at a random stretch of training hours of a random run, turned
/// or mirrored at random, with several windows whose last hours are <see cref="HoursBetweenWindows"/> apart. The windows of a block share
/// the projection of their hours.
/// </remarks>
public sealed record SurrogateTrainingOptions
{
    /// <summary>Most steps.</summary>
    public int Steps { get; init; } = 30_000;

    /// <summary>Windows in a step (paper: 8).</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Windows of one block; divides the batch size.</summary>
    public int WindowsPerBlock { get; init; } = 4;

    /// <summary>Hours between the windows of a block.</summary>
    public int HoursBetweenWindows { get; init; } = 3;

    /// <summary>Whether the windows of a block begin together, so that each is longer than the one before it, and quantities are carried
    /// once for all of them.</summary>
    public bool SharesStart { get; init; }

    /// <summary>Hours of a window in training, where they are fewer than the hours of a window in use; null for as many.</summary>
    public int? WindowHours { get; init; }

    /// <summary>Steps at the start that take short windows, one of each block: they take less time, and most is learnt from them.</summary>
    public int ShortSteps { get; init; }

    /// <summary>Hours of a short window.</summary>
    public int ShortHours { get; init; } = 6;

    /// <summary>Weight of the error of what is in the air at the end of each hour of a short window, as a part of its spread; the weight
    /// of the concentrations is 1. The quantities that a network carries then begin as what is in the air and not as a guess from
    /// concentrations at the ground, and all hours of the window count (ours, see docs/methods/inversion.md). 0 for short windows like the
    /// others.</summary>
    public double AirWeight { get; init; }

    /// <summary>Whether there are steps that learn from what is in the air.</summary>
    [JsonIgnore]
    public bool LearnsFromAir => AirWeight > 0 && ShortSteps > 0;

    /// <summary>What errors of concentrations are counted in.</summary>
    public LossUnit LossUnit { get; init; }

    /// <summary>Rows and columns of a block; the whole grid where that has fewer.</summary>
    public int CropSize { get; init; } = 64;

    /// <summary>Cells along the edge of a block that do not count in the loss, unless the edge is that of the grid: what they see is cut
    /// off.</summary>
    public int CropMargin { get; init; } = 4;

    /// <summary>How the weights follow the gradient.</summary>
    public SurrogateOptimiser Optimiser { get; init; }

    /// <summary>Rate of the optimiser at the start (paper: 0.001).</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Rate at the last step as a part of the first, along half a cosine; 1 for a constant rate as in the paper.</summary>
    public double FinalRate { get; init; } = 0.02;

    /// <summary>Longest gradient of a step: longer ones are shortened to it. The same numbers act in every hour of a window, so a few
    /// gradients are very long.</summary>
    public double LargestGradient { get; init; } = 1;

    /// <summary>Pull of the weights towards zero (L2).</summary>
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Steps without a lower validation error before the training ends (paper: 1,000).</summary>
    public int PatienceSteps { get; init; } = 1000;

    /// <summary>Steps between two validations.</summary>
    public int ValidateEvery { get; init; } = 100;

    /// <summary>Windows of a validation, evenly spread over its hours.</summary>
    public int ValidationWindows { get; init; } = 16;

    /// <summary>Standard deviation of the noise on standardised inputs.</summary>
    public double Noise { get; init; } = 0.01;

    /// <summary>Standard deviation of the logarithm of a factor on emissions and on all concentrations but ozone; 0 for none.</summary>
    /// <remarks>Chemistry that is not linear is taught wrongly by it, in the second order of the factor: keep it small.</remarks>
    public double Rescaling { get; init; }

    /// <summary>Whether blocks are turned by 90 degrees and mirrored, winds with them.</summary>
    public bool Turns { get; init; } = true;

    /// <summary>Whether blocks come in pairs: the same cells and hours in two runs, turned alike.</summary>
    public bool PairsRuns { get; init; }

    /// <summary>Weight of the error of the difference of the two runs of a pair, as a part of the mean size of that difference; the weight
    /// of the concentrations themselves is 1. It teaches how concentrations answer to emissions.</summary>
    public double DifferenceWeight { get; init; }

    /// <summary>Steps between two checkpoints, where the context has a folder for them.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>Numbers that products and convolutions are computed with.</summary>
    public Precision Precision { get; init; }
}
