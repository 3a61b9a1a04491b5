using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Inventory;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="ReproduceDownscalingTask"/>.</summary>
public sealed record ReproduceDownscalingOptions : ComputeOptions
{
    /// <summary>Provinces and years.</summary>
    [Option("CSV table of provinces and years with emissions, GDP and population, for table 1 (default: the sample country)",
        Group = OptionGroup.Input)]
    public string? Records { get; set; }

    /// <summary>A run with real provinces.</summary>
    [Option("folder of a 'downscale run', best with --model svr --conserve zones, for the shares of land use (default: the sample country, "
        + "with --conserve zones, with cells, and with zones on cells of 8 km)", Group = OptionGroup.Input)]
    public string? Run { get; set; }

    /// <summary>Land cover for the run.</summary>
    [Option("land cover with IGBP classes, for the shares of --run", Group = OptionGroup.Input)]
    public RasterInput? LandCover { get; set; }

    /// <summary>The code for water.</summary>
    [Option("land cover code for water", Group = OptionGroup.Input)]
    public IgbpCoding Water { get; set; } = IgbpCoding.WaterIsSeventeen;

    /// <summary>The networks of the sample.</summary>
    public SuperResolutionOptions Network { get; set; } = new() { Members = 1, Steps = 150 };
}

/// <summary><c>kaya reproduce downscaling</c>: tables 1 and 3 and the shares of built-up land of paper 002 beside ours.</summary>
public sealed class ReproduceDownscalingTask : KayaTask<ReproduceDownscalingOptions>
{
    // As the 5 arc-minutes of China.
    private const int LargeCells = 8;

    /// <inheritdoc/>
    public override string Name => "reproduce downscaling";

