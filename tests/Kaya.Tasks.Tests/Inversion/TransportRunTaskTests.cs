using Kaya.Core;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary><c>kaya transport run</c> on files as CMAQ and MCIP name them, and on the sample atmosphere.</summary>
public sealed class TransportRunTaskTests : IDisposable
{
    private const int Hours = 3;
    private static readonly DateTimeOffset s_start = SampleAtmosphere.Months[0].AddHours(6);
    private static readonly string[] s_maps = ["mean-no2.png", "mean-so2.png", "mean-o3.png", "mean-pm25.png"];
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-transport").FullName;
    private int _runs;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_OnFiles_GivesWhatTheModelGivesOnTheSameFields()
    {
        SampleAtmosphere atmosphere = Files(Hours);
        FinishedTask finished = Run(With(new() { ["other-emissions"] = In("EMIS_BIOGENIC"), ["spin-up"] = "1",
            ["initial"] = In("ICON"), ["boundary"] = In("BCON") }));
        string outputs = Path.Combine(finished.Run!.Folder, "outputs");
        Assert.All(s_maps, map => Assert.True(File.Exists(Path.Combine(outputs, map)), map));
        Assert.True(File.Exists(Path.Combine(finished.Run.Folder, "report.html")));
        using (NetCdfFields fields = NetCdfFields.Open(Path.Combine(outputs, TransportOutput.ConcentrationFile)))
        {
            ConcentrationFields written = ConcentrationFields.Of([new FieldFile("concentrations", fields)], atmosphere.Grid);
            Assert.Equal((s_start, Hours), (written.Start, written.Hours));
            HourlyFields<Pollutant> expected = Expected(atmosphere);
            float[] left = new float[atmosphere.Grid.Rows * atmosphere.Grid.Columns], right = new float[left.Length];
            foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            {
                expected.Read(pollutant, Hours - 1, left);
                written.Read(pollutant, Hours - 1, right);
                for (int cell = 0; cell < left.Length; cell++)
                    Assert.Equal(left[cell], right[cell], (1e-4 * Math.Abs(left[cell])) + 1e-5);
            }
        }

        ResultTable budget = finished.Outcome.Tables.Single(table => table.Name == "budget");
        Assert.Equal(["nitrogen", "sulphur", "primary PM2.5"], budget.Texts("element"));
        Assert.All(budget.Numbers("gap"), gap => Assert.InRange(gap, -1e-5, 1e-5));
        Assert.All(budget.Numbers("emitted"), emitted => Assert.True(emitted > 0));
        Assert.Contains(finished.Outcome.Summary, line => line.Contains("NOx: NO, NO2", StringComparison.Ordinal));
        Assert.Contains(finished.Outcome.Summary, line => line.Contains("through the top", StringComparison.Ordinal));
        Assert.DoesNotContain(finished.Outcome.Summary, line => line.Contains("is the same everywhere", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_WithUnusableFilesOrHours_SaysWhatToDo()
    {
        Files(Hours);
        Refused<DataNotFoundException>(With(new() { ["hours"] = "9" }), "--first and --hours");
        Refused<DataFormatException>(With(new() { ["spin-up"] = "3" }), "spin-up");
        Refused<DataFormatException>(With(new() { ["layer-tops"] = "400,60" }), "upwards");
        Dictionary<string, string> some = With([]);
        some.Remove("wind");
        Refused<DataNotFoundException>(some, "missing ones");
        Refused<DataFormatException>(With(new() { ["wrf"] = In("METCRO3D") }), "Leave one");
        Refused<GridMismatchException>(With(new() { ["boundary"] = In("ICON") }), "same grid");
        Refused<SchemaMismatchException>(With(new() { ["initial"] = In("METCRO3D") }), "ICON or BCON");
        Refused<DataFormatException>(With(new() { ["first"] = "1 January" }), "UTC");
    }

    [Theory]
    [InlineData("2015-01-01", "2015-01-01T00")]
    [InlineData("2015-01-01T06", "2015-01-01T06")]
    [InlineData("2015-01-01T06:00Z", "2015-01-01T06")]
    public void UtcHour_Printed_IsReadAgain(string text, string printed)
    {
        Assert.Equal(printed, UtcHour.Parse(text).ToString());
        Assert.Equal(UtcHour.Parse(text), UtcHour.Parse(printed));
    }

    private static HourlyFields<Pollutant> Expected(SampleAtmosphere atmosphere)
    {
        using Kaya.Geo.Gdal.GdalTransformation toDegrees =
            new(atmosphere.Grid.Horizontal.Crs, Kaya.Geo.CoordinateSystem.LongitudeLatitude);
        return new EmbeddedTransportModel(new TransportOptions { ToDegrees = toDegrees }).Run(
            new TransportInputs(atmosphere.Meteorology(s_start, Hours), atmosphere.PriorEmissions(s_start, Hours))
                { OtherEmissions = atmosphere.NaturalEmissions(s_start, Hours) }, new FitContext(new RandomSource(1))).Surface;
    }

    private SampleAtmosphere Files(int hours)
    {
        SampleAtmosphere atmosphere = SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = 16, Columns = 20, CellSize = 18 });
        SampleAtmosphereFiles.Write(atmosphere, s_start, hours, _folder);
        return atmosphere;
    }

    private Dictionary<string, string> With(Dictionary<string, string> more) => new(more)
    {
        ["surface"] = In("METCRO2D"), ["volume"] = In("METCRO3D"), ["wind"] = In("METDOT3D"), ["emissions"] = In("EMIS"),
        ["meteorology-steps"] = "mean-of-hour",
    };

    private FinishedTask Run(Dictionary<string, string> flags) => TaskRunner.Run(
        TaskCatalog.Find("transport run").Prepare(new ConfigurationSources { Flags = flags }),
        new TaskRunSettings { Folder = In($"run{_runs++}"), Force = true });

    private void Refused<T>(Dictionary<string, string> flags, string says)
        where T : KayaException
    {
        T error = Assert.Throws<T>(() => Run(flags));
        Assert.Contains(says, error.Message + error.Fault?.Remedy + error.Fault?.Where, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
