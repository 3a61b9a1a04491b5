using System.Globalization;
using Kaya.Downscaling;
using Kaya.Learning;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DownscaleRunTask"/>.</summary>
public sealed record DownscaleRunOptions : DownscaleDataOptions
{
    /// <summary>Several periods in one run.</summary>
    [Option("several periods in one run, each with its column of the statistics, such as 2008=co2_2008,2009=co2_2009: a map for each, in "
        + "the same colours; {period} in --drivers and --missing-is-zero is replaced by the period", Group = OptionGroup.Input)]
    public IReadOnlyList<PeriodColumn>? Series { get; set; }

    /// <summary>The regression of zones.</summary>
    [Option("regression of zones by name (mixture, linear, bayesian, elastic-net, svr, forest, boosting), or the folder of a "
        + "'downscale fit'", Group = OptionGroup.Model)]
    public string Model { get; set; } = SpatialRegression.Mixture.Name;

    /// <summary>Fine cells along one side of a coarse cell.</summary>
    [Option("fine cells along one side of a coarse cell", Minimum = 2, Maximum = 16)]
    public int Factor { get; set; } = 2;

    /// <summary>Share of a zone's cells that receive emissions not explained by the drivers.</summary>
    [Option("share of a zone's cells, those with the highest weights, that receive emissions its drivers do not explain, such as 0.01; "
        + "their location is then invented and marked as unknown; 0: all cells",
        Group = OptionGroup.Model, Minimum = 0, Maximum = 1)]
    public double ExcessShare { get; set; }

    /// <summary>Ratio to the expected total above which a coarse cell has an excess.</summary>
    [Option("if a coarse cell exceeds its expected emissions by this factor, one of its fine cells receives the excess",
        Group = OptionGroup.Model, Minimum = 1)]
    public double ExcessRatio { get; set; } = new DownscalingOptions().PointSourceRatio;

    /// <summary>Which totals the fine map keeps.</summary>
    [Option("totals that the fine map keeps: cells (coarse cells and zones), or zones only, as in Liu et al. 2023, where super-resolution "
        + "may move emissions from one coarse cell to another", Group = OptionGroup.Model)]
    public ConservedTotals Conserve { get; set; }

    /// <summary>Probability of the intervals of cells.</summary>
    [Option("probability of the interval of each cell in fine.nc and in the picture: 0.5, 0.8 or 0.95")]
    public double Level { get; set; } = 0.8;

    /// <summary>Unit of the amounts in the tables.</summary>
    [Option("unit of the amounts in tables, such as kt (default: Mt for statistics, t for residuals); maps are in t, and 'raster align "
        + "--output-unit' converts them", Group = OptionGroup.Output)]
    public string? OutputUnit { get; set; }

    /// <summary>The networks.</summary>
    public SuperResolutionOptions Network { get; set; } = new();

    internal DownscalingOptions ToOptions() => new()
    {
        Factor = Factor, Conserve = Conserve, PointSourceShare = ExcessShare, PointSourceRatio = ExcessRatio,
        Matching = new ApportionmentOptions { LeaveOutZonesWithoutStatistic = SkipUnmatched,
            LeaveOutStatisticsWithoutZone = SkipUnmatched },
    };
}

/// <summary><c>kaya downscale run</c>: zone totals to coarse cells to fine cells, conserving totals, with intervals and a certificate in
/// every
/// file.</summary>
public sealed class DownscaleRunTask : KayaTask<DownscaleRunOptions>
{
    /// <inheritdoc/>
    public override string Name => "downscale run";

    /// <inheritdoc/>
    public override string Summary =>
        "Distribute the emissions of zones over grid cells, refine the map by super-resolution, and certify that totals are conserved.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya downscale run --out runs/country",
        "./kaya downscale run --zones provinces.gpkg --zone.field code --statistics emission.csv --drivers lights.tif,population.tif "
            + "--out runs/map   # takes 2 minutes",
        "./kaya downscale run --zones provinces.gpkg --statistics co2.csv --series 2008=co2_2008,2009=co2_2009 --drivers "
            + "lights-{period}.tif,population.tif --out runs/years   # takes 4 minutes",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(DownscaleRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!ConformalIntervals.StandardLevels.Contains(options.Level))
            throw new DataFormatException(
                new Fault("Intervals of this probability are not available.", new SourceLocation(Variable: "--level"),
                string.Join(", ", ConformalIntervals.StandardLevels.Select(level => level.ToString(CultureInfo.InvariantCulture))),
                options.Level.ToString(CultureInfo.InvariantCulture), "Choose one of these."));
        IReadOnlyList<SeriesPeriod> periods = SeriesPeriod.Of(options);
        IReadOnlyList<TaskInput> files = periods.Count > 0 ? SeriesPeriod.Files(periods) : DownscaleProblem.Files(options);
        return FittedRegression.IsFolder(options.Model)
            ? [.. files, new TaskInput("model", FittedRegression.Folder(options.Model), "model folder")] : files;
    }

    /// <inheritdoc/>
    public override void Check(DownscaleRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Series is null) DownscaleProblem.Check(options);
        foreach (SeriesPeriod period in SeriesPeriod.Of(options)) period.Work(() => DownscaleProblem.Check(period.Options));
    }

    /// <inheritdoc/>
    public override string Estimate(DownscaleRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string each = options.Series is { Count: > 1 and int periods } ? FormattableString.Invariant($"for each of {periods} periods ")
            : "";
        return each + string.Create(CultureInfo.InvariantCulture,
            $"about {Math.Ceiling(0.025 * options.Network.Members * options.Network.Steps / 10) * 10:0} s of training on two cores, then "
                + $"{options.Network.Members * 0.6:0.#} minutes and 0.3 GB of memory for every million coarse cells");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(DownscaleRunOptions options) =>
        options?.Series is { Count: > 0 } ? DownscaleSeries.Stages(SeriesPeriod.Of(options), OfOneMap) : OfOneMap;

    private static IReadOnlyList<StageShare> OfOneMap =>
    [
        new("sum drivers over zones", 0.01), new("divide zones over cells", 0.03), new("learn the map's own detail", 0.83),
        new("refine", 0.11), new("write the GeoTIFF files", 0.01), new("compute intervals", 0.005), new("write the netCDF file", 0.005),
    ];

    /// <inheritdoc/>
    public override TaskOutcome Execute(DownscaleRunOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        FittedRegression.RequireReadable(options);
        OutputUnits.Asked(options.OutputUnit, Unit.Parse("t"), new SourceLocation(Variable: "emissions"));
        if (options.Series is { Count: > 0 }) return new DownscaleSeries(options, session).Run();
        using DownscaleProblem problem = DownscaleProblem.Load(options);
        DownscalingPipeline made = DownscalingPipeline.Make(options, problem, session);
        IReadOnlyList<ResultTable> tables = made.Write(options, session);
        made.Maps.Draw(session);
        session.Write(DownscaleReports.Run(made.Maps, made.Regression, tables[0], session.Run));
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(made.Maps.Lines(session.Run), tables, TablesPrinted: 1) { Notices = made.Maps.Notices };
    }
}