    /// <inheritdoc/>
    public override string Summary =>
        "Tables 1 and 3 and the shares of built-up land of paper 002 (SVR-ZSSR) as published, ours, and why they differ.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya reproduce downscaling --out runs/paper-002 --force   # takes 3 minutes",
        "./kaya reproduce downscaling --records provinces.csv --run runs/china --land-cover landcover.tif --out runs/paper-002",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(ReproduceDownscalingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Run is null != options.LandCover is null)
            throw new DataNotFoundException(new Fault("Shares of land use need a run and land cover.", Expected: "--run and --land-cover",
                Found: options.Run is null ? "--land-cover" : "--run", Remedy: "Give both, or none for the sample country."));
        List<TaskInput> inputs = [];
        if (options.Records is { } records) inputs.Add(new TaskInput("records", records, "table of provinces and years"));
        if (options.Run is { } run) inputs.Add(EvaluatedRun.Listed(run));
        if (options.LandCover is { } cover) inputs.Add(cover.Listed("land cover"));
        return inputs;
    }

    /// <inheritdoc/>
    public override string Estimate(ReproduceDownscalingOptions options) => "about 3 minutes on two cores for the sample country";

    /// <inheritdoc/>
    public override void Check(ReproduceDownscalingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Records is { } records) ProvincialRecords.Read(records);
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(ReproduceDownscalingOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("table 1");
        ResultTable regressions = Regressions(options, session);
        session.Report("built-up land");
        List<string> cells = [];
        (string Kind, LandUseShares Before, LandUseShares After)[] shares = [.. options.Run is null ? OfSample(options, session)
            : [OfRun(options, cells)]];
        List<ResultTable> tables = [regressions, Coefficients()];
        foreach ((string kind, LandUseShares before, LandUseShares after) in shares)
        {
            ResultTable built = BuiltUpTables.Of(kind, before, after);
            tables.Add(built);
            session.Run.SetMetric($"built-up/{kind}/points", BuiltUpTables.Points(before, after));
            session.Run.SetMetric($"built-up/{kind}/relative", BuiltUpTables.Relative(before, after));
        }

        string[] why = [.. Why(options, shares), .. cells];
        ReportBuilder report = new("Paper 002 (SVR-ZSSR), reproduced", 
            options.Run is null ? SampleCountry.Label : Path.GetFileName(options.Run))
        {
            Data = options.Run is null ? new DataOrigin(SampleCountry.Label, IsSample: true) : null,
        };
        report.Section("Why published and ours differ").Bullets(why);
        foreach (ResultTable table in tables) report.Section(table.Description!).Table(table);
        session.Write(report);
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(why, tables);
    }

    private static ResultTable Regressions(ReproduceDownscalingOptions options, TaskSession session)
    {
        DownscaleFitOptions fit = new() { Records = options.Records, Scale = ZonalScale.RawSum, Logarithms = false, Seed = options.Seed,
            Models = [.. PublishedDownscaling.Table1.Select(row => row.Model)], SpreadKilometres = 0 };
        ZonalTrainingData data = ZonalTrainingData.Load(fit, session.Context);
        if (data.Test is null) throw new DataNotFoundException(new Fault("Table 1 needs two years.", Expected: "two years", Found: "one"));
        RegressionComparison plain = new([.. RegressionModels.Chosen(fit.Models, logarithms: false)
            .Select(model => model with { Scale = data.Scale })]);
        RegressionComparison logarithmic = new([.. RegressionModels.Chosen(fit.Models, logarithms: true)
            .Select(model => model with { Scale = data.Scale })]);
        string name = data.Direction(forth: true);
        ILookup<string, RegressionResult> ours = plain.YearToYear(data.Train, data.Test, name, session.Context)
            .ToLookup(result => result.Model), logs = logarithmic.YearToYear(data.Train, data.Test, name, session.Context)
            .ToLookup(result => result.Model);
        Unit published = Unit.Parse("1e4 t");
        double factor = data.Train.Unit.FactorTo(published);
        return new ResultTable("table-1",
            [new("model"), new("R2, published", Unit.One, 2), new("R2, ours", Unit.One, 2), new("R2, ours, logarithms", Unit.One, 2),
                new("MAE, published", published, 0), new("MAE, ours", published, 0), new("RMSE, published", published, 0),
                new("RMSE, ours", published, 0)],
            PublishedDownscaling.Table1.Select(row => (row, Ours: ours[row.Model].Single().Score, Logs: logs[row.Model].Single().Score))
                .Select(row => (IReadOnlyList<object?>)[row.row.Model, row.row.RSquared, row.Ours.RSquared, row.Logs.RSquared,
                    row.row.MeanError, row.Ours.MeanAbsoluteError * factor, row.row.RootError, row.Ours.RootMeanSquaredError * factor]),
            $"Table 1: zones of one year predicted by models of the other ({name}), {data.Origin.Label}");
    }

    private static ResultTable Coefficients() => new("table-3",
        [new("fuel"), new("published", null, 4), new("ours", null, 4), new("ours - published", null, 4)],
        InventoryFuels.All.Select((fuel, i) => (IReadOnlyList<object?>)[fuel.Label(), PublishedDownscaling.Table3[i],
            FuelFactor.Of(fuel).Coefficient, FuelFactor.Of(fuel).Coefficient - PublishedDownscaling.Table3[i]]),
        "Table 3: kg of CO2 per kg of fuel, of natural gas per m3");

    // Cells of 8 km with land cover of 8 km are what is known of China: does the size of the cells turn the result?
    private static IEnumerable<(string, LandUseShares, LandUseShares)> OfSample(ReproduceDownscalingOptions options, TaskSession session)
    {
        foreach ((ConservedTotals conserve, int kilometres) in new[] { (ConservedTotals.Zones, 1), (ConservedTotals.Cells, 1),
            (ConservedTotals.Zones, LargeCells) })
        {
            string kind = (conserve == ConservedTotals.Zones ? "zones" : "cells") + (kilometres > 1 ? "-large-cells" : "");
            DownscaleRunOptions run = new() { Model = "svr", Conserve = conserve, Network = options.Network, Seed = options.Seed,
                Threads = options.Threads };
            using DownscaleProblem problem = DownscaleProblem.OfSample(run, kilometres);
            DownscaleMaps maps = DownscalingPipeline.Make(run, problem, session, kilometres > 1 ? "large cells" : null).Maps;
            Geo.CategoryRaster cover = LandUses.OfIgbp(problem.Sample!.LandCover, IgbpCoding.WaterIsSeventeen);
            if (kilometres > 1) cover = LandUses.Dominant(cover, problem.Grid);
            yield return (kind, LandUseShares.Of(maps.Coarse.Map, cover, problem.Coverage),
                LandUseShares.Of(maps.Fine.Emission.Map, cover, problem.Fine(run.Factor).Coverage));
        }
    }

    private static (string, LandUseShares, LandUseShares) OfRun(ReproduceDownscalingOptions options, List<string> cells)
    {
        using EvaluatedRun run = EvaluatedRun.Open(options.Run);
        Geo.CategoryRaster cover = EvaluationFindings.Cover(options.LandCover!, run, options.Water);
        cells.Add(string.Create(CultureInfo.InvariantCulture,
            $"Built-up land: the run refines cells of {Kilometres(run.Coarse.Grid):0.#} km to {Kilometres(run.Fine.Grid):0.#} km, with "
            + $"land cover of {Kilometres(cover.Grid):0.#} km; the paper refines 1 km. Where cells are larger than towns, emissions that "
            + $"super-resolution moves to neighbouring cells leave the class of built-up land."));
        // Zones without a statistic have no emission of their own; what stands in them belongs to cells on their border.
        LandUseShares WithStatistic(LandUseShares all) => all with
        {
            Zones = [.. all.Zones.Where(zone => run.Problem.Statistics.Values.ContainsKey(zone.Zone))],
        };
        return (run.Options.Conserve == ConservedTotals.Zones ? "zones" : "cells",
            WithStatistic(LandUseShares.Of(run.Coarse, cover, run.Problem.Coverage)),
            WithStatistic(LandUseShares.Of(run.Fine, cover, run.Problem.Fine(run.Options.Factor).Coverage)));
    }

    private static double Kilometres(Geo.Grid grid) => Math.Sqrt(Geo.Gdal.GdalCoordinateSystems.CellAreas(grid).Total / grid.CellCount)
        / 1000;

    // What the size of cells does, where both sizes were computed: nothing is said if the sign is the same.
    private static string? Turned(IEnumerable<(string Kind, LandUseShares Before, LandUseShares After)> shares)
    {
        Dictionary<string, double> points = shares.ToDictionary(share => share.Kind,
            share => BuiltUpTables.Points(share.Before, share.After));
        bool turns = points.TryGetValue("zones", out double small) && points.TryGetValue("zones-large-cells", out double large)
            && small > 0 && large < 0;
        return turns ? "The size of cells turns the sign: on cells and land cover of 8 km, larger than most towns, emissions that "
            + "super-resolution moves to neighbouring cells leave the class; on cells of 1 km they stay near built-up land. It does not "
            + "explain the size of the published rise." : null;
    }

    private static IEnumerable<string> Why(ReproduceDownscalingOptions options,
        IEnumerable<(string Kind, LandUseShares Before, LandUseShares After)> shares)
    {
        foreach ((string kind, LandUseShares before, LandUseShares after) in shares)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Share of built-up land, mean over zones, {BuiltUpTables.Named(kind)}:"
                    + $" {BuiltUpTables.Points(before, after):+0.0;-0.0} points, "
                + $"{BuiltUpTables.Relative(before, after):+0.0;-0.0} % relative; published +{PublishedDownscaling.MeanIncrease} %.");
        if (Turned(shares) is { } turned) yield return turned;
        if (options.Run is null || options.Records is null)
            yield return "Where no real data are given, ours is a made-up country of 12 provinces: only kinds of results can be compared.";
        yield return "Table 1: the paper's drivers are night light, population and GDP of 2005 and 2010; records lack night light. "
            + "Its inventory is equation 1, the records are CEADs. Its settings of the models are not published.";
        yield return "Table 3: our coefficients are computed from the constants of the paper's table and not rounded in between.";
        yield return "Built-up land: the paper corrects provinces only (equation 3), so its networks may move emissions across cells of "
            + "1 km; --conserve cells forbids that. It does not say whether 15.9 % are points or relative; its examples are "
            + "8.3 and 14.3 points.";
    }
}

