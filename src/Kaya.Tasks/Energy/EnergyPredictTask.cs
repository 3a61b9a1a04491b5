using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyPredictTask"/>.</summary>
public sealed record EnergyPredictOptions : EnergyQuestionOptions
{
    /// <summary>Regions to predict; default: all.</summary>
    [Option("regions to predict, separated by commas (default: all)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Regions { get; set; }

    /// <summary>First day.</summary>
    [Option("first day, yyyy-mm-dd", Group = OptionGroup.Input)]
    public DateOnly? First { get; set; }

    /// <summary>Last day.</summary>
    [Option("last day, yyyy-mm-dd", Group = OptionGroup.Input)]
    public DateOnly? Last { get; set; }

    /// <summary>Whether days are tied to the last published total of their region.</summary>
    [Option("tie the days of each region to its last published annual total, of --annual or of the model's training",
        Group = OptionGroup.Input)]
    public bool Anchor { get; set; }

    /// <summary>Published annual totals; default: those the model was trained with.</summary>
    [Option("annual CO2 of countries, to show beside the prediction and for --anchor (default: the table of the training)",
        Group = OptionGroup.Input)]
    public string? Annual { get; set; }
}

/// <summary><c>kaya energy predict</c>: daily emissions by sector from generation, for regions without reported emissions.</summary>
public sealed class EnergyPredictTask : KayaTask<EnergyPredictOptions>
{
    /// <inheritdoc/>
    public override string Name => "energy predict";

    /// <inheritdoc/>
    public override string Summary =>
        "Predict daily CO2 emissions by sector from electricity generation, also for regions without reported emissions.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya energy predict",
        "./kaya energy predict --model runs/model --generation carbon-monitor-power-uncovered-2024.csv",
        "./kaya energy predict --generation G.csv --regions Argentina,Uruguay --first 2024-06-01 --last 2024-06-30 --json",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyPredictOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [TrainedEnergyModel.Folder(options), .. options.Generation is { } path ? [EnergyInput.GenerationFile(path)]
            : Array.Empty<TaskInput>(), .. options.Annual is { } annual ? [AnnualInput.AnnualFile(annual)] : Array.Empty<TaskInput>(),
            .. AnnualInput.StatisticsFile(options.CountryStatistics)];
    }

    /// <inheritdoc/>
    public override string Estimate(EnergyPredictOptions options) => "about 5 s for 58 countries and a year";

    /// <inheritdoc/>
    public override TaskOutcome Execute(EnergyPredictOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        TrainedEnergyModel trained = TrainedEnergyModel.Load(options);
        session.Report("read");
        (EnergyDataset whole, EnergyDataCard? card) = Rows(options, trained);
        EnergyDataset data = whole.Between(options.First ?? DateOnly.MinValue, options.Last ?? DateOnly.MaxValue);
        if (data.Count == 0) throw NoDays(options, whole);
        LevelSources sources = new()
        {
            Days = whole, Anchor = options.Anchor,
            Totals = options.Annual is { } annual ? AnnualTotals.Read(annual) : null,
            Statistics = trained.Statistics,
        };
        session.Report("predict");
        EnergyForecast forecast = EnergyForecast.Of(trained, data, sources);
        TaskEnvironment.Record(session.Run, options);
        session.Run.SetMetric("region-days", data.Count);
        session.Run.SetMetric("emission/total", forecast.Days.Totals().Sum(), Unit.Parse("Mt"));
        string[] notices = [.. TooLarge(data, forecast.Nearness), .. forecast.Notes, .. (card?.Files ?? []).SelectMany(own => own.Notes)];
        foreach (string notice in notices) session.Run.Log(notice, level: "warning");
        session.Write(EnergyReports.Forecast(trained, data, forecast, notices));
        return new TaskOutcome(
            [
                $"Emissions of {data.Regions.Count} regions, {data.Days[0]:yyyy-MM-dd} to {data.Days[^1]:yyyy-MM-dd}, {data.Count} "
                    + $"region-days; outputs/emission.csv has each day with intervals.",
                .. Faults(card),
            ], forecast.Tables, forecast.TablesToPrint) { Notices = notices };
    }

    private static DataFormatException NoDays(EnergyPredictOptions options, EnergyDataset whole) => new(new Fault(
        "No day of the data is in the period.", Expected: $"days from {whole.Days[0]:yyyy-MM-dd} to {whole.Days[^1]:yyyy-MM-dd}",
        Found: $"--first {options.First:yyyy-MM-dd} --last {options.Last:yyyy-MM-dd}", Remedy: "Give a period within these days."));

    private static IEnumerable<string> TooLarge(EnergyDataset data, IReadOnlyList<ApplicabilityResult> measured)
    {
        foreach (IGrouping<string, int> region in Enumerable.Range(0, data.Count).Where(row => measured[row].IsTooLarge)
            .GroupBy(data.RegionOf))
            yield return FormattableString.Invariant($"{region.Key}: the generation of {region.Count()} days is up to ")
                + FormattableString.Invariant($"{region.Max(row => measured[row].Size):0} times the largest of the training data; ")
                + "check that it is in GWh per day.";
    }

    // All days of the regions: the level of a year is from all of its days.
    // A year of 57 countries has a few values that are missing or far below zero: only their region-days are left out.
    private static (EnergyDataset Data, EnergyDataCard? Card) Rows(EnergyPredictOptions options, TrainedEnergyModel trained)
    {
        if (options.Generation is { } path)
        {
            EnergyData read = EnergyData.LoadGeneration(
                path, new JoinOptions(options.Regions is { Count: > 0 } ? options.Regions : null, null, null,
                options.FaultyDays) { GenerationColumns = TableMapping.Of(options.Columns, "--columns") });
            return (read.Dataset, read.Card);
        }

        EnergyDataset data = trained.Generation();
        if (options.Regions is { Count: > 0 } regions) data = data.ForRegions(regions);
        return (data, null);
    }

    private static IEnumerable<string> Faults(EnergyDataCard? card) => (card?.Files ?? []).SelectMany(file => file.LeftOut)
        .Select(fault => $"Left out: {fault.Region}, {fault.Day:yyyy-MM-dd}: {fault.Reason} (line {fault.Line})");
}
