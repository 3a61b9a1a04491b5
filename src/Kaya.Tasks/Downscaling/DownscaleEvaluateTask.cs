using Kaya.Figures;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DownscaleEvaluateTask"/>.</summary>
public sealed record DownscaleEvaluateOptions : ComputeOptions
{
    /// <summary>The run whose maps are evaluated.</summary>
    [Option("folder of a 'downscale run' (default: the newest in runs/)", Group = OptionGroup.Input)]
    public string? Run { get; set; }

    /// <summary>The period of a run of several.</summary>
    [Option("period whose maps are evaluated, of a run with --series", Group = OptionGroup.Input)]
    public Period? Period { get; set; }

    /// <summary>Land cover of the 17 IGBP classes.</summary>
    [Option("land cover with IGBP classes: gives shares of emissions on seven land-use types, before and after super-resolution",
        Group = OptionGroup.Input)]
    public RasterInput? LandCover { get; set; }

    /// <summary>The code for water.</summary>
    [Option("land cover code for water", Group = OptionGroup.Input)]
    public IgbpCoding Water { get; set; } = IgbpCoding.WaterIsSeventeen;

    /// <summary>Published inventories to compare with.</summary>
    [Option("inventories to compare with on their own grids, separated by commas, such as cdiac_gridcar.2008@format=cdiac",
        Group = OptionGroup.Input)]
    public IReadOnlyList<RasterInput>? Inventories { get; set; }

    /// <summary>Unit of the bias beside inventories.</summary>
    [Option("unit of the bias beside inventories, such as kt (default: t)", Group = OptionGroup.Output)]
    public string? OutputUnit { get; set; }

    /// <summary>A map with known fine detail.</summary>
    [Option("map of totals with known fine detail: it is aggregated to cells twice as large and refined again (default: the "
        + "true emissions of the sample country)", Group = OptionGroup.Input)]
    public RasterInput? Detail { get; set; }

    /// <summary>The networks for the test of fine detail.</summary>
    public SuperResolutionOptions Network { get; set; } = new();
}

/// <summary><c>kaya downscale evaluate</c>: emissions by land use, agreement with inventories, and whether super-resolution
/// finds real detail.</summary>
public sealed class DownscaleEvaluateTask : KayaTask<DownscaleEvaluateOptions>
{
    /// <inheritdoc/>
    public override string Name => "downscale evaluate";

    /// <inheritdoc/>
    public override string Summary =>
        "Evaluate the maps of a run: shares by land use, agreement with inventories, and a test of super-resolution on a known map.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya downscale evaluate --run runs/country   # takes 2 minutes",
        "./kaya downscale evaluate --run runs/map --land-cover landcover.tif --inventories cdiac_gridcar.2008@format=cdiac",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(DownscaleEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<TaskInput> inputs = [];
        if (HasRun(options)) inputs.Add(EvaluatedRun.Listed(options.Run));
        if (options.LandCover is { } cover) inputs.Add(cover.Listed("land cover"));
        inputs.AddRange((options.Inventories ?? []).Select((inventory, i) => inventory.Listed($"inventory {i + 1}")));
        if (options.Detail is { } detail) inputs.Add(detail.Listed("detail"));
        return inputs;
    }

    /// <inheritdoc/>
    public override string Estimate(DownscaleEvaluateOptions options) =>
        "a few seconds; the test of fine detail takes as long as the training of a run";

    /// <inheritdoc/>
    public override void Check(DownscaleEvaluateOptions options)
    {
        if (HasRun(options)) DownscaleProblem.Check(EvaluatedRun.Find(options.Run, options.Period).Options);
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(DownscaleEvaluateOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        OutputUnits.Asked(options.OutputUnit, Unit.Parse("t"), new SourceLocation(Variable: "bias"));
        EvaluationFindings findings = new(session);
        if (HasRun(options))
        {
            using EvaluatedRun run = EvaluatedRun.Open(options.Run, options.Period);
            findings.Origin = run.Problem.Origin;
            findings.LandUse(run, options);
            findings.Inventories(run, options);
            findings.Truth(run);
            if (options.Detail is null && run.Problem.Sample is { } sample) findings.Detail(
                sample.Emission, run.Problem.Label, options.Network);
        }

        if (options.Detail is { } input)
        {
            using OpenedRaster known = input.Open();
            findings.Origin ??= new DataOrigin(known.Label, IsSample: false);
            findings.Detail((ExtensiveRaster)Totals(known), known.Label, options.Network);
        }

        session.Write(findings.Report());
        return findings.Outcome();
    }

    private static bool HasRun(DownscaleEvaluateOptions options) =>
        options.Detail is null || options.LandCover is not null || options.Inventories is { Count: > 0 };

    private static Raster Totals(OpenedRaster known)
    {
        Raster read = known.RequireKind().RequireUnit().ReadAll(0);
        return read switch
        {
            ExtensiveRaster => read,
            IntensiveRaster density => density.TimesArea(GdalCoordinateSystems.CellAreas(density.Grid), Unit.Parse("m2")),
            _ => throw new UnitMismatchException(
                new Fault("A categorical raster cannot be used for the test of fine detail.",
                    new SourceLocation(known.Input.Path), "totals or densities", "codes",
                "Name a map of emissions.")),
        };
    }
}
