using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyTrainTask"/>.</summary>
public sealed record EnergyTrainOptions : EnergyDataOptions
{
    /// <summary>The networks.</summary>
    public EnergyModelOptions Model { get; set; } = new();
}

/// <summary><c>kaya energy train</c>: trains both directions between mix and emissions on all days, and saves the model.</summary>
public sealed class EnergyTrainTask : KayaTask<EnergyTrainOptions>
{
    /// <inheritdoc/>
    public override string Name => "energy train";

    /// <inheritdoc/>
    public override string Summary => "Train a model that relates a region's energy mix and its sectoral CO2 emissions, and save it.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya energy train",
        "./kaya energy train --emissions carbon-monitor-GLOBAL.csv --generation carbon-monitor-power.csv --out runs/model",
        "./kaya energy train --emissions E.csv --generation G.csv --out runs/model --resume",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyTrainOptions options) => EnergyInput.Files(options);

    /// <inheritdoc/>
    public override string Estimate(EnergyTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return EnergyCost.Training(options.Model.ToOptions());
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(EnergyTrainOptions options) =>
        [new("read", 0.02), new("calibrate known regions", 0.33), new("calibrate other regions", 0.45), new("fit", 0.2)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyTrainOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read");
        EnergyInput input = EnergyInput.Load(options);
        CleanEstimator estimator = new(options.Model.ToOptions());
        CleanModel model = estimator.Fit(input.Dataset, session.Context with { CheckpointFolder = session.Run.CheckpointPath });
        session.Run.WriteModel(model.ToState(), EnergyModelCard.Of(estimator.Name, input));
        TaskEnvironment.Record(session.Run, options);
        ProfileForecast emission = model.PredictEmission(input.Dataset), generation = model.PredictGeneration(input.Dataset);
        EnergyTables.RecordFit(input.Dataset, emission, generation, session.Run);
        ResultTable fit = EnergyTables.FitByRegion(input.Dataset, emission, generation);
        session.Write(EnergyReports.Training(estimator, input, model, emission, fit));
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(
            [
                $"Trained {estimator.Name} on {input.Origin.Label}: {input.Dataset.Count} region-days, {input.Dataset.Regions.Count} "
                    + $"regions, {input.Dataset.Days[0]:yyyy-MM-dd} to {input.Dataset.Days[^1]:yyyy-MM-dd}.",
                "The errors below are on the training days; `kaya energy evaluate` measures errors on held-out days and regions.",
            ], [fit]);
    }
}
