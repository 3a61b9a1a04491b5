using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="SurrogateEvaluateTask"/>.</summary>
public sealed record SurrogateEvaluateOptions : ComputeOptions
{
    /// <summary>The run whose network is evaluated.</summary>
    [Option("folder of a 'surrogate train' run (default: the newest in runs/)", Group = OptionGroup.Input)]
    public string? Run { get; set; }

    /// <summary>Where errors and gradients of stations are computed.</summary>
    public StationOptions Station { get; set; } = new();

    /// <summary>Months out of sample.</summary>
    [Option("months besides those of the training, separated by commas: all of their hours after the spin-up count")]
    public IReadOnlyList<UtcMonth>? OtherMonths { get; set; }

    /// <summary>Comparisons of gradients.</summary>
    [Option("stations and hours at which the gradient is compared with the adjoint's; 0 for none", Minimum = 0, Maximum = 10000)]
    public int Gradients { get; set; } = 12;
}

/// <summary><c>kaya surrogate evaluate</c>: errors of a network against its transport model, and its gradient beside the adjoint's.
/// </summary>
public sealed class SurrogateEvaluateTask : KayaTask<SurrogateEvaluateOptions>
{
    private const string Reading = "read the inputs", Gradients = "adjoint", Drawing = "draw the maps";

    /// <inheritdoc/>
    public override string Name => "surrogate evaluate";

    /// <inheritdoc/>
    public override string Summary =>
        "Compare a trained network with its transport model: errors on test days, and its gradient beside the adjoint's.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["run"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya surrogate evaluate runs/surrogate --out runs/surrogate-evaluation --force   # takes 2 minutes",
        "./kaya surrogate evaluate runs/surrogate --gradients 100 --other-months 2015-05 --out runs/out-of-sample   # takes 20 minutes",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(SurrogateEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [TrainedSurrogate.Listed(options.Run), .. options.Station.Inputs()];
    }

    /// <inheritdoc/>
    public override string Estimate(SurrogateEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return string.Create(CultureInfo.InvariantCulture,
            $"about {1 + Math.Ceiling(options.Gradients / 12.0):0} minutes on two cores for 48 x 48 cells; 1 GB of memory");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(SurrogateEvaluateOptions options) =>
        [new(Reading, 0.1), new(SurrogateCase.Transport, 0.1), new("evaluate", 0.2), new(Gradients, 0.55), new(Drawing, 0.05)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(SurrogateEvaluateOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report(Reading);
        TrainedSurrogate trained = TrainedSurrogate.Load(options.Run);
        SurrogateTrainOptions training = trained.Options ?? throw new DataNotFoundException(new Fault(
            "The network is not in a run, so its emissions, weather and hours are not known.", new SourceLocation(trained.Folder),
            $"a complete run of '{TrainedSurrogate.Task}'", "a model folder alone", "Name the folder of the run."));
        training = training with { Threads = options.Threads };
        SurrogateFindings findings = new(trained, session);
        findings.Add("as trained", training, options.Gradients, options.Station);
        if (options.OtherMonths is { Count: > 0 } months)
            findings.Add("other months", training with { Months = months, UnseenMonths = months, First = null, Hours = null },
                options.Gradients, options.Station);
        session.Report(Drawing);
        findings.Draw(session.Run);
        findings.Record(session.Run);
        TaskEnvironment.Record(session.Run, options);
        session.Write(findings.Report(session.Run));
        return new TaskOutcome(findings.Lines(), findings.Tables());
    }
}
