using System.Text.Json.Nodes;
using Kaya.Energy;
using Kaya.Figures;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of tasks that use a trained model.</summary>
public abstract record EnergyQuestionOptions : ComputeOptions
{
    /// <summary>Run or model folder; default: the newest complete training in <c>runs</c>.</summary>
    [Option("run or model folder (default: the newest training in runs/)", Group = OptionGroup.Input)]
    public string? Model { get; set; }

    /// <summary>Generation data; default: the file the model was trained on.</summary>
    [Option("generation by source: Carbon Monitor Power, Ember, Our World in Data, EIA-930, or a table (CSV, XLSX) (default: the training "
        + "data of the model)", Group = OptionGroup.Input)]
    public string? Generation { get; set; }

    /// <summary>What the columns of the generation table hold.</summary>
    [Option(TableColumns.Help, Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Columns { get; set; }

    /// <summary>What the columns of the emissions table hold.</summary>
    [Option("the same for --emissions: region=..., date=..., power=..., unit=Mt", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? EmissionsColumns { get; set; }

    /// <summary>Emissions data, for questions that need them; default: the file the model was trained on.</summary>
    [Option("emissions by sector: Carbon Monitor's export, or a table (CSV, XLSX) (default: the training data of the model)",
        Group = OptionGroup.Input)]
    public string? Emissions { get; set; }

    /// <summary>Population and gross domestic product; default: those the model was trained with.</summary>
    [Option("population and GDP of countries, for values per head and per GDP (default: the table of the training)",
        Group = OptionGroup.Input)]
    public string? CountryStatistics { get; set; }

    /// <summary>Treatment of region-days with an invalid value.</summary>
    [Option("region-days with an invalid value: leave-out (counted and listed) or refuse", Group = OptionGroup.Input)]
    public FaultyDays FaultyDays { get; set; } = FaultyDays.LeaveOut;
}

/// <summary>A trained model with the data it was trained on, found by the folder of its run.</summary>
internal sealed class TrainedEnergyModel
{
    private readonly EnergyQuestionOptions _options;
    private readonly Run? _run;

    private TrainedEnergyModel(EnergyQuestionOptions options, Run? run, CleanModel model) =>
        (_options, _run, Model, Statistics) = (options, run, model, options.CountryStatistics is { } path
            ? CountryStatistics.Read(path) : model.Annual?.Statistics);

    public CleanModel Model { get; }

    /// <summary>Population and gross domestic product, of the option or of the training; null if neither has them.</summary>
    public CountryStatistics? Statistics { get; }

    private bool IsSample => _run is not null && _run.Inputs.All(input => input.Name != "emissions") && _options.Generation is null;

    public DataOrigin Origin => IsSample ? EnergyInput.SampleWorld : EnergyInput.CarbonMonitor;

    /// <summary>The folder of the model, without reading it.</summary>
    public static TaskInput Folder(EnergyQuestionOptions options) => new("model", ModelPath(options), "model folder");

    public static TrainedEnergyModel Load(EnergyQuestionOptions options)
    {
        string folder = ModelPath(options);
        CleanModel model = StoredModels.Catalog.Load<CleanModel>(ModelFolder.Read(folder).State);
        string run = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        return new TrainedEnergyModel(options, File.Exists(Path.Combine(run, "run.json")) ? Run.Open(run) : null, model);
    }

    /// <summary>All region-days with generation, and emissions where they are reported.</summary>
    public EnergyDays Days()
    {
        if (IsSample)
        {
            EnergyDataset sample = SampleEnergy.Create().Dataset;
            return new EnergyDays(sample.WithoutEmission(), (region, day) => sample[sample.RowOf(region, day)].Emission);
        }

        EnergyDataset generation = Generation();
        // Generation of other regions or days has no reports, unless they are given too.
        string? path = _options.Emissions ?? (_options.Generation is null ? Trained("emissions") : null);
        if (path is null) return new EnergyDays(generation, (_, _) => null);
        DailyTable<Sector> emissions = EnergyFiles.ReadEmissions(path,
            new ReadOptions(_options.FaultyDays, Columns: TableMapping.Of(_options.EmissionsColumns ?? Stored("emissions-columns"),
                "--emissions-columns")));
        return new EnergyDays(generation, (region, day) => emissions.RowOf(region, day) is >= 0 and int row
            ? new EmissionProfile(emissions.Values(row)) : null);
    }

    public EnergyDataset Generation() => IsSample
        ? SampleEnergy.Create().Dataset.WithoutEmission()
        : EnergyData.LoadGeneration(_options.Generation ?? Trained("generation"), new JoinOptions(FaultyDays: _options.FaultyDays)
        {
            GenerationColumns = TableMapping.Of(_options.Columns ?? (_options.Generation is null ? Stored("columns") : null), "--columns"),
        }).Dataset;

    private string[]? Stored(string option) => _run?.Record.Configuration[option] is JsonArray items
        ? [.. items.Select(item => item!.GetValue<string>())] : null;

    private string Trained(string name) => _run?.Inputs.FirstOrDefault(input => input.Name == name)?.Path is { } path && File.Exists(path)
        ? path
        : throw new DataNotFoundException(
            new Fault($"The {name} file that the model was trained on does not exist.", new SourceLocation(_run?.Folder),
            Remedy: $"Give the file by --{name}."));

    private static string ModelPath(EnergyQuestionOptions options)
    {
        if (options.Model is not { } folder)
        {
            Run newest = Run.Newest("energy train")
                ?? throw new DataNotFoundException(
                    new Fault("There is no trained energy model.", new SourceLocation("runs"), "a complete run of `energy train`", "none",
                    "First train one: ./kaya energy train --emissions FILE --generation FILE (or without files, on the sample world), or "
                        + "give one by --model."));
            return newest.ModelPath;
        }

        return File.Exists(Path.Combine(folder, "model.json")) ? folder : Path.Combine(folder, "model");
    }
}
