using System.Diagnostics;
using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary><c>kaya inversion run</c>: emissions that agree better with what stations measured.</summary>
public sealed class InversionRunTask : KayaTask<InversionRunOptions>
{
    internal const string Reading = "read the inputs", Measuring = "measure some hours", Drawing = "draw the maps";
    internal const string DirectionSeconds = "seconds/directions", StepSeconds = "seconds/steps";
    private const string Judging = "concentrations before and after", Writing = "write the emissions";

    /// <inheritdoc/>
    public override string Name => "inversion run";

    /// <inheritdoc/>
    public override string Summary =>
        "Update emissions from station measurements: 4D-Var through the transport model's adjoint, or a network in its place, with errors "
            + "left and held-out stations.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya inversion run --out runs/inversion --force",
        "./kaya inversion run --model network --network runs/surrogate --sample-cells 48 --out runs/by-network --force   "
            + "# takes 10 minutes",
        "./kaya inversion run --surface METCRO2D.nc --volume METCRO3D.nc --wind METDOT3D.nc --emissions EMIS.nc "
            + "--other-emissions BIO.nc --layer-tops 60,400,1500 --station.file stations.csv --out runs/own   # takes an hour or more",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(InversionRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.InputFiles();
    }

    /// <inheritdoc/>
    public override string Estimate(InversionRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return EstimateOf(options, options.Updates * ((options.Directions * 3) + (options.MostSteps * 2.4)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(InversionRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double directions = options.Directions * 3, steps = options.MostSteps * 2.4, all = directions + steps;
        double each = 0.7 / options.Updates;
        StageShare[] update = [new("what the stations can inform", each * directions / all), new("update emissions", each * steps / all)];
        return
        [
            new(Reading, 0.08), new("transport", 0.07),
            .. options.Model == UpdateModel.Network ? [new StageShare(SurrogateCase.Transport, 0.03)] : Array.Empty<StageShare>(),
            new(Measuring, 0.02), .. options.EstimateErrors
                ? update.Select(one => one with { Stage = FactorSearch.FirstUpdate.Prefix + one.Stage }) : [],
            .. update, new(Judging, 0.04), new(Writing, 0.02), new(Drawing, 0.07),
        ];
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(InversionRunOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        FitContext context = session.Context with { CheckpointFolder = session.Run.CheckpointPath };
        session.Report(Reading);
        using InversionProblem problem = InversionProblem.Load(options, context.Derive("truth"));
        using FactorSearch search = FactorSearch.Begin(options, problem, context);
        session.Report(Measuring);
        InversionCost cost = search.Measure();
        List<string> lines = [.. cost.Lines(options, problem.Given, problem.Layout)];
        foreach (string line in lines) session.Run.Log(line);
        Stopwatch clock = Stopwatch.StartNew();
        FoundFactors found = search.Find();
        session.Report(Judging);
        InversionFindings findings = Findings(problem, search, found);
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"It took {InversionCost.Time(clock.Elapsed.TotalSeconds)}, "
            + $"{findings.History.Length} steps{(session.Resumed ? ", without what was done before the interruption" : "")}."));
        session.Run.Log(lines[^1]);
        session.Report(Writing);
        InversionFiles.Write(problem, findings, session.Run);
        findings.Information.Write(session.Run.OutputPath(InversionFiles.DirectionFile));
        List<string> notes = [.. search.Remarks,
            .. options.IsSample ? [] : InversionFiles.Rewrite(options.Emissions!, findings.Factors, session)];
        if (Worse(problem, findings) is { Length: > 0 } worse) notes.Add(worse);
        if (!findings.IsConverged) notes.Add(Unfinished(options));
        InversionTables tables = new(problem);
        ResultTable errors = tables.Errors(findings), emissions = tables.Emissions(findings), stations = tables.Stations(findings),
            information = tables.Information(findings.Information), assumed = tables.ObservationErrors(findings),
            how = InversionTables.Update(options, findings);
        session.Report(Drawing);
        ReportBuilder report = InversionReport.Of(problem, "Emissions updated from station measurements");
        report.Fact("degrees of freedom", InversionReport.Degrees(findings.Information)).Fact("updated through", $"the {findings.Model}");
        report.Section("Concentrations at stations").Table(errors);
        report.Section("Emissions").Paragraph("`error left` is the standard deviation after the update; `informed` is the part of the "
            + "variance of the region's sum that the observations take away. A change of a region that is hardly informed means "
            + "nothing.").Table(emissions);
        report.Section("What the stations inform").Table(information);
        report.Section("Errors of observations").Table(assumed);
        foreach (EmittedSpecies species in problem.Layout.Species)
            InversionReport.Pictures(report, $"Maps: {species.Symbol()}",
                new InversionFigures(problem, session.Run).Draw(species, findings));
        InversionReport.Series(report, problem, findings);
        report.Section("Steps").Table(how).Chart(InversionReport.History(findings.History),
            "What the observations and the distance from the prior cost.");
        report.Section("Cost: predicted and actual").Bullets(lines);
        InversionReport.Close(report, problem, notes);
        Files(report);
        session.Write(report);
        Record(problem, findings, errors, session.Run);
        if (!session.Resumed)
        {
            session.Run.SetMetric(DirectionSeconds, found.DirectionSeconds);
            session.Run.SetMetric(StepSeconds, found.StepSeconds);
        }

        foreach (string line in problem.Remarks.Concat(notes).Where(line => line.Length > 0)) session.Run.Log(line);
        TaskEnvironment.Record(session.Run, options);
        session.Run.RemoveCheckpoints();
        return new TaskOutcome([Result(problem, findings), Totals(problem, findings), .. lines, .. notes, .. problem.Remarks],
            [errors, information, emissions, stations, assumed, how], TablesPrinted: 2);
    }

    internal static string EstimateOf(InversionOptions options, double runs) => options.IsSample
        ? string.Create(CultureInfo.InvariantCulture,
            $"about {InversionCost.Time(30 + (0.02 * runs * (options.Hours ?? InversionCase.SampleHours)))} on two idle cores; 1 GB of "
                + $"memory")
        : "`kaya inversion preview` measures it; about 0.06 s for each hour, direction and step on 64 x 64 cells and 3 layers";

    internal static InversionFindings Findings(InversionProblem problem, FactorSearch search, FoundFactors found)
    {
        UpdateResult result = found.Result;
        CorrectionFactors prior = CorrectionFactors.Ones(problem.Layout);
        return new InversionFindings(result.Factors, found.Information, result.History, result.IsConverged)
        {
            WithPrior = problem.Update.Predict(prior), WithUpdate = problem.Update.Predict(result.Factors),
            Influence = InfluenceMap.Of(problem.Update.Model, problem.Update.Loss, prior),
            Model = search.Model, Held = search.Held, Errors = search.Errors,
            ByNetwork = search.IsNetwork ? found.Predicted : default(ReadOnlyMemory<double>?),
            Truth = problem.Given.Twin is { } twin ? new TwinScore(twin, problem.Update, found.Information).TrueFactors() : null,
        };
    }

    private static string Unfinished(InversionRunOptions options) => options.ChosenMethod is UpdateMethod.Sgd or UpdateMethod.Adam
        ? string.Create(CultureInfo.InvariantCulture, $"{options.ChosenMethod} has taken all of its {options.MostSteps} steps: nothing "
            + $"says that it has come to rest. Paper 003 took 10,000 epochs.")
        : string.Create(CultureInfo.InvariantCulture,
            $"The gradient had not fallen to a thousandth when the steps ended ({options.MostSteps}): more --iterations may change a "
                + $"little.");

    private static string Totals(InversionProblem problem, InversionFindings findings) =>
        "Change of the whole grid: " + string.Join(", ", problem.Layout.Species.Select(species =>
            string.Create(CultureInfo.InvariantCulture, $"{species.Symbol()} {Percent(problem, findings, species):+0.0;-0.0;0.0} %")))
        + ". `emissions.csv` has it by region, with the error that is left.";

    private static double Percent(InversionProblem problem, InversionFindings findings, EmittedSpecies species) =>
        Math.Round(100 * ((problem.TotalOf(species, findings.Factors).Sum() / problem.TotalOf(species).Sum()) - 1), 1);

    // An update through a network can fit the network alone.
    private static string Worse(InversionProblem problem, InversionFindings findings)
    {
        ReadOnlyMemory<double> observed = problem.Observations.Values.ToArray();
        string[] worse = [.. StationPoints.Of(problem).Where(one => !one.IsHeldOut).GroupBy(one => one.Pollutant).Where(group =>
            group.Sum(one => one.Points.Length * one.Error(findings.WithUpdate, observed))
                > group.Sum(one => one.Points.Length * one.Error(findings.WithPrior, observed))).Select(group => group.Key.Symbol())];
        return worse.Length == 0 ? "" : $"By the transport model the updated emissions fit even the stations that the update used worse "
            + $"than the prior does: {string.Join(", ", worse)}. Do not use them as an inventory.";
    }

    private static string Result(InversionProblem problem, InversionFindings findings) => string.Create(CultureInfo.InvariantCulture,
        $"{problem.Given.Origin.Label}: {problem.Observations.Count} hourly observations of "
            + $"{problem.Given.Stations.Sites.Select(site => site.Cell).Distinct().Count()} cells determine "
            + $"{findings.Information.DegreesOfFreedom:0.0} of {problem.Layout.Count} factors. The update went through the "
            + $"{findings.Model}.");

    private static void Record(InversionProblem problem, InversionFindings findings, ResultTable errors, ActiveRun run)
    {
        run.SetMetric("degrees of freedom", findings.Information.DegreesOfFreedom);
        run.SetMetric("steps", findings.History.Length);
        for (int row = 0; row < errors.RowCount; row++)
            foreach (string kind in new[] { "prior", "updated" })
                run.SetMetric($"error/{errors[row, errors.ColumnOf("stations")]}/{errors[row, errors.ColumnOf("pollutant")]}/{kind}",
                    errors.Number(row, errors.ColumnOf(kind)));
        foreach (EmittedSpecies species in problem.Layout.Species)
            run.SetMetric($"change/{species.Symbol()}",
                (problem.TotalOf(species, findings.Factors).Sum() / problem.TotalOf(species).Sum()) - 1);
    }

    private static void Files(ReportBuilder report) => report.Section("Files").Bullets(
    [
        $"`outputs/{InversionFiles.FactorFile}`: correction factors with 80 % intervals, and what is informed (CF netCDF)",
        $"`outputs/{InversionFiles.DirectionFile}`: the directions that the stations inform, for `kaya inversion evaluate` (safetensors)",
        $"`outputs/{InversionFiles.EmissionFile}`: emissions of the groups before and after, kg per cell and period (CF netCDF)",
        $"`outputs/{InversionFiles.UpdatedFolder}/`: your emission files with new values, in their own layout",
        "`outputs/emissions.csv`, `errors.csv`, `stations.csv`, `information.csv`: the tables",
        "`kaya inversion evaluate` judges the run: it runs the transport model with both inventories",
    ]);
}
