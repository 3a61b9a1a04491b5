using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="InversionEvaluateTask"/>.</summary>
public sealed record InversionEvaluateOptions : ComputeOptions
{
    /// <summary>The run that is judged.</summary>
    [Option("folder of an 'inversion run' (default: the newest in runs/)", Group = OptionGroup.Input)]
    public string? Run { get; set; }

    /// <summary>Another update of the same problem.</summary>
    [Option("folder of another 'inversion run' of the same problem, such as through a network: distance of the factors, both costs and "
        + "times", Group = OptionGroup.Input)]
    public string? Compare { get; set; }
}

/// <summary><c>kaya inversion evaluate</c>: the transport model run again with prior and updated emissions.</summary>
public sealed class InversionEvaluateTask : KayaTask<InversionEvaluateOptions>
{
    private const string WithPrior = "concentrations with the prior", WithUpdate = "concentrations with the update",
        Truth = "comparison with the truth";

    /// <inheritdoc/>
    public override string Name => "inversion evaluate";

    /// <inheritdoc/>
    public override string Summary =>
        "Judge an update: the transport model run again with both inventories, errors at used and held-out stations, regions, and the "
            + "truth.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya inversion evaluate --run runs/inversion --out runs/judged --force",
        "./kaya inversion evaluate --run runs/inversion --compare runs/by-network --out runs/compared --force",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(InversionEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TaskInput run = EvaluatedInversion.Listed(options.Run);
        return options.Compare is { } other ? [run, EvaluatedInversion.Listed(other, "other run")] : [run];
    }

    /// <inheritdoc/>
    public override string Estimate(InversionEvaluateOptions options) =>
        "two runs of the transport model over the hours of the inversion; for the sample, its truth on a finer grid besides";

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(InversionEvaluateOptions options) =>
    [
        new(InversionRunTask.Reading, 0.3), new("transport", 0.4), new(Truth, 0.2), new(InversionRunTask.Drawing, 0.1),
    ];

    /// <inheritdoc/>
    public override TaskOutcome Execute(InversionEvaluateOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        EvaluatedInversion judged = EvaluatedInversion.Open(options.Run);
        EvaluatedInversion? other = options.Compare is null ? null : EvaluatedInversion.Open(options.Compare);
        if (other is not null) judged.RequireSameProblem(other);
        // Held-out stations are those of the run.
        FitContext context = session.Context with
        {
            CheckpointFolder = session.Run.CheckpointPath, Random = new RandomSource(judged.Options.Seed),
        };
        session.Report(InversionRunTask.Reading);
        InversionRunOptions given = judged.Options.Judged with { Threads = options.Threads };
        foreach (TaskInput input in given.InputFiles()) input.Require();
        using InversionProblem problem = InversionProblem.Load(given, context.Derive("truth"));
        CorrectionFactors factors = InversionFiles.Read(judged.Folder, problem.Layout);
        EmbeddedTransportModel model = new(problem.Given.Transport);
        session.Report(WithPrior);
        HourlyFields<Pollutant> prior = model.Run(problem.Given.Inputs, context.Derive("prior")).Surface;
        session.Report(WithUpdate);
        HourlyFields<Pollutant> updated = model.Run(problem.Given.Inputs with { Factors = factors }, context.Derive("updated")).Surface;
        InversionJudgement judgement = new(problem, factors, prior, updated);
        List<ResultTable> tables = [judgement.Errors(), judgement.Changes(), judgement.Regions(), judgement.Concentrations()];
        InformationContent Information() => InversionFiles.ReadDirections(judged.Folder, problem.Update.Prior!);
        if (other is not null)
        {
            CorrectionFactors others = InversionFiles.Read(other.Folder, problem.Layout);
            InversionComparison comparison = new(problem, new ComparedUpdate(judged, factors, judgement.WithUpdate),
                new ComparedUpdate(other, others, problem.Update.Predict(others)));
            tables.InsertRange(1, [comparison.Costs(judgement.WithPrior), comparison.Distances(Information())]);
        }

        if (problem.Given.Twin is { } twin)
        {
            session.Report(Truth);
            TwinTables truth = new(new TwinScore(twin, problem.Update, Information()), factors);
            tables.InsertRange(1, [truth.Concentrations(), truth.Emissions(), truth.Moved()]);
        }

        session.Report(InversionRunTask.Drawing);
        Report(judged, problem, judgement, tables, session);
        Record(tables, session.Run);
        TaskEnvironment.Record(session.Run, options);
        session.Run.RemoveCheckpoints();
        return new TaskOutcome([$"{problem.Given.Origin.Label}: the transport model run again with prior and updated emissions of "
            + $"{judged.Folder}, which were updated through the "
            + $"{(judged.Options.Model == UpdateModel.Network ? "network" : "transport model")}.",
            .. problem.Remarks], tables, TablesPrinted: (problem.Given.Twin is null ? 3 : 5) + (other is null ? 0 : 2));
    }

    private static void Report(EvaluatedInversion judged, InversionProblem problem, InversionJudgement judgement,
        IReadOnlyList<ResultTable> tables, TaskSession session)
    {
        ReportBuilder report = InversionReport.Of(problem, "Updated emissions, judged");
        report.Paragraph($"The run judged is `{judged.Folder}`. Concentrations come from the transport model of the inversion, run "
            + $"again with the prior and with the updated emissions.");
        foreach (ResultTable table in tables) report.Section(Heading(table)).Table(table);
        InversionFigures figures = new(problem, session.Run);
        InversionReport.Pictures(report, "Error by station", AtmosphericSpecies.Pollutants.Select(pollutant => figures.DrawStations(
            $"improvement-{pollutant.Symbol().ToLowerInvariant().Replace(".", "", StringComparison.Ordinal)}.png",
            $"Error of {pollutant.Symbol()}, change by the update", $"Cells with stations: change of the mean absolute error of hourly "
                + $"{pollutant.Symbol()} in %. Blue: smaller than with the prior, red: larger. Grey cells have no station; rings: held "
                + $"out.",
            judgement.Improvement(pollutant))));
        InversionReport.Close(report, problem, []);
        session.Write(report);
    }

    private static string Heading(ResultTable table) => table.Name switch
    {
        "errors" => "Errors at stations", "changes" => "Change by period and species (table 2 of paper 003)",
        "regions" => "Emissions and change by region (table 3)", "concentrations" => "Concentrations by region (table 4)",
        "comparison-costs" => "Two updates: cost and time",
        "comparison-distances" => "Two updates: distance",
        "truth-concentrations" => "Against the known truth: concentrations", "truth-emissions" => "Against the known truth: emissions",
        _ => "Cells that are hardly informed",
    };

    private static void Record(List<ResultTable> tables, ActiveRun run)
    {
        ResultTable errors = tables[0];
        for (int row = 0; row < errors.RowCount; row++)
            foreach (string kind in new[] { "hourly, prior", "hourly, updated", "means, prior", "means, updated" })
                run.SetMetric(string.Create(CultureInfo.InvariantCulture, $"error/{errors[row, 0]}/{errors[row, 1]}/{kind}"),
                    errors.Number(row, errors.ColumnOf(kind)));
    }
}
