using System.Globalization;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Runs;
using Kaya.Samples;
using Kaya.Urban;

namespace Kaya.Tasks.Tests.Downscaling;

/// <summary><c>kaya downscale run --series</c>: maps of several periods in one run.</summary>
public sealed class DownscaleSeriesTests : IDisposable
{
    private static readonly (string Key, string Value)[] s_small = [("network.members", "1"), ("network.steps", "4"),
        ("network.channels", "4"), ("network.hidden-layers", "2")];

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-series-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_BothYearsOfTheSampleCountry_AreTheMapsOfEachYearInTheSameColours()
    {
        SampleCountry country = SampleCountry.Create();
        SampleCountryFiles files = SampleCountryFiles.Write(country, _folder);
        (int first, int second) = (country.First.Year, country.Second.Year);
        // Half in the first year, so that colours of its own would be others.
        File.WriteAllLines(In("co2.csv"), country.First.Inventory.Statistics.Select(zone => string.Create(CultureInfo.InvariantCulture,
            $"{zone.Key},{zone.Value / 2:R},{country.Second.Inventory.Statistics[zone.Key] / 1000:R}"))
            .Prepend($"zone,first [t],second [kt]"));
        (string, string)[] data = [("zones", files.Provinces), ("statistics", In("co2.csv")),
            ("drivers", $"{In("lights-{period}.tif")},{files.Second.Population}")];
        Run series = Execute("series", [.. data, ("series", $"{first}=first,{second}=second"), ("table-formats", "records")]);
        (string, string)[] alone = [.. data.SkipLast(1), ("drivers", $"{files.Second.Lights},{files.Second.Population}"),
            ("statistic.column", "second"), ("statistic.period", $"{second}"), ("table-formats", "records")];
        Execute("single", alone);

        string[] shared = [.. Files("single", "outputs").Where(path => path is not ("outputs/coarse.png" or "outputs/fine.png"))];
        Assert.Contains("outputs/fine-interval.tif", shared);
        Assert.All(shared, path => Assert.Equal(Bytes("single", path),
            Bytes("series", path.Replace("outputs/", $"outputs/{second}/", StringComparison.Ordinal))));
        foreach (string model in (string[])["regression", "super-resolution"])
            Assert.Equal(Bytes("single", $"model/{model}/weights.safetensors"),
                Bytes("series", $"model/{second}/{model}/weights.safetensors"));

        foreach (string picture in (string[])[$"{first}/fine.png", $"{second}/coarse.png", $"{second}/fine.png"])
            Assert.True(HaveOneLegend($"series/outputs/{first}/coarse.png", $"series/outputs/{picture}"), picture);
        Assert.False(HaveOneLegend($"series/outputs/{second}/fine.png", "single/outputs/fine.png"));

        JsonArray totals = Rows("totals");
        Assert.Equal([$"{first}", $"{second}"], totals.Select(row => (string)row!["period"]!));
        Assert.Equal(country.First.Inventory.Statistics.Values.Sum() / 2e6, (double)totals[0]!["statistic"]!, 1e-9);
        Assert.Equal(country.Second.Inventory.Statistics.Values.Sum() / 1e6, (double)totals[1]!["statistic"]!, 1e-9);
        Assert.Equal(24, Rows("zones").Count);
        Assert.Equal(12, Rows("zones").Count(row => (string)row!["period"]! == $"{second}"));
        Assert.Equal(4, Rows("drivers").Count);
        Assert.Contains(series.Inputs, input => input.Name == $"driver 1, {first}" && input.Path == files.First.Lights);
        Assert.Single(series.Inputs, input => input.Path == files.Second.Population);
        Assert.False(Directory.Exists(In("series/checkpoint")));
        Assert.Contains($"<h2 id=\"section-2\">Maps</h2>", File.ReadAllText(In("series/report.html")), StringComparison.Ordinal);

        using EvaluatedRun evaluated = EvaluatedRun.Open(In("series"), Period.Year(second));
        Assert.Equal(country.Second.Inventory.Statistics.Values.Sum(), evaluated.Fine.Values().ToArray().Where(double.IsFinite).Sum(),
            1e-3);
        Assert.Contains($"{first}, {second}", Assert.Throws<DataNotFoundException>(() => EvaluatedRun.Open(In("series"))).Fault.Expected,
            StringComparison.Ordinal);
        Assert.Throws<DataNotFoundException>(() => EvaluatedRun.Open(In("series"), Period.Year(1990)));
        Assert.Throws<DataNotFoundException>(() => EvaluatedRun.Open(In("single"), Period.Year(second)));
    }

