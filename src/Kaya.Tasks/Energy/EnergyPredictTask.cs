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
            : Array.Empty<TaskInput>()];
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
        (EnergyDataset data, EnergyDataCard? card) = Rows(options, trained);
        session.Report("predict");
        ProfileForecast forecast = trained.Model.PredictEmission(data);
        ResultTable days = EnergyTables.Forecast(trained.Model, data, forecast);
        ResultTable regions = EnergyTables.ForecastByRegion(trained.Model, data, forecast);
        TaskEnvironment.Record(session.Run, options);
        session.Run.SetMetric("region-days", data.Count);
        session.Run.SetMetric("emission/total", forecast.Totals().Sum(), Unit.Parse("Mt"));
        string[] notices = [.. TooLarge(trained.Model, data), .. (card?.Files ?? []).SelectMany(file => file.Notes)];
        foreach (string notice in notices) session.Run.Log(notice, level: "warning");
        session.Write(EnergyReports.Forecast(trained, data, forecast, regions, notices));
        return new TaskOutcome(
            [
                $"Emissions of {data.Regions.Count} regions, {data.Days[0]:yyyy-MM-dd} to {data.Days[^1]:yyyy-MM-dd}, {data.Count} "
                    + $"region-days; outputs/emission.csv has each day with intervals.",
                .. Faults(card),
            ], [regions, days, EnergySums.Months(data, forecast), EnergySums.Years(data, forecast)],
                TablesPrinted: 1) { Notices = notices };
    }

    private static IEnumerable<string> TooLarge(CleanModel model, EnergyDataset data)
    {
        IReadOnlyList<ApplicabilityResult> measured = model.MeasureApplicability(data);
        foreach (IGrouping<string, int> region in Enumerable.Range(0, data.Count).Where(row => measured[row].IsTooLarge)
            .GroupBy(data.RegionOf))
            yield return FormattableString.Invariant($"{region.Key}: the generation of {region.Count()} days is up to ")
                + FormattableString.Invariant($"{region.Max(row => measured[row].Size):0} times the largest of the training data; ")
                + "check that it is in GWh per day.";
    }

    // A year of 57 countries has a few values that are missing or far below zero: only their region-days are left out.
    private static (EnergyDataset Data, EnergyDataCard? Card) Rows(EnergyPredictOptions options, TrainedEnergyModel trained)
    {
        if (options.Generation is { } path)
        {
            EnergyData read = EnergyData.LoadGeneration(
                path, new JoinOptions(options.Regions is { Count: > 0 } ? options.Regions : null, options.First, options.Last,
                options.FaultyDays) { GenerationColumns = TableMapping.Of(options.Columns, "--columns") });
            return (read.Dataset, read.Card);
        }

        EnergyDataset data = trained.Generation();
        if (options.Regions is { Count: > 0 } regions) data = data.ForRegions(regions);
        return (data.Between(options.First ?? DateOnly.MinValue, options.Last ?? DateOnly.MaxValue), null);
    }

    private static IEnumerable<string> Faults(EnergyDataCard? card) => (card?.Files ?? []).SelectMany(file => file.LeftOut)
        .Select(fault => $"Left out: {fault.Region}, {fault.Day:yyyy-MM-dd}: {fault.Reason} (line {fault.Line})");
}
