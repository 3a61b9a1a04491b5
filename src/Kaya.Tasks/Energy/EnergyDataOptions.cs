using Kaya.Energy;
using Kaya.Figures;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of tasks that train on region-days: the two files of the provider; by default the sample world.</summary>
public abstract record EnergyDataOptions : ComputeOptions
{
    /// <summary>Carbon Monitor's export of daily emissions; with <see cref="Generation"/>, or neither.</summary>
    [Option("emissions by sector: Carbon Monitor's export, or a table (CSV, XLSX) (default: the sample world)", Group = OptionGroup.Input)]
    public string? Emissions { get; set; }

    /// <summary>Carbon Monitor Power's table of daily generation.</summary>
    [Option("generation by source: Carbon Monitor Power, Ember, Our World in Data, EIA-930, or a table (CSV, XLSX) (default: the sample "
        + "world)", Group = OptionGroup.Input)]
    public string? Generation { get; set; }

    /// <summary>What the columns of the generation table hold.</summary>
    [Option(TableColumns.Help, Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Columns { get; set; }

    /// <summary>What the columns of the emissions table hold.</summary>
    [Option("the same for --emissions: region=..., date=..., power=..., unit=Mt", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? EmissionsColumns { get; set; }

    /// <summary>Regions to use; default: all except aggregates.</summary>
    [Option("regions to use, separated by commas (default: all except aggregates)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Regions { get; set; }

    /// <summary>First day to use.</summary>
    [Option("first day to use, yyyy-mm-dd", Group = OptionGroup.Input)]
    public DateOnly? First { get; set; }

    /// <summary>Last day to use.</summary>
    [Option("last day to use, yyyy-mm-dd", Group = OptionGroup.Input)]
    public DateOnly? Last { get; set; }

    /// <summary>Treatment of region-days with an invalid value.</summary>
    [Option("region-days with an invalid value: refuse, or leave-out (counted and listed)", Group = OptionGroup.Input)]
    public FaultyDays FaultyDays { get; set; } = FaultyDays.Refuse;
}

/// <summary>The option that says what columns hold.</summary>
internal static class TableColumns
{
    public const string Help = "what the columns of --generation hold, where its headings do not say so: region=Land,date=Datum,"
        + "coal=Steinkohle+Braunkohle,unit=MWh; for one value a line category=..., value=...; region='NAME' for a table of one region; "
        + "zone=America/Los_Angeles for hours in UTC";
}

/// <summary>The region-days of a task.</summary>
/// <param name="Dataset">The rows.</param>
/// <param name="Card">Card of the data; null for the sample world.</param>
/// <param name="Sample">The sample world; null for real files.</param>
internal sealed record EnergyInput(EnergyDataset Dataset, EnergyDataCard? Card, SampleEnergy? Sample)
{
    /// <summary>Origin of the data.</summary>
    public DataOrigin Origin => Sample is null ? CarbonMonitor : SampleWorld;

    /// <summary>Files of the providers.</summary>
    public static DataOrigin CarbonMonitor { get; } = new("Carbon Monitor and Carbon Monitor Power", IsSample: false);

    /// <summary>The sample world.</summary>
    public static DataOrigin SampleWorld { get; } = new("sample world, made-up regions", IsSample: true);

    public static IReadOnlyList<TaskInput> Files(EnergyDataOptions options) => (options.Emissions, options.Generation) switch
    {
        (null, null) => [],
        ({ } emissions, { } generation) => [EmissionFile(emissions), GenerationFile(generation)],
        _ => throw new DataNotFoundException(
            new Fault("Only one of the two files is given.", new SourceLocation(options.Emissions ?? options.Generation),
            "both --emissions and --generation, or neither for the sample world", options.Emissions is null ? "--generation alone"
                : "--emissions alone",
            "Give the other file too.")),
    };

    public static TaskInput EmissionFile(string path) => new("emissions", path, "Carbon Monitor export", Unit.Parse("Mt d-1"));

    public static TaskInput GenerationFile(string path) => new("generation", path, "Carbon Monitor Power table", Unit.Parse("GWh"));

    public static EnergyInput Load(EnergyDataOptions options)
    {
        if (options.Emissions is null || options.Generation is null)
        {
            SampleEnergy sample = SampleEnergy.Create();
            EnergyDataset chosen = options.Regions is { Count: > 0 } regions ? sample.Dataset.ForRegions(regions) : sample.Dataset;
            return new EnergyInput(chosen.Between(options.First ?? DateOnly.MinValue, options.Last ?? DateOnly.MaxValue), null, sample);
        }

        EnergyData data = EnergyData.Load(options.Emissions, options.Generation, Join(options));
        return new EnergyInput(data.Dataset, data.Card, null);
    }

    public static JoinOptions Join(EnergyDataOptions options) => new(
        options.Regions is { Count: > 0 } regions ? regions : null, options.First, options.Last,
        options.FaultyDays)
    {
        GenerationColumns = TableMapping.Of(options.Columns, "--columns"),
        EmissionColumns = TableMapping.Of(options.EmissionsColumns, "--emissions-columns"),
    };
}
