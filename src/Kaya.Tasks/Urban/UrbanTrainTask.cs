using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanTrainTask"/>.</summary>
public sealed record UrbanTrainOptions : UrbanFitOptions;

/// <summary><c>kaya urban train</c>: learns the emission of cells from images, points of interest and rasters.</summary>
public sealed class UrbanTrainTask : KayaTask<UrbanTrainOptions>
{
    private const string Reading = "read the cells", Training = "train OpenCarbon", Judging = "judge", Drawing = "draw the figures";
    private const double HeldOut = 0.15, Level = 0.8;

    /// <inheritdoc/>
    public override string Name => TrainedUrban.Task;

    /// <inheritdoc/>
    public override string Summary =>
        "Learn the CO2 emission of 1 km cells from satellite images, points of interest and rasters (OpenCarbon), and judge it on"
            + " cells held out.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya urban train --out runs/city --force   # takes 2 minutes",
        "./kaya urban train --cells runs/cells --split.test-regions Fengtai --network.preset paper --encoder resnet18.safetensors "
            + "--network.images pretrained --out runs/beijing   # takes hours",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Files();
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Network.Preset == UrbanPreset.Small ? "about 2 minutes on two cores for 1,000 cells; 1 GB of memory"
            : "about 0.5 s for each tile and epoch on two cores: days for 1,000 cells and 150 epochs; use a graphics card";
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(UrbanTrainOptions options) =>
        [new(Reading, 0.03), new(Training, 0.85), new(Judging, 0.04), new(Drawing, 0.08)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanTrainOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report(Reading);
        using UrbanCells cells = UrbanCells.Load(options.Cells);
        ImmutableArray<UrbanModality> modalities = options.ModalitiesOf(cells.Data);
        OpenCarbonEstimator estimator = options.ToEstimator(modalities, options.ReadEncoder(modalities));
        UrbanTrainingData data = new(cells.Data, options.Split.Make(cells.Data, modalities, session.Context, HeldOut));
        FitContext context = session.Context with { CheckpointFolder = session.Run.CheckpointPath };
        session.Report(Training);
        UrbanFit fit = estimator.FitAndValidate(data, context);
        session.Report(Judging);
        CalibratedUrbanModel model = CalibratedUrbanModel.Of(fit.Model, estimator.Name, data, [fit.Validation], session.Context,
            options.Split.BlockSize);
        // Once for the judgement and all figures.
        UrbanPrediction all = fit.Model.Predict(cells.Data, [.. Enumerable.Range(0, cells.Data.Count)
            .Where(cell => modalities.All(one => cells.Data.Has(cell, one)))], session.Context);
        UrbanJudgement? judged = data.Split.Of(CellRole.Test).IsEmpty ? null : UrbanJudgement.Of(model, data,
            all.Of(cell => data.Split.Roles[cell] == CellRole.Test), Level, session.Context);
        session.Run.WriteModel(model.ToState(), Card(cells, data, modalities));
        TaskEnvironment.Record(session.Run, options);
        session.Report(Drawing);
        UrbanTrainReport report = new(cells, data, model, all) { Course = fit.Course!, Judged = judged };
        IReadOnlyList<ResultTable> tables = report.Write(session);
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(report.Lines(), tables, TablesPrinted: judged is null ? 0 : 1);
    }

    private static ModelCard Card(UrbanCells cells, UrbanTrainingData data, ImmutableArray<UrbanModality> modalities) => new()
    {
        Title = "Emission of cells from open data (OpenCarbon)",
        IntendedUse = "CO2 of cells of about the size of the training cells, in places where inputs of the same kinds and categories"
            + " exist.",
        Limits =
        [
            "It repeats what its targets say. Inventories such as ODIAC spread national totals by night light and plants: a model of"
                + " them is no "
                + "measurement.",
            "In another city the order of cells transfers better than their amounts: give known totals to `kaya urban predict`.",
            "Weights of modalities and explanations tell what the model uses, not what causes emissions.",
        ],
        TrainedOn = string.Create(CultureInfo.InvariantCulture,
            $"{cells.Origin.Label}: {data.Split.Of(CellRole.Training).Length} cells, {data.Split.Name}; target:"
                + $" {cells.Data.Tables.TargetName}{string.Concat(cells.Data.Tables.Notes.Select(note => "; " + note))}"),
        Inputs = [.. modalities.SelectMany(modality => Columns(cells.Data, modality))],
        Outputs = [new ModelColumn("emission", "t")],
        KayaVersion = TaskRunner.Version,
    };

    private static IEnumerable<ModelColumn> Columns(UrbanDataset data, UrbanModality modality) => modality switch
    {
        UrbanModality.Image => [new ModelColumn("image", "red, green, blue")],
        UrbanModality.Points => data.Tables.Categories.Select(category => new ModelColumn($"points: {category}", "1")),
        _ => data.Tables.Covariates.Select(covariate => new ModelColumn(covariate.Name, covariate.Unit)),
    };
}