/// <summary>Shares of built-up land before and after super-resolution.</summary>
internal static class BuiltUpTables
{
    public static ResultTable Of(string kind, LandUseShares before, LandUseShares after) => new($"built-up-{kind}",
        [new("zone"), new("before", Unit.Percent, 2), new("after", Unit.Percent, 2), new("change in points", null, 2),
            new("relative change", Unit.Percent, 1), new("before, published", Unit.Percent, 2), new("after, published", Unit.Percent, 2)],
        before.Zones.Select((zone, i) => Row(zone.Zone, Share(zone), Share(after.Zones[i])))
            .Append(Row("all", Share(before.All), Share(after.All))),
        $"Share of built-up land in emissions before and after super-resolution, {Named(kind)} (figures 4 and 5)");

    /// <summary>A kind in words.</summary>
    public static string Named(string kind) => kind.EndsWith("-large-cells", StringComparison.Ordinal)
        ? $"--conserve {kind.Split('-')[0]}, cells and land cover of 8 km" : $"--conserve {kind}";

    /// <summary>Mean change over the zones, in points.</summary>
    public static double Points(LandUseShares before, LandUseShares after) =>
        before.Zones.Select((zone, i) => Share(after.Zones[i]) - Share(zone)).Average();

    /// <summary>Mean relative change over the zones with built-up land, %.</summary>
    public static double Relative(LandUseShares before, LandUseShares after) =>
        before.Zones.Select((zone, i) => (Before: Share(zone), After: Share(after.Zones[i]))).Where(share => share.Before > 0)
            .Select(share => 100 * ((share.After / share.Before) - 1)).DefaultIfEmpty(0).Average();

    private static IReadOnlyList<object?> Row(string zone, double before, double after)
    {
        (double Before, double After)? published = PublishedDownscaling.BuiltUp.TryGetValue(ChineseProvinces.Canonical(zone), out var found)
            ? found : null;
        return [zone, before, after, after - before, before > 0 ? 100 * ((after / before) - 1) : null, published?.Before, published?.After];
    }

    private static double Share(ZoneLandUse zone) => 100 * zone[LandUse.BuiltUp];
}
