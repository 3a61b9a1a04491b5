using System.Collections.Immutable;
using Kaya.Downscaling;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DownscaleFitTask"/>.</summary>
public sealed record DownscaleFitOptions : DownscaleDataOptions
{
    /// <summary>Models to compare.</summary>
    [Option("models to compare: mixture, linear, bayesian, elastic-net, svr, forest, boosting (default: all)")]
    public IReadOnlyList<string>? Models { get; set; }

    /// <summary>A table of provinces and years instead of rasters.</summary>
    [Option("use a CSV table of provinces and years with emissions, GDP and population (CEADs, yearbooks) instead of rasters; raw sums",
        Group = OptionGroup.Input)]
    public string? Records { get; set; }

    /// <summary>Training year.</summary>
    [Option("training year of the records or the sample country (default: the last)", Group = OptionGroup.Input)]
    public int? TrainYear { get; set; }

    /// <summary>Test year.</summary>
    [Option("test year of the records or the sample country (default: the first)", Group = OptionGroup.Input)]
    public int? TestYear { get; set; }

    /// <summary>Unit of the errors.</summary>
    [Option("unit of the errors in the table of regressions, such as kt (default: Mt)", Group = OptionGroup.Output)]
    public string? OutputUnit { get; set; }
}

/// <summary><c>kaya downscale fit</c>: correlation of drivers with emissions, cross-validation of models, and the chosen model,
/// saved.</summary>
public sealed class DownscaleFitTask : KayaTask<DownscaleFitOptions>
{
    /// <inheritdoc/>
    public override string Name => "downscale fit";

    /// <inheritdoc/>
    public override string Summary =>
        "Rank drivers, compare regression models on held-out zones and years, and save the best one.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya downscale fit",
        "./kaya downscale fit --records provinces.csv --train-year 2010 --test-year 2005",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(DownscaleFitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Records is { } records ? [new TaskInput("records", records, "table of provinces and years", Unit.Parse("Mt"))]
            : DownscaleProblem.Files(options);
    }

    /// <inheritdoc/>
    public override void Check(DownscaleFitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Records is { } records) ProvincialRecords.Read(records);
        else DownscaleProblem.Check(options);
    }

    /// <inheritdoc/>
    public override string Estimate(DownscaleFitOptions options) => "about half a minute for 30 zones and all models";

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(DownscaleFitOptions options) =>
        [new("sum drivers over zones", 0.6), new("leave one zone out", 0.35), new("another year", 0.05)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(DownscaleFitOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        OutputUnits.Asked(options.OutputUnit, Unit.Parse("Mt"), new SourceLocation(Variable: "emissions"));
        session.Report("sum drivers over zones");
        ZonalTrainingData data = ZonalTrainingData.Load(options, session.Context);
        RegressionComparison comparison = new(
            [.. RegressionModels.Chosen(options.Models, options.Logarithms).Select(model => model with { Scale = data.Scale })]);
        DriverRanking ranking = DriverRanking.Of(data.Train);
        ImmutableArray<RegressionResult> leftOut = comparison.LeaveOneZoneOut(data.Train, session.Context);
        session.Report("another year");
        ImmutableArray<RegressionResult> years = data.Test is null ? []
            : [.. comparison.YearToYear(data.Train, data.Test, data.Direction(forth: true), session.Context),
                .. comparison.YearToYear(data.Test, data.Train, data.Direction(forth: false), session.Context)];
        SpatialRegression chosen = comparison.Choose(leftOut);
        SpatialModel model = chosen.Fit(data.Train, session.Context);
        session.Run.WriteModel(model.ToState(), RegressionCard.Of(model, $"{data.Origin.Label}: {data.Train.Codes.Length} zones"));
        foreach (RegressionResult result in leftOut.Concat(years).Where(result => result.Score.RSquared is not null)) session.Run.SetMetric(
            $"{result.Test}/{result.Model}/r2", result.Score.RSquared!.Value);
        ResultTable table = OutputUnits.Of(DownscaleTables.Regressions([.. leftOut, .. years], data.Train.Unit), options.OutputUnit),
            drivers = DownscaleTables.Ranking(ranking);
        session.Write(DownscaleReports.Fit(data, table, drivers, chosen.Name));
        return new TaskOutcome(
            [
                $"{data.Origin.Label}: {data.Train.Codes.Length} "
                    + $"zones{(data.Train.LeftOut.Length > 0 ? $", left out: {string.Join(", ", data.Train.LeftOut)}" : "")}.",
                $"Chosen: {chosen.Name}, with the lowest leave-one-out loss in tonnes and logarithms "
                    + "(a simpler model within 1 % of it is preferred).",
            ], [drivers, table]) { Notices = data.Notices };
    }
}
