using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>What predicts the concentrations of an update.</summary>
public enum UpdateModel
{
    /// <summary>The transport model, with its adjoint.</summary>
    Transport,

    /// <summary>A network that <c>surrogate train</c> has left.</summary>
    Network,
}

/// <summary>What an update minimises.</summary>
public enum UpdateLoss
{
    /// <summary>Squares of differences over their errors, and of the distance from the prior over its errors.</summary>
    Likelihood,

    /// <summary>Mean absolute error over all observations, whatever the pollutant; no errors of the prior (paper 003, equation
    /// 5).</summary>
    Paper,
}

/// <summary>Options of <see cref="InversionRunTask"/>.</summary>
public sealed record InversionRunOptions : InversionOptions
{
    private const double RateOfPaper = 0.1;

    /// <summary>What predicts the concentrations.</summary>
    [Option("what predicts concentrations in the update: the transport model with its adjoint, or a network in its place (paper 003)",
        Group = OptionGroup.Model)]
    public UpdateModel Model { get; set; }

    /// <summary>The network.</summary>
    [Option("folder of a 'surrogate train' run, for --model network (default: the newest in runs/)", Group = OptionGroup.Input)]
    public string? Network { get; set; }

    /// <summary>Whether the network rolls out.</summary>
    [Option("the concentrations that the network starts from are its own, over all hours, and answer to the factors; without it those of "
        + "the run with the prior, as in the paper", Group = OptionGroup.Model)]
    public bool RollOut { get; set; }

    /// <summary>Steps between two runs of the transport model.</summary>
    [Option("steps of the update after which the transport model is run again with the factors found so far, for the concentrations that "
        + "the network starts from (default: never, as in the paper)", Group = OptionGroup.Model, Minimum = 1)]
    public int? RerunEvery { get; set; }

    /// <summary>What is minimised.</summary>
    [Option("what is minimised: likelihood (differences and changes over their errors), or paper (mean absolute error over all "
        + "observations, ppb and ug/m3 alike, and no errors of the prior)", Group = OptionGroup.Model)]
    public UpdateLoss Loss { get; set; }

    /// <summary>Learning rate.</summary>
    [Option("learning rate of adam and sgd (default: 0.1; 0.001 of sgd with the likelihood)", Group = OptionGroup.Model, Minimum = 1e-12)]
    public double? Rate { get; set; }

    /// <summary>Least part of the variance that a factor needs to be updated.</summary>
    [Option("factors whose prior variance the stations reduce by less than this part stay at the prior, so that cells without information "
        + "do not move at all; 0: all are updated", Group = OptionGroup.Model, Minimum = 0, Maximum = 1)]
    public double HoldBelow { get; set; }

    /// <summary>Whether errors of observations are estimated.</summary>
    [Option("estimate the errors of observations and of the model from a first update (Desroziers et al. 2005), by pollutant, and update "
        + "again with them in place of --observation-error and --error-hours; takes twice as long", Group = OptionGroup.Model)]
    public bool EstimateErrors { get; set; }

    internal override UpdateMethod ChosenMethod => Method ?? (Loss == UpdateLoss.Paper ? UpdateMethod.Sgd : UpdateMethod.Lbfgs);

    internal override int Updates => EstimateErrors ? 2 : 1;

    /// <summary>The same problem for judging: everything by the transport model, whatever the update went through.</summary>
    internal InversionRunOptions Judged =>
        this with { Model = UpdateModel.Transport, Network = null, RollOut = false, RerunEvery = null };

    /// <summary>Settings of the steps, which need not be those of what is informed.</summary>
    /// <param name="likelihood">Settings with errors of observations and of the prior.</param>
    internal EmissionUpdateOptions StepsOf(EmissionUpdateOptions likelihood) => Loss == UpdateLoss.Likelihood
        ? likelihood with { Rate = Rate ?? likelihood.Rate }
        : EmissionUpdateOptions.OfPaper with
        {
            Method = ChosenMethod, Iterations = MostSteps, Rate = Rate ?? RateOfPaper, Constraints = likelihood.Constraints,
            HeldOutShare = likelihood.HeldOutShare, HeldOutClusters = likelihood.HeldOutClusters,
        };

    internal override IReadOnlyList<TaskInput> InputFiles()
    {
        if (Loss == UpdateLoss.Paper && ChosenMethod is not (UpdateMethod.Sgd or UpdateMethod.Adam))
            throw Refused("--method", "adam or sgd with the loss of the paper, whose slope jumps", $"{ChosenMethod}",
                "Leave --method out, or minimise the likelihood.");
        if (Loss == UpdateLoss.Paper && EstimateErrors)
            throw Refused("--estimate-errors", "the likelihood, which has errors of observations", "the loss of the paper",
                "Leave one of --loss paper and --estimate-errors out.");
        if (Rate is not null && ChosenMethod is not (UpdateMethod.Sgd or UpdateMethod.Adam))
            throw Refused("--rate", "a learning rate with adam or sgd", $"{ChosenMethod}", "Leave it out, or give --method adam.");
        if (Model == UpdateModel.Network) return [.. base.InputFiles(), TrainedSurrogate.Listed(Network)];
        string? alone = Network is not null ? "--network" : RollOut ? "--roll-out" : RerunEvery is not null ? "--rerun-every" : null;
        return alone is null ? base.InputFiles()
            : throw Refused(alone, "--model network with it", "the transport model", "Give --model network, or leave it out.");
    }

    private static DataFormatException Refused(string flag, string expected, string found, string remedy) => new(new Fault(
        "These options of the update do not go together.", new SourceLocation(Variable: flag), expected, found, remedy));
}
