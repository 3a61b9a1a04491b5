using System.Globalization;
using Kaya.Inversion;
using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary><c>kaya surrogate train</c>: a network that stands in for the embedded transport model.</summary>
public sealed class SurrogateTrainTask : KayaTask<SurrogateTrainOptions>
{
    private const string Reading = "read the inputs";
    private const double StartSeconds = 15;

    /// <inheritdoc/>
    public override string Name => TrainedSurrogate.Task;

    /// <inheritdoc/>
    public override string Summary =>
        "Train a network that stands in for the embedded transport model, on its runs with the prior and with perturbed emissions.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya surrogate train --out runs/surrogate --force   # takes 4 minutes",
        "./kaya surrogate train --months 2015-01,2015-07 --train-days 22 --test-days 8 --network.kind res-net --out runs/resnet   "
            + "# takes 15 minutes",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(SurrogateTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AtmosphereCase.Files(options);
    }

    /// <inheritdoc/>
    public override string Estimate(SurrogateTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsSample)
            return "on two cores about 4 s for 1,000 hours and run of 48 x 48 cells, in proportion to the cells, and about 1 s for a step";
        double seconds = StartSeconds + TransportSeconds(options) + TrainingSeconds(options);
        return string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(seconds / 60):0} minutes on two cores; 1 GB of memory");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(SurrogateTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string name = options.ToEstimator().Name;
        // Hours of own files are known once they are read.
        double training = TrainingSeconds(options), transport = options.IsSample ? TransportSeconds(options) : training / 5;
        double read = StartSeconds / 2, judge = transport / 5, all = read + transport + training + judge;
        return [new(Reading, read / all), new(SurrogateCase.Transport, transport / all), new($"train {name}", training / all),
            new($"evaluate {name}", judge / all)];
    }

    private static double TransportSeconds(SurrogateTrainOptions options) =>
        0.006 * (options.Runs + 1) * SurrogateCase.Periods(options).Sum(period => (double)(period.Hours ?? 0));

    private static double TrainingSeconds(SurrogateTrainOptions options) => options.ToEstimator().TrainingSeconds(options.Training.Steps);

    /// <inheritdoc/>
    public override TaskOutcome Execute(SurrogateTrainOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report(Reading);
        SurrogateEstimator estimator = options.ToEstimator();
        estimator.RequireOptions();
        using SurrogateCase given = SurrogateCase.Load(
            options, session.Context, options.Runs, withAir: estimator.Training.LearnsFromAir);
        FitContext context = session.Context with { CheckpointFolder = session.Run.CheckpointPath };
        (SurrogateModel model, TrainingReport report) = estimator.FitAndReport(given.Data, context);
        session.Run.WriteModel(model.ToState(), Card(given, model));
        TaskEnvironment.Record(session.Run, options);
        IReadOnlyList<SurrogateScore> scores = SurrogateEvaluation.Of(model, given.Data, given.Stations, session.Context);
        SurrogateTables.Record(scores, session.Run);
        session.Run.SetMetric("steps", report.Steps);
        session.Run.SetMetric("parameters", model.ParameterCount);
        session.Run.SetMetric("validation error", report.BestErrors[0]);
        TrainingCourse.Chart(report, given.Origin).WriteSvg(session.Run.OutputPath("training.svg"));
        SurrogateReport.Errors(scores, given.Origin).WriteSvg(session.Run.OutputPath("errors.svg"));
        string[] remarks = [.. given.Remarks, .. Rounding(options.Training.Precision, session.Context.Device)];
        foreach (string line in remarks) session.Run.Log(line);
        session.Write(SurrogateReport.Training(given, model, report, scores));
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(
            [
                string.Create(CultureInfo.InvariantCulture, $"Trained {estimator.Name} ({model.ParameterCount} numbers) in {report.Steps} "
                    + $"steps on {given.Origin.Label}; the weights of step {report.BestSteps[0]} are kept."),
                SurrogateTables.Sentence(scores, estimator.Name),
                "`kaya surrogate evaluate` compares its gradient with the adjoint's.",
                .. remarks,
            ], [SurrogateTables.Errors(scores), TrainingCourse.Table(report,
                "mean absolute error of concentrations divided by their spread")], TablesPrinted: 1);
    }

    private static string[] Rounding(Precision precision, ComputeDevice? device) => !MixedPrecision.RoundsSums(precision, device) ? []
        : ["Products were computed with 16-bit floats on a processor without AVX-512, where each partial sum is rounded too: errors grow "
            + "with the number of terms. Compare with --training.precision float32."];

    private static ModelCard Card(SurrogateCase given, SurrogateModel model) => new()
    {
        Title = $"{model.Estimator.Name} in place of the embedded transport model",
        IntendedUse = "Hourly NO2, SO2, O3 and PM2.5 at the ground from the emissions and the weather of the hours before and the "
            + "concentrations before those, and the derivative by emissions.",
        Limits = [SurrogateReport.Limits],
        TrainedOn = $"{given.Origin.Label}. {string.Join(" ", SurrogateReport.PeriodLines(given))}",
        Inputs = [.. AtmosphericSpecies.Emitted.Select(one => new ModelColumn($"emission of {one.Symbol()}", "kg s-1")),
            .. model.MeteorologyNames.Select(name => new ModelColumn(name, "SI")),
            .. model.GeographyNames.Select(name => new ModelColumn(name, "1"))],
        Outputs = [.. AtmosphericSpecies.Pollutants.Select(one => new ModelColumn(one.Symbol(), TransportOutput.UnitOf(one).ToString()))],
        KayaVersion = TaskRunner.Version,
    };
}
