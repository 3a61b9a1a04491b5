using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>A finished downscaling run with its maps and inputs.</summary>
internal sealed class EvaluatedRun : IDisposable
{
    private EvaluatedRun(string folder, DownscaleRunOptions options)
    {
        Options = options;
        Problem = DownscaleProblem.Load(options);
        (Coarse, Fine) = (Read(folder, DownscaleMaps.CoarseFile), Read(folder, DownscaleMaps.FineFile));
    }

    public DownscaleRunOptions Options { get; }

    public DownscaleProblem Problem { get; }

    public ExtensiveRaster Coarse { get; }

    public ExtensiveRaster Fine { get; }

    /// <summary>The run as a task lists its inputs.</summary>
    public static TaskInput Listed(string? folder) => new("run", Path.Combine(Folder(folder), "run.json"), "run of 'downscale run'");

    /// <summary>Opens the maps of a run.</summary>
    /// <param name="folder">The folder of the run; null for the newest.</param>
    /// <param name="period">The period of a run of several; null for a run of one map.</param>
    public static EvaluatedRun Open(string? folder, Period? period = null)
    {
        (string maps, DownscaleRunOptions options) = Find(folder, period);
        return new EvaluatedRun(maps, options);
    }

    /// <summary>Looks for a complete run with maps of a period.</summary>
    /// <param name="folder">The folder of the run; null for the newest.</param>
    /// <param name="period">The period of a run of several; null for a run of one map.</param>
    /// <returns>The folder of the maps, and the options of a run of this period alone.</returns>
    public static (string Maps, DownscaleRunOptions Options) Find(string? folder, Period? period)
    {
        string found = Folder(folder);
        Run run = Run.Open(found);
        if (run is not { Status: RunStatus.Completed, Record.Task: "downscale run" })
            throw new DataFormatException(
                new Fault("The folder is not a complete run of 'downscale run'.",
                    new SourceLocation(found), "a complete run of 'downscale run'",
                $"{run.Record.Task}, {run.Status}", "Give another folder by --run."));
        DownscaleRunOptions options = ConfigurationReader.FromRecord<DownscaleRunOptions>(run.Record.Configuration).Options;
        string maps = Path.Combine(found, "outputs");
        if (options.Series is not { Count: > 0 } && period is null) return (maps, options);
        SeriesPeriod one = SeriesPeriod.Of(options).FirstOrDefault(one => one.Period == period)
            ?? throw new DataNotFoundException(new Fault(period is null ? "The run has maps of several periods."
                : "The run has no map of this period.", new SourceLocation(found), options.Series is null ? "no --period"
                : string.Join(", ", options.Series.Select(one => one.Period)), period?.ToString() ?? "no period",
                options.Series is null ? "Leave out --period: the run has one map." : "Choose one by --period of 'downscale evaluate'."));
        return (Path.Combine(maps, one.Name), one.Options);
    }

    /// <summary>The coarse map, and plain allocations of the same statistics by the drivers as they are.</summary>
    public IEnumerable<(string Name, ExtensiveRaster Map)> Maps() => PlainAllocation.All(Problem.Drivers, Problem.Coverage,
        Problem.Statistics, Options.ToOptions().Matching).Select(plain => (plain.Name, plain.Map)).Prepend(("coarse", Coarse));

    /// <summary>The same and the fine map, with the zones that their emissions come from.</summary>
    public IEnumerable<(string Name, CountedEmission Map)> Counted()
    {
        ZoneCoverage coarse = WithStatistic(Problem.Coverage), fine = WithStatistic(Problem.Fine(Options.Factor).Coverage);
        return Maps().Select(map => (map.Name, new CountedEmission(map.Map, MassBasis.CO2) { Zones = coarse }))
            .Append(("fine", new CountedEmission(Fine, MassBasis.CO2) { Zones = fine }));
    }

    private ZoneCoverage WithStatistic(ZoneCoverage zones) => zones.Only(Problem.Statistics.Values.ContainsKey);

    public void Dispose() => Problem.Dispose();

    private static string Folder(string? folder) => folder ?? Run.Newest("downscale run")?.Folder
        ?? throw new DataNotFoundException(
            new Fault("There is no map to evaluate.", new SourceLocation("runs"), "a complete run of 'downscale run'", "none",
            "First run ./kaya downscale run, or give a run folder by --run."));

    private static ExtensiveRaster Read(string folder, string name)
    {
        using RasterFile file = RasterFile.Open(Path.Combine(folder, name));
        return (ExtensiveRaster)file.ReadAll(0);
    }
}
