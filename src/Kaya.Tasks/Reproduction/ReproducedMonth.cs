using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>The emissions of a month of the sample, updated in the way of paper 003 and by 4D-Var, and judged by the transport
/// model.</summary>
internal sealed class ReproducedMonth
{
    private const string Truth = "truth", ByNetwork = "network", ByAdjoint = "4D-Var";

    private ReproducedMonth(string month, InversionJudgement network, InversionJudgement variational, InversionJudgement truth)
    {
        Name = month;
        (Network, Variational) = (Judged.Of(network), Judged.Of(variational));
        TrueChanges = truth.Changes();
    }

    /// <summary>Name of the month, as in the paper.</summary>
    public string Name { get; }

    /// <summary>Through the network, by the loss and the method of the paper.</summary>
    public Judged Network { get; }

    /// <summary>Through the adjoint of the transport model, by the likelihood.</summary>
    public Judged Variational { get; }

    /// <summary>Stages of a month, and the parts of its time that they take.</summary>
    /// <param name="month">Its name.</param>
    public static IReadOnlyList<StageShare> Stages(string month) =>
        [new(Stage(month, Truth), 0.1), new(Stage(month, ByNetwork), 0.55), new(Stage(month, ByAdjoint), 0.35)];

    /// <summary>Changes that would be right.</summary>
    public ResultTable TrueChanges { get; }

    /// <summary>Updates the emissions of a month in both ways.</summary>
    /// <param name="network">Settings of the way of the paper.</param>
    /// <param name="trained">The network.</param>
    /// <param name="context">Progress, cancellation.</param>
    public static ReproducedMonth Make(InversionRunOptions network, TrainedSurrogate trained, FitContext context)
    {
        InversionRunOptions variational = network.Judged with { Loss = UpdateLoss.Likelihood, Iterations = null };
        string month = PublishedInversion.NameOf(network.First!.Instant.Month);
        FitContext run = In(context, Stage(month, Truth), "transport");
        using InversionProblem problem = InversionProblem.Load(variational, run);
        EmbeddedTransportModel model = new(problem.Given.Transport);
        HourlyFields<Pollutant> prior = model.Run(problem.Given.Inputs, run).Surface;
        FoundFactors Found(InversionRunOptions options, string way, string counted)
        {
            using FactorSearch search = FactorSearch.Begin(options, problem, In(context, Stage(month, way), counted), trained);
            return search.Find();
        }

        InversionJudgement Judge(CorrectionFactors factors) => new(problem, factors, prior,
            model.Run(problem.Given.Inputs with { Factors = factors }, run).Surface);
        // What the stations inform is taken from 4D-Var: one direction is the least that can be asked for.
        CorrectionFactors byNetwork = Found(network with { Directions = 1 }, ByNetwork, "update emissions").Result.Factors;
        FoundFactors byAdjoint = Found(variational, ByAdjoint, "what the stations can inform");
        CorrectionFactors truth = new TwinScore(problem.Given.Twin!, problem.Update, byAdjoint.Information).TrueFactors();
        return new ReproducedMonth(month, Judge(byNetwork), Judge(byAdjoint.Result.Factors), Judge(truth));
    }

    private static string Stage(string month, string way) => $"{month}, {way}";

    // One stage for all that is done, which advances by the part that takes the most time.
    private static FitContext In(FitContext context, string stage, string counted) => context with
    {
        CheckpointFolder = null, Progress = context.Progress is { } progress ? new OneStage(progress, stage, counted) : null,
    };

    private sealed class OneStage(IProgress<WorkProgress> progress, string stage, string counted) : IProgress<WorkProgress>
    {
        private long _done;
        private long? _total;

        public void Report(WorkProgress value)
        {
            if (value.Stage == counted) (_done, _total) = (value.Done, value.Total);
            progress.Report(new WorkProgress(stage, _done, _total, value.Stage));
        }
    }
}

/// <summary>Tables of an update, run again by the transport model.</summary>
internal sealed record Judged(ResultTable Errors, ResultTable Changes, ResultTable Regions, ResultTable Concentrations)
{
    public static Judged Of(InversionJudgement judgement) =>
        new(judgement.Errors(), judgement.Changes(), judgement.Regions(), judgement.Concentrations());

    /// <summary>A number of the row that these texts name, in the first columns.</summary>
    public static double At(ResultTable table, string column, params string[] names)
    {
        int row = Enumerable.Range(0, table.RowCount).First(one => names.Select((name, k) => table.Text(one, k) == name).All(same => same));
        return table.Number(row, table.ColumnOf(column));
    }
}
