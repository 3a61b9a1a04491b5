using Kaya.Energy;
using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="EnergyTrainTask"/>.</summary>
public sealed record EnergyTrainOptions : EnergyDataOptions
{
    /// <summary>Published annual totals of countries, from which the level of countries without daily emissions is learnt.</summary>
    [Option("annual CO2 of countries, as Our World in Data gives it, or country, year, total [unit]: teaches the level of countries"
        + " without "
        + "daily emissions", Group = OptionGroup.Input)]
    public string? Annual { get; set; }

    /// <summary>Generation of the countries with annual totals; with <see cref="Annual"/>.</summary>
    [Option("with --annual: generation of the countries with annual totals, beside that of --generation", Group = OptionGroup.Input)]
    public string? AnnualGeneration { get; set; }

    /// <summary>Population and gross domestic product of countries; with <see cref="Annual"/>.</summary>
    [Option("with --annual: population and GDP of countries (country, year, population, gdp_usd)", Group = OptionGroup.Input)]
    public string? CountryStatistics { get; set; }

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
        "./kaya energy train --emissions E.csv --generation G.csv --annual annual-co2.csv --annual-generation others.csv "
            + "--country-statistics statistics.csv",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(EnergyTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. EnergyInput.Files(options), .. AnnualInput.Files(options)];
    }

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
        AnnualKnowledge? annual = AnnualInput.Learn(options, input);
        if (annual is not null) model = model.With(annual);
        session.Run.WriteModel(model.ToState(), EnergyModelCard.Of(estimator.Name, input));
        TaskEnvironment.Record(session.Run, options);
        ProfileForecast emission = model.PredictEmission(input.Dataset), generation = model.PredictGeneration(input.Dataset);
        EnergyTables.RecordFit(input.Dataset, emission, generation, session.Run);
        ResultTable fit = EnergyTables.FitByRegion(input.Dataset, emission, generation);
        ReportBuilder report = EnergyReports.Training(estimator, input, model, emission, fit);
        IReadOnlyList<ResultTable> countries = annual is null ? [] : AnnualTables.LeftOut(annual, input.Dataset, session.Run, report);
        session.Write(report);
        foreach (string note in annual?.Notes ?? []) session.Run.Log(note, level: "warning");
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(
            [
                $"Trained {estimator.Name} on {input.Origin.Label}: {input.Dataset.Count} region-days, {input.Dataset.Regions.Count} "
                    + $"regions, {input.Dataset.Days[0]:yyyy-MM-dd} to {input.Dataset.Days[^1]:yyyy-MM-dd}.",
                "The errors below are on the training days; `kaya energy evaluate` measures errors on held-out days and regions.",
                .. annual is null ? Array.Empty<string>() : [AnnualTables.Sentence(annual)],
            ], [fit, .. countries], TablesPrinted: 2) { Notices = annual?.Notes ?? [] };
    }
}
