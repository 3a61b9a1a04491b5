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

    /// <summary>Hours of the first window of a block in training.</summary>
    [JsonIgnore]
    public int TrainingHours => Training.WindowHours ?? Network.HistoryHours;

    /// <summary>As the paper has it, as far as it says: all hidden states, concentrations themselves and not their change, whole fields,
    /// windows drawn one by one, a constant rate, rescaling.</summary>
    public static SurrogateEstimator Paper { get; } = new()
    {
        Network = new SurrogateNetworkOptions { AllHiddenStates = true, JoinsBeforeUnet = false, AddsPrevious = false },
        Training = new SurrogateTrainingOptions { CropSize = int.MaxValue, WindowsPerBlock = 1, FinalRate = 1, Rescaling = 0.05 },
    };

    /// <summary>About how long the first steps of a training take on two cores, s, on blocks of at most 48 x 48 cells.</summary>
    /// <param name="steps">Number of steps.</param>
    public double TrainingSeconds(long steps)
    {
        double cells = Math.Pow(Math.Min(Training.CropSize, 48), 2), windows = Training.BatchSize;
        double Step(double count, double carried, double hours) => Network.CarriedSpecies > 0
            ? (2.7e-6 * carried) + (1.4e-5 * count) : 1e-6 * count * (hours + 10);
        // What begins together is carried once.
        double blocks = windows / Training.WindowsPerBlock, starts = Training.SharesStart ? blocks : windows;
        double few = Math.Min(Training.ShortSteps, steps);
        double all = ((steps - few) * Step(windows, starts * (TrainingHours + HoursTogether - 1), TrainingHours))
            + (few * Step(blocks, blocks * Training.ShortHours, Training.ShortHours));
        return all * cells * Math.Max(1, Network.Channels / 12.0);
    }

    /// <summary>Learns from the training hours of all runs.</summary>
    /// <param name="data">Hours of emissions, meteorology and concentrations.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The network, with the weights of the lowest validation error.</returns>
    /// <exception cref="DataFormatException">Options that do not fit each other.</exception>
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
        if (Training.LearnsFromAir && data.AirGroups.IsEmpty)
            throw new DataNotFoundException(new Fault("What is in the air is to be learnt from, but it is not known.",
                Expected: "runs that tell it", Found: "runs with concentrations at the ground alone",
                Remedy: "Give it with the runs, or do not learn from it."));
        context.Cancellation.ThrowIfCancellationRequested();
        using SurrogateTraining training = new(data, this, context);
        TrainingReport report = training.Train(context);
        return (new SurrogateModel(this, training.Normalisation, data.MeteorologyNames, data.Geography.Names,
            training.Network.ToState(SurrogateModel.Weights), SurrogateCells.Of(data.Grid)), report);
    }

    /// <summary>Refuses options that do not fit each other.</summary>
    /// <exception cref="DataFormatException">They do not.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public void RequireOptions()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Network.HistoryHours, 1);
        if (Network.EncoderConvolutions is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(Network.EncoderConvolutions), Network.EncoderConvolutions, "this is 1 or 2");
        int windows = Training.WindowsPerBlock;
        if (windows < 1 || Training.BatchSize < 1 || Training.BatchSize % windows != 0)
            throw Unfit("The windows of a step do not divide into blocks.", $"a multiple of {windows} windows",
                $"{Training.BatchSize}", $"Take {windows} or {2 * windows} windows in a step, or other blocks.");
        if (Training.PairsRuns && Training.BatchSize / windows % 2 != 0)
            throw Unfit("Blocks come in pairs, the same cells and hours of two runs, so their number is even.",
                $"a multiple of {2 * windows} windows in a step", $"{Training.BatchSize}",
                $"Take {2 * windows} windows in a step, or one run.");
        if (Training.DifferenceWeight > 0 && !Training.PairsRuns)
            throw new ArgumentException("the difference of runs is learnt from pairs of runs only");
        ArgumentOutOfRangeException.ThrowIfNegative(Training.AirWeight);
        if (Training.AirWeight > 0 && Network.CarriedSpecies == 0)
            throw Unfit("Only quantities that are carried with the wind can learn from what is in the air.", "a network that carries some",
                "none", "Let the network carry quantities, or do not learn from what is in the air.");
        if (Training.AirWeight > 0 && Training.Rescaling > 0)
            throw new ArgumentException("what is in the air is not rescaled with the emissions");
        RequireHours(TrainingHours, Network.HistoryHours);
        if (Training.ShortSteps > 0) RequireHours(Training.ShortHours, TrainingHours, carriedAlone: Training.AirWeight > 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.ValidateEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.ValidationWindows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.CropSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Training.HoursBetweenWindows, 1);
    }

    // A window in training has at most as many hours as one in use.
    private void RequireHours(int hours, int most, bool carriedAlone = false)
    {
        if (hours < 1 || hours > most)
            throw Unfit("The windows of the training do not fit.", $"1 to {most} hours", $"{hours}",
                "Take windows of fewer hours for the training, or longer ones in use.");
        if (!carriedAlone && hours < Network.HistoryHours && (Network.Kind != SurrogateKind.LstmUnet || Network.AllHiddenStates))
            throw Unfit("This kind of network takes the hours of a window as channels.",
                $"windows of {Network.HistoryHours} hours in training as in use", $"{hours} hours",
                "Leave out shorter windows, or take the LSTM-U-Net without the form of the paper.");
    }

    private static DataFormatException Unfit(string what, string expected, string found, string remedy) =>
        new(new Fault(what, Expected: expected, Found: found, Remedy: remedy));
}
