using System.Text.Json.Serialization;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Learns a network that stands in for a transport model (paper 003, sections 2.2 and 3.2).</summary>
/// <remarks>
/// Loss, network, optimiser, batch, early stop and split are the paper's. Ours: the history of 24 hours and the sizes, blocks of cells
/// instead of whole fields, a rate that falls, validation inside the training days, and several runs with perturbed emissions: a network
/// that has seen one inventory need not know how concentrations answer to emissions.
/// </remarks>
public sealed record SurrogateEstimator : IEstimator<SurrogateData, SurrogateModel>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => Network.Kind == SurrogateKind.LstmUnet ? "LSTM-U-Net" : "ResNet";

    /// <summary>Shape of the network.</summary>
    public SurrogateNetworkOptions Network { get; init; } = new();

    /// <summary>How it is trained.</summary>
    public SurrogateTrainingOptions Training { get; init; } = new();

    /// <summary>Which hours it learns from.</summary>
    public SurrogateSplit Split { get; init; } = new();

    /// <summary>Consecutive hours whose windows begin together in use; 1 where each has a begin of its own. As many as in training.
    /// </summary>
    [JsonIgnore]
    public int HoursTogether =>
        Training.SharesStart ? ((Training.WindowsPerBlock - 1) * Training.HoursBetweenWindows) + 1 : 1;

    /// <summary>As the paper has it, as far as it says: all hidden states, concentrations themselves and not their change, whole fields,
    /// windows drawn one by one, a constant rate, rescaling.</summary>
    public static SurrogateEstimator Paper { get; } = new()
    {
        Network = new SurrogateNetworkOptions { AllHiddenStates = true, JoinsBeforeUnet = false, AddsPrevious = false },
        Training = new SurrogateTrainingOptions { CropSize = int.MaxValue, WindowsPerBlock = 1, FinalRate = 1, Rescaling = 0.05 },
    };

    /// <summary>Learns from the training hours of all runs.</summary>
    /// <param name="data">Hours of emissions, meteorology and concentrations.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The network, with the weights of the lowest validation error.</returns>
    /// <exception cref="ArgumentException">Options that do not fit each other.</exception>
    /// <exception cref="DataNotFoundException">Too few hours for training or validation.</exception>
    /// <exception cref="NonFiniteException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint lies in the folder of the context, if it has one.</exception>
    public SurrogateModel Fit(SurrogateData data, FitContext context) => FitAndReport(data, context).Model;

    /// <summary>As <see cref="Fit"/>, with what the training came to.</summary>
    /// <param name="data">Hours of emissions, meteorology and concentrations.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The network and the report.</returns>
    public (SurrogateModel Model, TrainingReport Report) FitAndReport(SurrogateData data, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        RequireOptions();
        for (int period = 0; Training.PairsRuns && period < data.PeriodCount; period++)
            if (data.RunsOf(period).Length < 2)
                throw new DataNotFoundException(new Fault("A pair of runs needs two runs of the same hours.",
                    Expected: "the prior and a run with perturbed emissions at least", Found: "one run",
                    Remedy: "Add runs with perturbed emissions, or train without pairs."));
        if (Split.UnseenQuarter != GridQuarter.None && 2 * Training.CropSize > Math.Min(data.Grid.Rows, data.Grid.Columns))
            throw new DataFormatException(new Fault("The blocks of cells are too large to stay out of a quarter of the grid.",
                Expected: $"blocks of at most {Math.Min(data.Grid.Rows, data.Grid.Columns) / 2} rows and columns",
                Found: $"{Training.CropSize}", Remedy: "Learn from smaller blocks."));
        context.Cancellation.ThrowIfCancellationRequested();
        using SurrogateTraining training = new(data, this, context);
        TrainingReport report = training.Train(context);
        return (new SurrogateModel(this, training.Normalisation, data.MeteorologyNames, data.Geography.Names,
            training.Network.ToState(SurrogateModel.Weights), SurrogateCells.Of(data.Grid)), report);
    }

    private void RequireOptions()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Network.HistoryHours, 1);
        if (Network.EncoderConvolutions is not (1 or 2))
            throw new ArgumentException($"{nameof(Network.EncoderConvolutions)} is 1 or 2, not {Network.EncoderConvolutions}");
        if (Training.WindowsPerBlock < 1 || Training.BatchSize < 1 || Training.BatchSize % Training.WindowsPerBlock != 0)
            throw new ArgumentException(
                $"a batch of {Training.BatchSize} windows does not divide into blocks of {Training.WindowsPerBlock}");
        if (Training.PairsRuns && Training.BatchSize / Training.WindowsPerBlock % 2 != 0)
            throw new ArgumentException("pairs of runs need an even number of blocks in a batch");
        if (Training.DifferenceWeight > 0 && !Training.PairsRuns)
            throw new ArgumentException("the difference of runs is learnt from pairs of runs only");
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.ValidateEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.ValidationWindows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.CropSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.HoursBetweenWindows, 1);
    }
}