    [Fact]
    public void Run_StoppedInTheSecondPeriod_GoesOnToTheSameBytesWithoutTrainingTheFirstAgain()
    {
        (string, string)[] flags = [.. Small(), ("series", "2008=a,2009=b")];
        Execute("whole", flags);
        using CancellationTokenSource stop = new();
        Stages first = new(stage => { if (stage == "2009: refine") stop.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => TaskRunner.Run(Prepared(flags),
            new TaskRunSettings { Folder = In("stopped"), Progress = first, Cancellation = stop.Token }));
        Assert.True(first.StepsOf("2008: learn") > 0);
        Stages resumed = new(_ => { });
        TaskRunner.Resume(In("stopped"), new TaskRunSettings { Progress = resumed });
        Assert.Equal(0, resumed.StepsOf("2008: learn"));
        Assert.Equal(0.0, resumed.Fractions[0], 1e-9);
        Assert.InRange(resumed.Fractions[^1], 0.98, 1);
        Assert.Equal(resumed.Fractions.Order(), resumed.Fractions);
        string[] written = [.. Files("whole", "outputs"), .. Files("whole", "model"), "report.html", "metrics.json"];
        Assert.True(written.Length > 40);
        Assert.All(written, path => Assert.Equal(Bytes("whole", path), Bytes("stopped", path)));
    }

    [Theory]
    [InlineData("(--series)|--statistic.column too|Leave out --statistic.column", "series", "2008=a,2009=b", "statistic.column", "a")]
    [InlineData("(--series)|--statistic.period too|Leave out", "series", "2008=a,2009=b", "statistic.period", "2008")]
    [InlineData("(--series)|A period occurs twice|2008", "series", "2008=a,2009=b,2008=b")]
    [InlineData("(--series)|PERIOD=COLUMN|'a'", "series", "a")]
    [InlineData("(--series)|PERIOD=COLUMN|'2008='", "series", "2008=")]
    [InlineData("(--series)|not a day, month, year|'208'", "series", "208=a")]
    [InlineData("(--series)|--sample-year", "series", "2008=a", "zones", "")]
    public void Prepare_BadSeries_IsRefused(string says, params string[] flags)
    {
        (string, string)[] given = [.. Small(), .. flags.Chunk(2).Select(pair => (pair[0], pair[1]))];
        RequireParts(says, Assert.ThrowsAny<KayaException>(() => Prepared(given)));
    }

    [Theory]
    [InlineData("2009: Unknown column|'c'", "2008=a,2009=c")]
    [InlineData("2009: |no unit", "2008=a,2009=bare")]
    [InlineData("2009: |column is empty|--series", "2008=a,2009=empty")]
    public void Check_ColumnThatCannotBeRead_IsNamedWithItsPeriod(string says, string series)
    {
        PreparedTask task = Prepared([.. Small(), ("series", series)]);
        RequireParts(says, Assert.ThrowsAny<KayaException>(task.Check));
    }

    [Theory]
    [InlineData("driver 1, 2010|lights-2010.tif", "2008=a,2010=b")]
    [InlineData("2009: |none for Z5", "2008=a,2009=part")]
    public void Run_PeriodThatCannotBeComputed_IsNamedAndNothingIsWritten(string says, string series)
    {
        Stages stages = new(_ => { });
        RequireParts(says, Assert.ThrowsAny<KayaException>(() => TaskRunner.Run(Prepared([.. Small(), ("series", series)]),
            new TaskRunSettings { Folder = In("refused"), Progress = stages })));
        Assert.Equal(0, stages.StepsOf("2008: "));
        Assert.False(Directory.Exists(In("refused")));
    }

    [Fact]
    public void Fit_OutputUnit_IsThatOfTheErrors()
    {
        (string, string)[] flags = [.. Small().Take(2), ("drivers", $"{In("lights-2008.tif")},{In("people.tif")}"),
            ("statistic.column", "b"), ("models", "mixture")];
        ResultTable Errors(params (string, string)[] more) => TaskRunner.Run(new DownscaleFitTask().Prepare(new ConfigurationSources
        {
            Flags = flags.Concat(more).ToDictionary(flag => flag.Item1, flag => flag.Item2),
        }), new TaskRunSettings { Folder = In("fit"), Force = true }).Outcome.Tables[1];
        ResultTable megatonnes = Errors(), kilotonnes = Errors(("output-unit", "kt"));
        Assert.Equal(Unit.Parse("kt"), kilotonnes.Columns[kilotonnes.ColumnOf("RMSE")].Unit);
        foreach (string column in (string[])["MAE", "RMSE"])
            Assert.Equal(1000 * megatonnes.Numbers(column)[0], kilotonnes.Numbers(column)[0], 1e-9);
        Assert.Equal(megatonnes.Numbers("log RMSE"), kilotonnes.Numbers("log RMSE"));
        Assert.Throws<UnitMismatchException>(() => Errors(("output-unit", "km")));
    }

    [Fact]
    public void CheckOfFitAndEvaluate_FilesThatTheWorkRefuses_AreRefused()
    {
        File.WriteAllText(In("records.csv"), "year,total\n2005,1\n");
        Assert.ThrowsAny<KayaException>(new DownscaleFitTask().Prepare(new ConfigurationSources
            { Flags = new Dictionary<string, string> { ["records"] = In("records.csv") } }).Check);
        Execute("run", [.. Small(), ("series", "2008=a,2009=b")]);
        Action Evaluate(string key, string value) => new DownscaleEvaluateTask().Prepare(new ConfigurationSources
            { Flags = new Dictionary<string, string> { ["run"] = In("run"), [key] = value } }).Check;
        Evaluate("period", "2009")();
        RequireParts("maps of several periods|2008, 2009|--period", Assert.ThrowsAny<KayaException>(Evaluate("seed", "1")));
        File.WriteAllText(In("statistics.csv"), "zone,other [t]\nZ1,1\n");
        RequireParts("Unknown column|'b'", Assert.ThrowsAny<KayaException>(Evaluate("period", "2009")));
    }

    [Fact]
    public void Of_PlaceholderInPathBandAndTime_StandsForThePeriod()
    {
        DownscaleRunOptions options = new()
        {
            Zones = "zones.gpkg", Statistics = "co2.csv", MissingIsZero = ["lights-{period}"], Series = [
                PeriodColumn.Parse("2008-01-01/2008-06-30=first half"), PeriodColumn.Parse("2008-07 = july")],
            Drivers = [RasterInput.Parse("{period}/lights-{period}.tif#sum {period}"), RasterInput.Parse("a.nc#people@time={period}:mean")],
        };
        IReadOnlyList<SeriesPeriod> periods = SeriesPeriod.Of(options);
        Assert.Equal(["2008-01-01--2008-06-30", "2008-07"], periods.Select(period => period.Name));
        Assert.Equal("2008-01-01--2008-06-30/lights-2008-01-01--2008-06-30.tif#sum 2008-01-01--2008-06-30",
            periods[0].Options.Drivers![0].ToString());
        Assert.Equal("a.nc#people@time=2008-07:mean", periods[1].Options.Drivers![1].ToString());
        Assert.Equal(["lights-2008-07"], periods[1].Options.MissingIsZero);
        Assert.Equal((Period.Parse("2008-07"), "july"), (periods[1].Options.Statistic.Period, periods[1].Options.Statistic.Column));
        Assert.Equal("2008-01-01/2008-06-30=first half", options.Series[0].ToString());
    }

    // A small land with two years of lights, and columns that can be read and that cannot.
    private (string, string)[] Small()
    {
        SmallLand.Write(_folder);
        File.WriteAllLines(In("statistics.csv"), ["zone,a [t],b [kt],bare,empty [t],part [t]", "Z1,1000,2,1,,1", "Z2,2000,3,1,,1",
            "Z3,3000,3,1,,1", "Z4,4000,1,1,,1", "Z5,5000,6,1,,"]);
        foreach (int year in (int[])[2008, 2009])
            GeoTiff.Write(In($"lights-{year}.tif"), IntensiveRaster.Of(SmallLand.Grid, Unit.One, Enumerable
                .Range(0, SmallLand.Rows * SmallLand.Columns).Select(cell => SmallLand.Light(cell) + (cell % (year - 2000))).ToArray()));
        return [("zones", In("zones.geojson")), ("statistics", In("statistics.csv")),
            ("drivers", $"{In("lights-{period}.tif")},{In("people.tif")}")];
    }

    private Run Execute(string folder, (string, string)[] flags) =>
        TaskRunner.Run(Prepared(flags), new TaskRunSettings { Folder = In(folder) }).Run!;

    private static PreparedTask Prepared((string Key, string Value)[] flags)
    {
        Dictionary<string, string> all = s_small.ToDictionary(flag => flag.Key, flag => flag.Value);
        foreach ((string key, string value) in flags) all[key] = value;
        return new DownscaleRunTask().Prepare(new ConfigurationSources { Flags = all });
    }

    private JsonArray Rows(string table) =>
        JsonNode.Parse(File.ReadAllText(In($"series/outputs/{table}.json")))!["rows"]!.AsArray();

    // The ramp and its numbers, right of the map. Where a map has values beyond the ramp, an arrow above moves it by ten pixels.
    private bool HaveOneLegend(string one, string other)
    {
        byte[] legend = Legend(one, 0);
        return new[] { -10, 0, 10 }.Any(shift => legend.AsSpan().SequenceEqual(Legend(other, shift)));
    }

    private byte[] Legend(string path, int shift)
    {
        DecodedPicture picture = PictureDecoder.Decode(File.ReadAllBytes(In(path)), path);
        int pixel = picture.Colours.Length / (picture.Rows * picture.Columns), left = 940 * pixel, row = picture.Columns * pixel;
        return [.. Enumerable.Range(120 + shift, 300).SelectMany(at => picture.Colours[((at * row) + left)..((at + 1) * row)])];
    }

    private byte[] Bytes(string run, string path) => File.ReadAllBytes(Path.Combine(In(run), path));

    private IEnumerable<string> Files(string run, string folder) => Directory.EnumerateFiles(Path.Combine(In(run), folder), "*",
        SearchOption.AllDirectories).Select(path => Path.GetRelativePath(In(run), path));

    private string In(string name) => Path.Combine(_folder, name);

    private static void RequireParts(string says, KayaException failure) =>
        Assert.All(says.Split('|'), part => Assert.Contains(part, failure.Fault.ToString(), StringComparison.Ordinal));

    private sealed class Stages(Action<string> begun) : IProgress<WorkProgress>
    {
        private readonly Lock _gate = new();
        private readonly List<WorkProgress> _seen = [];

        public IReadOnlyList<double> Fractions => [.. _seen.Select(one => one.Fraction).OfType<double>()];

        public long StepsOf(string stage) => _seen.Where(one => one.Stage.StartsWith(stage, StringComparison.Ordinal))
            .Select(one => one.Done).DefaultIfEmpty(0).Max();

        public void Report(WorkProgress value)
        {
            lock (_gate) _seen.Add(value);
            begun(value.Stage);
        }
    }
}
