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
    private const string Reading = "read the inputs", Drawing = "draw the maps";

    // Of two cores, 48 x 48 cells and windows of 24 hours.
    private const double SecondsOfGradient = 2.5;

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
        "./kaya surrogate evaluate runs/surrogate --gradients 100 --other-months 2015-05 --out runs/out-of-sample   # takes 10 minutes",
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
            $"about {Math.Ceiling(AllSeconds(options) / 60):0} minutes on two cores for 48 x 48 cells; 1 GB of memory");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(SurrogateEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double all = AllSeconds(options);
        return [.. Seconds(options).Select(one => one with { Share = one.Share / all })];
    }

    // Of one pass through months of the sample.
    private static StageShare[] Seconds(SurrogateEvaluateOptions options) =>
    [
        new(Reading, 10), new(SurrogateCase.Transport, 30), new("evaluate", 20),
        new(GradientEvaluation.Stage, SecondsOfGradient * options.Gradients), new(Drawing, 5),
    ];

    // The months of the training and other months each pass through the stages in the middle.
    private static double AllSeconds(SurrogateEvaluateOptions options) => Seconds(options).Sum(one =>
        one.Stage is Reading or Drawing || options.OtherMonths is not { Count: > 0 } ? one.Share : 2 * one.Share);

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
