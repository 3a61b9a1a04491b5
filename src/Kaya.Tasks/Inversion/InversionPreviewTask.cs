using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="InversionPreviewTask"/>.</summary>
public sealed record InversionPreviewOptions : InversionOptions;

/// <summary><c>kaya inversion preview</c>: what an update will cost, and what the stations can inform.</summary>
public sealed class InversionPreviewTask : KayaTask<InversionPreviewOptions>
{
    /// <inheritdoc/>
    public override string Name => "inversion preview";

    /// <inheritdoc/>
    public override string Summary => "Before an update: what it will cost, and what the stations can tell about the emissions.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya inversion preview --out runs/preview --force",
        "./kaya inversion preview --surface METCRO2D.nc --volume METCRO3D.nc --wind METDOT3D.nc --emissions EMIS.nc "
            + "--layer-tops 60,400,1500 --station.file stations.csv   # takes 30 minutes",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(InversionPreviewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.InputFiles();
    }

    /// <inheritdoc/>
    public override string Estimate(InversionPreviewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return InversionRunTask.EstimateOf(options, options.Directions * 3);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(InversionPreviewOptions options) =>
    [
        new(InversionRunTask.Reading, 0.15), new("transport", 0.1), new(InversionRunTask.Measuring, 0.03),
        new("what the stations can inform", 0.67), new(InversionRunTask.Drawing, 0.05),
    ];

    /// <inheritdoc/>
    public override TaskOutcome Execute(InversionPreviewOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        FitContext context = session.Context with { CheckpointFolder = session.Run.CheckpointPath };
        session.Report(InversionRunTask.Reading);
        using InversionProblem problem = InversionProblem.Load(options, context.Derive("truth"));
        session.Report(InversionRunTask.Measuring);
        InversionCost cost = InversionCost.Measure(problem.Given, context);
        IReadOnlyList<string> predicted = cost.Lines(options, problem.Given, problem.Layout);
        foreach (string line in predicted) session.Run.Log(line);
        InformationContent information = InformationContent.Of(problem.Update, options.Directions, context.Derive("directions"));
        ResultTable table = new InversionTables(problem).Information(information);
        session.Report(InversionRunTask.Drawing);
        InversionFigures figures = new(problem, session.Run);
        ReportBuilder report = InversionReport.Of(problem, "What the stations can inform");
        report.Fact("degrees of freedom", InversionReport.Degrees(information));
        report.Section("What the update will cost").Bullets(predicted);
        report.Section("What can be learnt").Paragraph(Degrees(problem, information, options)).Table(table);
        foreach (EmittedSpecies species in problem.Layout.Species)
            InversionReport.Pictures(report, species.Symbol(),
                [figures.DrawInformed(species, information), figures.DrawKernel(species, information)]);
        InversionReport.Close(report, problem, []);
        session.Write(report);
        session.Run.SetMetric("degrees of freedom", information.DegreesOfFreedom);
        foreach (string line in problem.Remarks) session.Run.Log(line);
        TaskEnvironment.Record(session.Run, options);
        session.Run.RemoveCheckpoints();
        return new TaskOutcome([Degrees(problem, information, options), .. predicted, .. problem.Remarks], [table]);
    }

    private static string Degrees(InversionProblem problem, InformationContent information, InversionPreviewOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{problem.Observations.Count} hourly observations determine "
            + $"{information.DegreesOfFreedom:0.0} of {problem.Layout.Count} factors (degrees of freedom for signal; "
            + $"{options.Directions} directions were looked for, of which the last counts "
            + $"{information.Eigenvalues[^1] / (1 + information.Eigenvalues[^1]):0.00}: "
            + $"more directions would add less than that each).");
}
