using System.Globalization;
using Kaya.Inversion;
using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary>A month of a year in UTC, as an option.</summary>
/// <param name="Start">Begin of the month.</param>
public sealed record UtcMonth(DateTimeOffset Start)
{
    private const string MonthFormat = "yyyy-MM";

    /// <summary>Reads a month: <c>2015-01</c>.</summary>
    /// <param name="text">Text of a configuration file or the command line.</param>
    /// <returns>The month.</returns>
    /// <exception cref="DataFormatException">Another form, or a month that does not exist.</exception>
    public static UtcMonth Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (DateTime.TryParseExact(text.Trim(), MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            return new UtcMonth(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
        throw new DataFormatException(new Fault("This is not a month.", Expected: "2015-01", Found: $"'{text}'",
            Remedy: "Write year and month, in this order."));
    }

    /// <inheritdoc/>
    public override string ToString() => Start.UtcDateTime.ToString(MonthFormat, CultureInfo.InvariantCulture);
}

/// <summary>Shape of a network that stands in for the transport model. As a group named <c>Network</c>: <c>--network.kind</c> and so on.
/// </summary>
public sealed record SurrogateShapeOptions
{
    /// <summary>Kind of network.</summary>
    [Option("kind of network", Group = OptionGroup.Model)]
    public SurrogateKind Kind { get; set; }

    /// <summary>Hours of a window.</summary>
    [Option("hours k of emissions and weather that a concentration is computed from; the concentrations before them are known",
        Group = OptionGroup.Model, Minimum = 1, Maximum = 240)]
    public int History { get; set; } = 6;

    /// <summary>Width of the LSTM.</summary>
    [Option("width of the LSTM's state", Group = OptionGroup.Model, Minimum = 1, Maximum = 1024)]
    public int Hidden { get; set; } = 8;

    /// <summary>Channels of the U-Net.</summary>
    [Option("channels of the first level of the U-Net", Group = OptionGroup.Model, Minimum = 1, Maximum = 1024)]
    public int Channels { get; set; } = 8;

    /// <summary>Quantities carried with the wind.</summary>
    [Option("quantities in each of three levels that the network carries with the wind; 0 for the paper's network",
        Group = OptionGroup.Model, Minimum = 0, Maximum = 64)]
    public int Carried { get; set; } = 12;

    /// <summary>Whether it is the paper's form.</summary>
    [Option("use all hidden states, concentrations instead of their change, and branches that meet after the U-Net only, as in the paper",
        Group = OptionGroup.Model)]
    public bool Paper { get; set; }

    /// <summary>Whether convolutions are followed by a normalisation over the batch.</summary>
    [Option("normalise over the batch after each convolution, as in the paper; not with small batches", Group = OptionGroup.Model)]
    public bool BatchNormalisation { get; set; }

    internal SurrogateNetworkOptions ToOptions() => new()
    {
        Kind = Kind, HistoryHours = History, HiddenSize = Hidden, Channels = Channels, CarriedSpecies = Carried,
        BranchChannels = Math.Max(4, Channels / 2), HeadChannels = Math.Max(4, Channels / 2), BatchNormalisation = BatchNormalisation,
        AllHiddenStates = Paper, JoinsBeforeUnet = !Paper, AddsPrevious = !Paper, Dropout = Paper ? 0.05 : 0,
    };
}

/// <summary>Training of such a network. As a group named <c>Training</c>: <c>--training.steps</c> and so on.</summary>
public sealed record SurrogateLearningOptions
{
    /// <summary>Most steps.</summary>
    [Option("most training steps", Group = OptionGroup.Model, Minimum = 1)]
    public int Steps { get; set; } = 600;

    /// <summary>Steps without a lower validation error.</summary>
    [Option("steps without a lower validation error before the training ends", Group = OptionGroup.Model, Minimum = 1)]
    public int Patience { get; set; } = 1000;

    /// <summary>Windows in a step.</summary>
    [Option("windows in a step", Group = OptionGroup.Model, Minimum = 2, Maximum = 4096)]
    public int Batch { get; set; } = 2;

    /// <summary>Windows of a block.</summary>
    [Option("windows that share a block of cells and hours", Group = OptionGroup.Model, Minimum = 1, Maximum = 64)]
    public int Windows { get; set; } = 1;

    /// <summary>Whether the windows of a block begin together.</summary>
    [Option("begin the windows of a block at the same hour, each three hours longer than the one before it: quantities are carried once "
        + "for all of them", Group = OptionGroup.Model)]
    public bool Together { get; set; }

    /// <summary>Hours of a window in training.</summary>
    [Option("hours of a window in training, where they are fewer than the hours k in use (default: as many)", Group = OptionGroup.Model,
        Minimum = 1, Maximum = 240)]
    public int? Hours { get; set; }

    /// <summary>Steps with short windows.</summary>
    [Option("steps at the start that take short windows, one of each block: they take less time, and most is learnt from them",
        Group = OptionGroup.Model, Minimum = 0)]
    public int ShortSteps { get; set; }

    /// <summary>Hours of a short window.</summary>
    [Option("hours of such a short window", Group = OptionGroup.Model, Minimum = 1, Maximum = 240)]
    public int ShortHours { get; set; } = 6;

    /// <summary>Weight of what is in the air.</summary>
    [Option("weight of the error of what is in the air at the end of each hour of a short window; the carried quantities then begin as "
        + "what is in the air; 0 for short windows that know the concentrations at the ground alone", Group = OptionGroup.Model,
        Minimum = 0)]
    public double AirWeight { get; set; } = 0.5;

    /// <summary>What errors are counted in.</summary>
    [Option("what errors of concentrations are counted in: spread, as wide as they vary, or mean, so that pollutants count by their "
        + "errors in %, and those with a high background less", Group = OptionGroup.Model)]
    public LossUnit LossUnit { get; set; }

    /// <summary>Rows and columns of a block.</summary>
    [Option("rows and columns of a block of cells; the whole grid where memory allows it, as air from outside of a block is unknown",
        Group = OptionGroup.Model, Minimum = 8, Maximum = 4096)]
    public int Crop { get; set; } = 48;

    /// <summary>How the weights follow the gradient.</summary>
    [Option("how the weights follow the gradient: adam as in the paper, or soap, which needs fewer steps and takes a little longer in each",
        Group = OptionGroup.Model)]
    public SurrogateOptimiser Optimiser { get; set; } = SurrogateOptimiser.Soap;

    /// <summary>Learning rate at the start.</summary>
    [Option("learning rate at the start; it falls along half a cosine (default: 0.003 for soap, 0.005 for adam)",
        Group = OptionGroup.Model, Minimum = 1e-6, Maximum = 1)]
    public double? LearningRate { get; set; }

    /// <summary>Weight of the difference of two runs.</summary>
    [Option("weight of the error of the difference of two runs, which teaches how concentrations answer to emissions; 0 for none",
        Group = OptionGroup.Model, Minimum = 0)]
    public double DifferenceWeight { get; set; } = 0.1;

    /// <summary>Numbers that products are computed with.</summary>
    [Option("numbers that products and convolutions are computed with", Group = OptionGroup.Model)]
    public Precision Precision { get; set; }

    internal SurrogateTrainingOptions ToOptions(bool pairs, bool carries) => new()
    {
        Steps = Steps, PatienceSteps = Patience, BatchSize = Batch, WindowsPerBlock = Windows, SharesStart = Together,
        WindowHours = Hours, ShortSteps = ShortSteps, ShortHours = ShortHours,
        AirWeight = ShortSteps > 0 && carries ? AirWeight : 0, LossUnit = LossUnit, CropSize = Crop,
        Optimiser = Optimiser, LearningRate = LearningRate ?? (Optimiser == SurrogateOptimiser.Soap ? 3e-3 : 5e-3),
        DifferenceWeight = pairs ? DifferenceWeight : 0, PairsRuns = pairs, Noise = 0, Precision = Precision,
        ValidateEvery = Math.Max(1, Math.Min(100, Steps / 10)), CheckpointEvery = Math.Max(1, Math.Min(200, Steps / 4)),
    };
}

/// <summary>Options of <see cref="SurrogateTrainTask"/>.</summary>
public sealed record SurrogateTrainOptions : AtmosphereOptions
{
    /// <summary>Months to learn from.</summary>
    [Option("months to learn from, separated by commas, such as 2015-01,2015-07: each is a run of the transport model of its own "
        + "(default: all hours; 2015-01 for the sample atmosphere)")]
    public IReadOnlyList<UtcMonth>? Months { get; set; }

    /// <summary>Spin-up.</summary>
    [Option("hours before each month, or at the start where no months are given, that only bring the air to a state of its own",
        Minimum = 0, Maximum = 2400)]
    public int SpinUp { get; set; } = 24;

    /// <summary>Training days of a month.</summary>
    [Option("days of each month, from its first, to learn from (paper 003: 22)", Minimum = 1, Maximum = 31)]
    public int TrainDays { get; set; } = 6;

    /// <summary>Test days of a month.</summary>
    [Option("days after them to judge by (paper 003: 8)", Minimum = 1, Maximum = 30)]
    public int TestDays { get; set; } = 2;

    /// <summary>Runs with perturbed emissions.</summary>
    [Option("runs with perturbed emissions besides the prior", Minimum = 0, Maximum = 1000)]
    public int Runs { get; set; } = 3;

    /// <summary>Perturbation of every cell and hour.</summary>
    [Option("deviation of the logarithm of emissions of every cell and hour by itself in the perturbed runs", Minimum = 0, Maximum = 2,
        Group = OptionGroup.Model)]
    public double CellPerturbation { get; set; } = 0.5;

    /// <summary>Perturbation by region.</summary>
    [Option("deviation of the logarithm of emissions that is smooth in space, in the perturbed runs", Minimum = 0, Maximum = 2,
        Group = OptionGroup.Model)]
    public double RegionPerturbation { get; set; } = 0.35;

    /// <summary>Months never learnt from.</summary>
    [Option("months out of those given that are for judging only: out of sample in time")]
    public IReadOnlyList<UtcMonth>? UnseenMonths { get; set; }

    /// <summary>Part of the grid never learnt from.</summary>
    [Option("quarter of the grid that is for judging only: out of sample in space")]
    public GridQuarter UnseenQuarter { get; set; }

    /// <summary>The network.</summary>
    public SurrogateShapeOptions Network { get; set; } = new();

    /// <summary>The training.</summary>
    public SurrogateLearningOptions Training { get; set; } = new();

    internal SurrogateEstimator ToEstimator() => new()
    {
        Network = Network.ToOptions(), Training = Training.ToOptions(Runs > 0, carries: Network.Carried > 0),
        Split = new SurrogateSplit(TrainDays, TestDays, ValidationHours: TrainDays < 12 ? 24 : 48)
        {
            UnseenMonths = [.. (UnseenMonths ?? []).Select(month => month.ToString())], UnseenQuarter = UnseenQuarter,
        },
    };
}
