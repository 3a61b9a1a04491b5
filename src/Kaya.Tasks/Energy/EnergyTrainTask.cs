using Kaya.Core;
using Kaya.Energy;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyTrainTask"/>.</summary>
public sealed record EnergyTrainOptions : EnergyDataOptions
{
    /// <summary>The networks.</summary>
    public EnergyModelOptions Model { get; set; } = new();
}

/// <summary><c>kaya energy train</c>: learns both directions between mix and emission from all days, and keeps the model.</summary>
public sealed class EnergyTrainTask : KayaTask<EnergyTrainOptions>
{
    /// <inheritdoc/>
    public override string Name => "energy train";

    /// <inheritdoc/>
    public override string Summary => "Learn a model between energy mix and sectoral CO2, and keep it.";

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
    public override TaskOutcome Execute(EnergyTrainOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read");
        EnergyInput input = EnergyInput.Load(options);
        CleanEstimator estimator = new(options.Model.ToOptions());
        string checkpoints = Path.Combine(session.Run.Folder, "checkpoint");
        CleanModel model = estimator.Fit(input.Dataset, session.Context with { CheckpointFolder = checkpoints });
        ModelFolder.Write(session.Run.ModelPath, model.ToState(), EnergyModelCard.Of(estimator.Name, input));
        TaskEnvironment.Record(session.Run, options);
        ProfileForecast emission = model.PredictEmission(input.Dataset), generation = model.PredictGeneration(input.Dataset);
        ResultTable fit = EnergyTables.FitByRegion(input.Dataset, emission, generation);
        session.Write(EnergyReports.Training(estimator, input, model, emission, fit));
        Directory.Delete(checkpoints, recursive: true);
        return new TaskOutcome(
            [
                $"Trained {estimator.Name} on {input.Origin.Label}: {input.Dataset.Count} region-days, {input.Dataset.Regions.Count} regions, {input.Dataset.Days[0]:yyyy-MM-dd} to {input.Dataset.Days[^1]:yyyy-MM-dd}.",
                "The errors below are on the training days; `kaya energy evaluate` measures them on days and regions held out.",
            ], [fit]);
    }
}
