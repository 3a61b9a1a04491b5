using Kaya.Energy;
using Kaya.Figures;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DemoTask"/>.</summary>
public sealed record DemoOptions : ComputeOptions
{
    /// <summary>Training steps; more steps give a better model and a longer demo.</summary>
    [Option("training steps", Group = OptionGroup.Model, Minimum = 20)]
    public int Steps { get; set; } = 400;

    /// <summary>Training steps of the networks that refine the map.</summary>
    [Option("training steps of the networks that refine the map", Group = OptionGroup.Model, Minimum = 1)]
    public int MapSteps { get; set; } = 60;

    /// <summary>Epochs of the network of the city.</summary>
    [Option("epochs of the network of the city", Group = OptionGroup.Model, Minimum = 2)]
    public int CityEpochs { get; set; } = 16;
}

/// <summary><c>kaya demo</c>: trains on the sample world and compares the results with the known true values.</summary>
public sealed class DemoTask : KayaTask<DemoOptions>
{
    private const int HiddenSize = 64;
    private const int Members = 4;

    /// <inheritdoc/>
    public override string Name => "demo";

    /// <inheritdoc/>
    public override string Summary =>
        "Train, downscale, invert and predict a city on the built-in sample world, and write a report that compares the results with"
            + " the true values.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya demo",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(DemoOptions options) => [];

    /// <inheritdoc/>
    public override string Estimate(DemoOptions options) => "about a minute on two cores";

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(DemoOptions options) =>
    [
        new("make the sample world", 0.045), new("calibrate known regions", 0.06), new("calibrate other regions", 0.053), new("fit", 0.03),
        new("compare with the truth", 0.075), new("sum drivers over zones", 0.007), new("divide zones over cells", 0.007),
        new("learn the map's own detail", 0.135), new("refine", 0.038), new("write the GeoTIFF files", 0.007),
        new("write the netCDF file", 0.007), new("transport", 0.098), new("what the stations can inform", 0.128),
        new("update emissions", 0.06),
        new("train OpenCarbon", 0.24), new("encode tiles", 0.01),
    ];

    /// <inheritdoc/>
    public override TaskOutcome Execute(DemoOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("make the sample world");
        SampleEnergy world = SampleEnergy.Create();
        string[] paths = [.. SampleProviderFiles.FileNames.Select(name => session.Run.OutputPath($"sample-world/{name}"))];
        SampleProviderFiles files = world.WriteProviderFiles(Path.GetDirectoryName(paths[0])!);
        EnergyData data = EnergyData.Load(files.Emissions, files.Generation);
        Learning.Split split = EnergySplits.LastDays(data.Dataset);
        EnergyDataset train = data.Dataset.Select(split.Train.AsSpan()), test = data.Dataset.Select(split.Test.AsSpan());
        CleanEstimator estimator = new(CleanOptions.Mlp with
        {
            Steps = options.Steps, HiddenSize = HiddenSize, Members = Members, BatchSize = 128, LeaveOutSteps = options.Steps / 2,
        });
        CleanModel model = estimator.Fit(train, session.Context);
        session.Run.WriteModel(model.ToState(), EnergyModelCard.Of(estimator.Name, new EnergyInput(train, data.Card, world)));
        TaskEnvironment.Record(session.Run, options);
        session.Report("compare with the truth");
        DemoFindings findings = DemoFindings.Of(world, model, test);
        DemoCountry country = DemoCountry.Make(options, session);
        ReportBuilder report = findings.Report(estimator);
        country.Report(report, session.Run);
        DemoInversion inversion = DemoInversion.Make(options, session);
        inversion.Report(report);
        DemoUrban city = DemoUrban.Make(options, session);
        city.Report(report);
        findings.Figures(report, data);
        session.Write(report);
        findings.Record(session.Run);
        country.Record(session.Run);
        inversion.Record(session.Run);
        city.Record(session.Run);
        session.Run.RemoveCheckpoints();
        return new TaskOutcome([.. findings.Lines(), .. country.Lines(), .. inversion.Lines(), .. city.Lines()],
            [.. findings.Tables, .. country.Tables, .. inversion.Tables, city.Scores]);
    }
}
