using Kaya.Core;
using Kaya.Figures;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DownscaleEvaluateTask"/>.</summary>
public sealed record DownscaleEvaluateOptions : ComputeOptions
{
    /// <summary>The run whose maps are judged.</summary>
    [Option("folder of a 'downscale run' (default: the newest below runs/)", Group = OptionGroup.Input)]
    public string? Run { get; set; }

    /// <summary>Land cover of the 17 IGBP classes.</summary>
    [Option("land cover of IGBP classes: shares of emission on seven kinds of land, before and after super-resolution",
        Group = OptionGroup.Input)]
    public RasterInput? LandCover { get; set; }

    /// <summary>Which code is water.</summary>
    [Option("which code of the land cover is water", Group = OptionGroup.Input)]
    public IgbpCoding Water { get; set; } = IgbpCoding.WaterIsSeventeen;

    /// <summary>Published inventories.</summary>
    [Option("inventories to compare with on their own grids, separated by commas, such as cdiac_gridcar.2008@format=cdiac",
        Group = OptionGroup.Input)]
    public IReadOnlyList<RasterInput>? Inventories { get; set; }

    /// <summary>A map whose detail is known.</summary>
    [Option("map of totals whose detail is known: it is averaged to cells twice as large and refined back (default: the truth of the "
        + "sample "
        + "country)", Group = OptionGroup.Input)]
    public RasterInput? Detail { get; set; }

    /// <summary>The networks of the test of detail.</summary>
    public SuperResolutionOptions Network { get; set; } = new();
}

/// <summary><c>kaya downscale evaluate</c>: where the maps put emission, how they agree with inventories, and whether super-resolution
/// finds real detail.</summary>
public sealed class DownscaleEvaluateTask : KayaTask<DownscaleEvaluateOptions>
{
    /// <inheritdoc/>
    public override string Name => "downscale evaluate";

    /// <inheritdoc/>
    public override string Summary =>
        "Judge the maps of a run: shares by land use, published inventories, and super-resolution on a map whose detail is known.";

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
        if (options.Detail is null || options.LandCover is not null || options.Inventories is { Count: > 0 }) inputs.Add(
            EvaluatedRun.Listed(options.Run));
        if (options.LandCover is { } cover) inputs.Add(cover.Listed("land cover"));
        inputs.AddRange((options.Inventories ?? []).Select((inventory, i) => inventory.Listed($"inventory {i + 1}")));
        if (options.Detail is { } detail) inputs.Add(detail.Listed("detail"));
        return inputs;
    }

    /// <inheritdoc/>
    public override string Estimate(DownscaleEvaluateOptions options) =>
        "a few seconds, and for the test of detail as long as the training of a run";

    /// <inheritdoc/>
    public override TaskOutcome Execute(DownscaleEvaluateOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        EvaluationFindings findings = new(session);
        if (Inputs(options).Any(input => input.Name == "run"))
        {
            using EvaluatedRun run = EvaluatedRun.Open(options.Run);
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

    private static Raster Totals(OpenedRaster known)
    {
        Raster read = known.RequireKind().RequireUnit().ReadAll(0);
        return read switch
        {
            ExtensiveRaster => read,
            IntensiveRaster density => density.TimesArea(GdalCoordinateSystems.CellAreas(density.Grid), Unit.Parse("m2")),
            _ => throw new UnitMismatchException(
                new Fault("Codes have no detail to be found.", new SourceLocation(known.Input.Path), "totals or densities", "codes",
                "Name a map of emission.")),
        };
    }
}
