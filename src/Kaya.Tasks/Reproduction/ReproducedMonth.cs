using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>The emissions of a month of the sample, updated in the way of paper 003 and by 4D-Var, and judged by the transport
/// model.</summary>
internal sealed class ReproducedMonth
{
    private ReproducedMonth(DateTimeOffset start, InversionJudgement network, InversionJudgement variational, InversionJudgement truth)
    {
        Name = PublishedInversion.NameOf(start.Month);
        (Network, Variational) = (Judged.Of(network), Judged.Of(variational));
        TrueChanges = truth.Changes();
    }

    /// <summary>Name of the month, as in the paper.</summary>
    public string Name { get; }

    /// <summary>Through the network, by the loss and the method of the paper.</summary>
    public Judged Network { get; }

    /// <summary>Through the adjoint of the transport model, by the likelihood.</summary>
    public Judged Variational { get; }

    /// <summary>Changes that would be right.</summary>
    public ResultTable TrueChanges { get; }

    /// <summary>Updates the emissions of a month in both ways.</summary>
    /// <param name="network">Settings of the way of the paper.</param>
    /// <param name="trained">The network.</param>
    /// <param name="context">Progress, cancellation.</param>
    public static ReproducedMonth Make(InversionRunOptions network, TrainedSurrogate trained, FitContext context)
    {
        InversionRunOptions variational = network.Judged with { Loss = UpdateLoss.Likelihood, Iterations = null };
        using InversionProblem problem = InversionProblem.Load(variational, context);
        EmbeddedTransportModel model = new(problem.Given.Transport);
        FitContext run = context with { CheckpointFolder = null };
        HourlyFields<Pollutant> prior = model.Run(problem.Given.Inputs, run).Surface;
        FoundFactors Found(InversionRunOptions options)
        {
            using FactorSearch search = FactorSearch.Begin(options, problem, run, trained);
            return search.Find();
        }

        InversionJudgement Judge(CorrectionFactors factors) => new(problem, factors, prior,
            model.Run(problem.Given.Inputs with { Factors = factors }, run).Surface);
        // What the stations inform is taken from 4D-Var: one direction is the least that can be asked for.
        CorrectionFactors byNetwork = Found(network with { Directions = 1 }).Result.Factors;
        FoundFactors byAdjoint = Found(variational);
        CorrectionFactors truth = new TwinScore(problem.Given.Twin!, problem.Update, byAdjoint.Information).TrueFactors();
        return new ReproducedMonth(network.First!.Instant, Judge(byNetwork), Judge(byAdjoint.Result.Factors), Judge(truth));
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
