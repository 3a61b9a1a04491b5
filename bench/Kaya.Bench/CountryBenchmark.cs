using System.Diagnostics;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Bench;

/// <summary>Size of the country, and the networks it is refined by.</summary>
internal sealed record CountryOptions(int Rows, int Columns, int Members, int Steps);

/// <summary>A whole country from files to files: <c>kaya downscale run</c>, stage by stage, with time and peak memory.</summary>
internal sealed class CountryBenchmark : IProgress<WorkProgress>
{
    private readonly List<BenchmarkStage> _stages = [];
    private readonly Lock _lock = new();
    private string _stage = "open files, cover zones";
    private (TimeSpan Processor, Stopwatch Watch) _began = Now();

    public static PartFindings Run(CountryOptions options, TextWriter progress)
    {
        string folder = Path.Combine(Path.GetTempPath(), "kaya-country-" + Path.GetRandomFileName());
        try
        {
            progress.WriteLine("making the country ...");
            Dictionary<string, string> flags = Files(folder, options);
            Work.ForgetPeak();
            return new CountryBenchmark().Run(flags, folder, options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A new stage ends the one before.</summary>
    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            if (value.Stage == _stage) return;
            Finish();
            _stage = value.Stage;
        }
    }

    private PartFindings Run(Dictionary<string, string> flags, string folder, CountryOptions options)
    {
        PreparedTask task = TaskCatalog.Find("downscale run")
            .Prepare(new ConfigurationSources { Flags = flags, Environment = ConfigurationSources.ProcessEnvironment() });
        string run = Path.Combine(folder, "run");
        Timing whole = Work.Measure(() => TaskRunner.Run(task, new TaskRunSettings { Folder = run, OwnsProcess = true, Progress = this }));
        Finish();
        _stages.Add(new BenchmarkStage("country: all stages", whole.Wall, whole.Processor, _stages.Max(stage => stage.PeakMebibytes)));
        Work.ForgetPeak();
        Timing verified = Work.Measure(() => Verify(Path.Combine(run, "outputs", "fine.tif")));
        _stages.Add(new BenchmarkStage("country: kaya verify of the fine map", verified.Wall, verified.Processor, verified.PeakMebibytes));
        long bytes = new DirectoryInfo(Path.Combine(run, "outputs")).EnumerateFiles().Sum(file => file.Length);
        return new PartFindings(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Rows:N0} x {options.Columns:N0} cells to {4L * options.Rows * options.Columns / 1e6:0.0} million, a third sea, 34 "
            + $"zones, 3 drivers, {options.Members} network(s), {options.Steps} steps"),
            [], [new BenchmarkFigure("country: GB written", bytes / 1e9),
                new BenchmarkFigure("country: peak GiB (limit 4)", _stages.Max(stage => stage.PeakMebibytes) / 1024)]) { Stages = _stages };
    }

    private static void Verify(string path)
    {
        using RasterFile file = RasterFile.Open(path);
        (file.Certificate ?? throw new InvalidOperationException("no certificate")).Check(file).RequireHolds(path);
    }

    private static (TimeSpan, Stopwatch) Now()
    {
        using Process process = Process.GetCurrentProcess();
        return (process.TotalProcessorTime, Stopwatch.StartNew());
    }

    private void Finish()
    {
        using Process process = Process.GetCurrentProcess();
        _stages.Add(
            new BenchmarkStage($"country: {_stage}", _began.Watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - _began.Processor)
            .TotalSeconds, Work.PeakMebibytes()));
        // The memory of a stage is its own: no collection here, which would flatter the next.
        Work.RestartPeak();
        _began = Now();
    }

    private static Dictionary<string, string> Files(string folder, CountryOptions options)
    {
        Directory.CreateDirectory(folder);
        Grid grid = BenchmarkCountry.Grid(options.Rows, options.Columns);
        double[] logarithms = BenchmarkCountry.Logarithms(options.Rows, options.Columns, "densities"),
            own = BenchmarkCountry.Logarithms(options.Rows, options.Columns, "GDP");
        bool[] sea = BenchmarkCountry.Sea(options.Rows, options.Columns);
        string Layer(string name, Func<int, double> value)
        {
            string path = Path.Combine(folder, name + ".tif");
            GeoTiff.Write(path, new IntensiveRaster(grid, Unit.One, [name], (_, cells) =>
            {
                for (int cell = 0; cell < cells.Length; cell++) cells[cell] = sea[cell] ? double.NaN : value(cell);
            }), new GeoTiffOptions { CloudOptimised = false, SinglePrecision = true });
            return path;
        }

        string[] drivers = [Layer("lights", cell => Math.Max(0, Math.Exp(logarithms[cell]) - 1.5)),
            Layer("population", cell => Math.Exp(0.8 * logarithms[cell])),
            Layer("GDP", cell => Math.Exp((0.7 * logarithms[cell]) + (0.3 * own[cell])))];
        ZoneSet zones = BenchmarkCountry.Provinces(grid);
        string outlines = Path.Combine(folder, "provinces.gpkg"), statistics = Path.Combine(folder, "emission.csv");
        VectorFile.WriteZones(outlines, zones);
        ExtensiveRaster truth = new(grid, Unit.Parse("t"), ["emission"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = sea[cell] ? double.NaN : 100 * Math.Exp(logarithms[cell]);
        });
        ZonalValues totals = Zonal.Sums(ZoneCoverage.Of(zones, grid), truth);
        AtomicFile.WriteText(
            statistics,
            "zone,emission [t]\n" + string.Join(
            '\n', totals.Codes.Zip(totals.Values, (code, value) => string.Create(CultureInfo.InvariantCulture, $"{code},{value:R}")))
            + "\n");
        return new Dictionary<string, string>
        {
            ["zones"] = outlines, ["zone.field"] = "code", ["statistics"] = statistics, ["drivers"] = string.Join(',', drivers),
            ["network.members"] = options.Members.ToString(CultureInfo.InvariantCulture),
                ["network.steps"] = options.Steps.ToString(CultureInfo.InvariantCulture),
        };
    }
}
