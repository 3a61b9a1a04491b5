using System.Globalization;
using Kaya.Core;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary>Files of a small world: weather, prior emissions, and stations that measured the true ones.</summary>
public sealed class SmallInversion : IDisposable
{
    public const int Hours = 5;
    public static readonly DateTimeOffset Start = SampleAtmosphere.Months[1].AddHours(12);

    public SmallInversion()
    {
        SampleAtmosphere atmosphere = SampleAtmosphere.Create(
            new SampleAtmosphereOptions { Rows = 12, Columns = 14, CellSize = 24, StationDensity = 0.06 });
        SampleAtmosphereFiles.Write(atmosphere, Start, Hours, Folder);
        HourlyFields<Pollutant> truth = new EmbeddedTransportModel(new TransportOptions { IgnoreMapFactors = true }).Run(
            new TransportInputs(atmosphere.Meteorology(Start, Hours), atmosphere.TrueEmissions(Start, Hours)),
            new FitContext(new RandomSource(1))).Surface;
        SampleObservations observed = atmosphere.Observe(truth);
        List<string> lines = ["station,lon,lat,time,pollutant,value,unit"];
        for (int site = 0; site < observed.Stations.Length; site++)
            foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
                for (int hour = 0; hour < Hours; hour++)
                {
                    float value = observed.Series(pollutant, site)[hour];
                    if (float.IsNaN(value)) continue;
                    SampleStation at = observed.Stations[site];
                    string unit = pollutant == Pollutant.Pm25 ? "ug m-3" : "ppb";
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at.Name},{at.Longitude},{at.Latitude},"
                        + $"{Start.AddHours(hour):yyyy-MM-ddTHH:mm}Z,{pollutant.Symbol()},{value},{unit}"));
                }

        File.WriteAllLines(In("stations.csv"), lines);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("kaya-inversion").FullName;

    public string In(string name) => Path.Combine(Folder, name);

    public Dictionary<string, string> With(Dictionary<string, string>? more = null)
    {
        Dictionary<string, string> all = new()
        {
            ["surface"] = In("METCRO2D"), ["volume"] = In("METCRO3D"), ["wind"] = In("METDOT3D"), ["emissions"] = In("EMIS"),
            ["meteorology-steps"] = "mean-of-hour", ["station.file"] = In("stations.csv"), ["spin-up"] = "1", ["directions"] = "2",
            ["iterations"] = "3",
        };
        foreach ((string key, string value) in more ?? []) all[key] = value;
        return all;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary><c>kaya inversion</c> on files of CMAQ and MCIP and a station table.</summary>
public sealed class InversionTaskTests(SmallInversion world) : IClassFixture<SmallInversion>
{
    [Fact]
    public void Run_OnFiles_WritesTheEmissionFileTimesItsFactorsAndIsResumedToTheSameBytes()
    {
        FinishedTask whole = Run("whole", null, TestContext.Current.CancellationToken);
        string factors = Path.Combine(whole.Run!.Folder, "outputs", InversionFiles.FactorFile);
        using (NetCdfFile prior = NetCdfFile.Open(world.In("EMIS")))
        using (NetCdfFile updated = NetCdfFile.Open(Path.Combine(whole.Run.Folder, "outputs", InversionFiles.UpdatedFolder, "EMIS")))
        using (NetCdfFields read = NetCdfFields.Open(factors))
        {
            foreach ((string name, string factor) in new[] { ("NO", "factor_nox"), ("PEC", "factor_pm25"), ("SO2", "factor_so2") })
            {
                double[] before = prior.Variable(name).ReadAll(), after = updated.Variable(name).ReadAll(), times = new double[12 * 14];
                Kaya.Geo.FieldSources.At(read, Kaya.Geo.FieldSources.IndexOf(read, factor)).Read(0, new Kaya.Geo.Window(0, 0, 12, 14),
                    times);
                Assert.Contains(times, value => Math.Abs(value - 1) > 1e-3);
                // IOAPI has its rows from the south.
                for (int k = 0; k < before.Length; k++)
                    Assert.Equal(before[k] * times[((11 - (k % 168 / 14)) * 14) + (k % 14)], after[k], 1e-6 * Math.Abs(before[k]) + 1e-12);
            }

            Assert.Equal(prior.Variable("TFLAG").ReadAll(), updated.Variable("TFLAG").ReadAll());
        }

        ResultTable errors = whole.Outcome.Tables.Single(table => table.Name == "errors");
        Assert.Contains("held out", errors.Texts("stations"));
        Assert.True(File.Exists(Path.Combine(whole.Run.Folder, "report.html")));
        foreach (string stage in new[] { "what the stations can inform", "update emissions" })
        {
            using CancellationTokenSource source = new();
            Assert.ThrowsAny<OperationCanceledException>(() => Run("cut", new StopAt(stage, source), source.Token));
            FinishedTask resumed = TaskRunner.Resume(world.In("cut"), new TaskRunSettings());
            Assert.Equal(File.ReadAllBytes(factors), File.ReadAllBytes(Path.Combine(resumed.Run!.Folder, "outputs",
                InversionFiles.FactorFile)));
            Directory.Delete(world.In("cut"), recursive: true);
        }

        FinishedTask judged = TaskRunner.Run(
            TaskCatalog.Find("inversion evaluate").Prepare(new ConfigurationSources { Flags = new Dictionary<string,
                string> { ["run"] = whole.Run.Folder } }),
            new TaskRunSettings { Folder = world.In("judged") });
        ResultTable again = judged.Outcome.Tables.Single(table => table.Name == "errors");
        // The same errors as the run itself found, from runs of their own.
        foreach (int row in Enumerable.Range(0, errors.RowCount))
        {
            int other = Enumerable.Range(0, again.RowCount).Single(k =>
                again[k, 0]!.Equals(errors[row, 0]) && again[k, 1]!.Equals(errors[row, 1]));
            Assert.Equal(errors.Number(row, errors.ColumnOf("updated")), again.Number(other, again.ColumnOf("hourly, updated")), 1e-5);
        }
    }

    [Fact]
    public void Run_LossOfThePaper_IsMinimised()
    {
        FinishedTask run = Start(world.With(new() { ["loss"] = "paper" }), "paper", null, TestContext.Current.CancellationToken);
        ResultTable how = run.Outcome.Tables.Single(table => table.Name == "update");
        Assert.Equal(("mean absolute error", "Sgd", 3.0), (how.Text(0, 1), how.Text(0, 2), how.Number(0, 3)));
        Assert.Equal(0, how.Number(0, how.ColumnOf("cost of the prior")));
        Assert.Contains("as in paper 003", string.Join(' ', run.Outcome.Summary), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithHeldCellsAndEstimatedErrors_KeepsThePriorThereAndIsResumedToTheSameBytes()
    {
        Dictionary<string, string> flags = world.With(new() { ["hold-below"] = "0.002", ["estimate-errors"] = "true" });
        FinishedTask whole = Start(flags, "held", null, TestContext.Current.CancellationToken);
        string factors = Path.Combine(whole.Run!.Folder, "outputs", InversionFiles.FactorFile);
        using (NetCdfFile file = NetCdfFile.Open(factors))
        {
            double[] Values(string name) => file.Variable(name).ReadAll();
            double[] factor = Values("factor_nox"), informed = Values("informed_nox"), upper = Values("factor_nox_upper");
            int[] held = [.. Enumerable.Range(0, factor.Length).Where(at => informed[at] < 0.002)];
            Assert.InRange(held.Length, 1, factor.Length - 1);
            // They keep the prior and its error, 30 %: the 80 % interval ends 1.2816 deviations above.
            Assert.All(held, at => Assert.Equal((1, 1 + (0.3 * 1.2816)), (factor[at], upper[at]), (a, b) =>
                a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-3));
            Assert.Contains(Enumerable.Range(0, factor.Length).Except(held), at => Math.Abs(factor[at] - 1) > 1e-3);
        }

        string said = string.Join(' ', whole.Outcome.Summary);
        Assert.Contains("(--hold-below)", said, StringComparison.Ordinal);
        Assert.Contains("observations enough to estimate", said, StringComparison.Ordinal);
        Assert.Equal(4, whole.Outcome.Tables.Single(table => table.Name == "observation-errors").RowCount);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Start(flags, "cut", new StopAt("first update: update emissions", source), source.Token));
        FinishedTask resumed = TaskRunner.Resume(world.In("cut"), new TaskRunSettings());
        Assert.Equal(File.ReadAllBytes(factors), File.ReadAllBytes(Path.Combine(resumed.Run!.Folder, "outputs",
            InversionFiles.FactorFile)));
        Directory.Delete(world.In("cut"), recursive: true);
        Refused<DataFormatException>(new() { ["estimate-errors"] = "true", ["loss"] = "paper" }, "--loss paper");
    }

    [Fact]
    public void Run_WithUnusableStations_SaysWhatToDo()
    {
        Refused<GridMismatchException>(Stations("far", line => Field(line, 1, "100")), "longitude and latitude");
        Refused<UnitMismatchException>(Stations("unit", line => Field(line, 6, "kg")), "unit");
        Refused<DataNotFoundException>(Stations("gaps", line => Field(line, 5, "NaN")), "measurements of these pollutants");
        Refused<DataNotFoundException>(Stations("year", line =>
            line.Replace("2015-", "2016-", StringComparison.Ordinal)), "time of the observations");
        Refused<DataFormatException>(Stations("below", line => Field(line, 5, "-3")), "left out");
        Refused<DataNotFoundException>(new() { ["station.file"] = world.In("nowhere.csv") }, "Check the path");
        Dictionary<string, string> alone = world.With();
        alone.Remove("station.file");
        Assert.Contains("stations", Assert.Throws<DataNotFoundException>(() =>
            Start(alone, "x", null, TestContext.Current.CancellationToken)).Fault!.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithUnusableFields_SaysWhatToDo()
    {
        SampleAtmosphere other = SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = 10, Columns = 14, CellSize = 24 });
        DateTimeOffset start = SmallInversion.Start;
        SampleAtmosphereFiles.WriteEmissions(other.PriorEmissions(start, SmallInversion.Hours), world.In("EMIS_GRID"));
        SampleAtmosphereFiles.WriteEmissions(Constant(float.NaN, 0), world.In("EMIS_NAN"));
        SampleAtmosphereFiles.WriteEmissions(Constant(-1, 0), world.In("EMIS_BELOW"));
        SampleAtmosphereFiles.WriteEmissions(Constant(1, 24 * 40), world.In("EMIS_DATE"));
        Refused<GridMismatchException>(new() { ["emissions"] = world.In("EMIS_GRID") }, "Regrid");
        Refused<DataNotFoundException>(new() { ["emissions"] = world.In("EMIS_DATE") }, "same days");
        Refused<NonFiniteException>(new() { ["emissions"] = world.In("EMIS_NAN") }, "");
        Refused<DataFormatException>(new() { ["emissions"] = world.In("EMIS_BELOW") }, "Repair the file");
        Refused<DataNotFoundException>(new() { ["hours"] = "9" }, "--hours");
        Refused<DataFormatException>(new() { ["species"] = "NOx,Sulfur" }, "--species");
        Refused<DataFormatException>(new() { ["spin-up"] = "5" }, "spin-up");
        Refused<DataFormatException>(new() { ["prior-error"] = "0.3,0.4" }, "NOx,NH3");
    }

    private static HourlyFields<EmittedSpecies> Constant(float value, int later)
    {
        SampleAtmosphere atmosphere = SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = 12, Columns = 14, CellSize = 24 });
        float[] values = new float[SmallInversion.Hours * 12 * 14];
        Array.Fill(values, value);
        return new HourlyFields<EmittedSpecies>(atmosphere.Grid, SmallInversion.Start.AddHours(later), SmallInversion.Hours,
            new Dictionary<EmittedSpecies, (ReadOnlyMemory<float>, int)> { [EmittedSpecies.So2] = (values, 1) });
    }

    private static string Field(string line, int field, string value)
    {
        string[] parts = line.Split(',');
        parts[field] = value;
        return string.Join(',', parts);
    }

    // A table whose lines are changed.
    private Dictionary<string, string> Stations(string name, Func<string, string> change)
    {
        string[] lines = File.ReadAllLines(world.In("stations.csv"));
        File.WriteAllLines(world.In($"{name}.csv"), [lines[0], .. lines[1..].Select(change)]);
        return new() { ["station.file"] = world.In($"{name}.csv") };
    }

    private FinishedTask Run(string folder, IProgress<WorkProgress>? progress, CancellationToken cancellation) =>
        Start(world.With(), folder, progress, cancellation);

    private FinishedTask Start(
        Dictionary<string, string> flags, string folder, IProgress<WorkProgress>? progress, CancellationToken cancellation) =>
        TaskRunner.Run(TaskCatalog.Find("inversion run").Prepare(new ConfigurationSources { Flags = flags }),
            new TaskRunSettings { Folder = world.In(folder), Force = true, Progress = progress, Cancellation = cancellation });

    private void Refused<T>(Dictionary<string, string> flags, string says)
        where T : KayaException
    {
        T error = Assert.Throws<T>(() => Start(world.With(flags), "refused", null, TestContext.Current.CancellationToken));
        Assert.Contains(says, $"{error.Message} {error.Fault?.Remedy} {error.Fault?.Where}", StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.In("refused")), "a refused run leaves nothing");
    }
}
