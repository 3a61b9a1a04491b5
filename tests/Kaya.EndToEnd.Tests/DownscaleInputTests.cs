using Kaya.Tasks.Tests.Downscaling;

namespace Kaya.EndToEnd.Tests;

/// <summary><c>kaya downscale</c> on files through real processes: every bad input with exit code, the parts of its message, and nothing
/// left behind.</summary>
public sealed class DownscaleInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DownscaleInputTests(SmallLandFiles files) => files.CopyTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, "plain.asc|@crs=", "plain.asc@kind=intensive@unit=1")]
    [InlineData(3, "plain.asc (band1)|FILE@kind=", "lights.tif,plain.asc@crs=EPSG:4326")]
    [InlineData(3, "plain.asc (band1)|FILE@unit=", "lights.tif,plain.asc@crs=EPSG:4326@kind=intensive")]
    [InlineData(3, "zones.geojson|No zone overlaps the grid|x 10 to 11.6", "far.tif")]
    [InlineData(3, "far.tif|do not overlap", "lights.tif,far.tif")]
    [InlineData(3, "(nothing)|no-data everywhere|leave it out", "nothing.tif")]
    [InlineData(3, "(nothing)|no-data everywhere", "lights.tif,nothing.tif")]
    [InlineData(3, "(Z3)|no cell with data", "hole.tif,people.tif")]
    [InlineData(3, "(negative)|0 or more", "negative.tif", "--spread-kilometres", "0")]
    [InlineData(3, "(codes)|codes", "codes.tif,people.tif")]
    [InlineData(3, "cut.tif|damaged", "cut.tif")]
    [InlineData(3, "corrupt.tif|damaged", "corrupt.tif")]
    [InlineData(3, "cut.nc|damaged", "cut.nc")]
    [InlineData(3, "corrupt.nc|damaged", "corrupt.nc")]
    [InlineData(3, "zones.geojson|format of the file is not read|GeoTIFF", "zones.geojson")]
    [InlineData(4, "absent.tif", "lights.tif,absent.tif")]
    [InlineData(3, "(--drivers)|lights, lights", "lights.tif,lights.nc")]
    public void Run_BadDriver_RefusedWithRemedyAndNothingWritten(int code, string says, string drivers, params string[] more) =>
        Refused(code, says, ["--zones", "zones.geojson", "--statistics", "statistics.csv", "--drivers", drivers, .. more]);

    [Theory]
    [InlineData(3, "statistics.csv:1:2 (total)|a unit of mass|none|--statistic.unit", "total [t]", "total")]
    [InlineData(3, "statistics.csv:1:2 (total [t C])|--statistic.unit t --statistic.basis C", "total [t]", "total [t C]")]
    [InlineData(3, "statistics.csv:1:2 (total [km])|not a unit of mass|found: km", "total [t]", "total [km]")]
    [InlineData(3, "statistics.csv:4:2 (total [t])|negative|found: '-3000'", "3000", "-3000")]
    [InlineData(3, "statistics.csv:4:2 (total [t])|found: 'much'", "3000", "much")]
    [InlineData(3, "statistics.csv:4:1 (zone)|occurs twice in the statistics", "Z3", "Z2")]
    [InlineData(4, "no statistic|none for Z3|--skip-unmatched", "Z3,3000\n", "")]
    [InlineData(4, "no zone on the grid|found: Z9|--skip-unmatched", "Z3,3000\n", "Z3,3000\nZ9,1\n")]
    [InlineData(4, "No zone has a statistic", "Z", "Y")]
    public void Run_BadStatistics_RefusedWithRemedyAndNothingWritten(int code, string says, string from, string to)
    {
        File.WriteAllText(_folder.File("statistics.csv"), File.ReadAllText(_folder.File("statistics.csv")).ReplaceLineEndings("\n")
            .Replace(from, to, StringComparison.Ordinal));
        Refused(code, says, s_inputs);
    }

    [Fact]
    public void DryRun_StatisticsWithAnotherHeading_IsRefusedAsByTheRun()
    {
        File.WriteAllText(_folder.File("statistics.csv"), "zone,amount\nZ1,1\n");
        KayaProcess.Run(_folder.Path, ["downscale", "run", .. s_inputs, "--dry-run"]).RequireRefusal(3, "statistics.csv", "amount");
    }

    [Theory]
    [InlineData(3, "(--factor)|from 2 to 16|found: 1", "--factor", "1")]
    [InlineData(3, "(--level)|0.5, 0.8, 0.95", "--level", "0.9")]
    [InlineData(3, "(--model)|no value", "--model", "")]
    [InlineData(3, "(--model)|Did you mean 'linear'?", "--model", "liner")]
    [InlineData(4, "numbers/model|model folder", "--model", "numbers/model")]
    [InlineData(4, "folder/model|model folder", "--model", "folder")]
    [InlineData(3, "(--missing-is-zero)|Did you mean 'lights'?", "--missing-is-zero", "ligths")]
    [InlineData(3, "number without a code|found: 4", "--zones", "zones.tif", "--zone.codes", "three.csv")]
    [InlineData(4, "too few zones|found: 5", "--model", "linear", "--drivers",
        "lights.tif,people.tif,hole.tif,plain.asc@crs=EPSG:4326@kind=intensive@unit=1")]
    public void Run_BadOption_RefusedWithRemedyAndNothingWritten(int code, string says, params string[] options)
    {
        Directory.CreateDirectory(_folder.File("folder"));
        File.WriteAllLines(_folder.File("three.csv"), File.ReadLines(_folder.File("numbers.csv")).Take(4));
        Refused(code, says, [.. s_inputs.Where((_, i) => !options.Contains(s_inputs[i / 2 * 2])), .. options]);
    }

    [Theory]
    [InlineData(4, "found: --zones", "--zones", "zones.geojson")]
    [InlineData(4, "found: --statistics, --drivers", "--statistics", "statistics.csv", "--drivers", "lights.tif")]
    [InlineData(4, "found: --like", "--like", "lights.tif")]
    public void Run_SomeInputsOnly_Refused(int code, string says, params string[] options) => Refused(code, says, options);

    [Fact]
    public void Run_ZoneAndStatisticWithoutTheOther_LeftOutAndListedWhenAsked()
    {
        File.WriteAllText(
            _folder.File("statistics.csv"), File.ReadAllText(_folder.File("statistics.csv")).Replace("Z3", "Z9", StringComparison.Ordinal));
        KayaResult result = KayaProcess.Run(
            _folder.Path, ["downscale", "run", .. MappedCountry.s_tiny, .. s_inputs, "--skip-unmatched", "--out", "map"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Zones without a statistic, left out of the map: Z3.", result.Error, StringComparison.Ordinal);
        Assert.Contains("Statistics without a zone, not on the map: Z9; 3000 t in all.", result.Error, StringComparison.Ordinal);
        KayaResult verified = KayaProcess.Run(_folder.Path, "verify", "map/outputs/fine.tif");
        Assert.True(
            verified.ExitCode == 0
            && verified.Output.Contains("4 zones equal their statistics to 1 ulp: 12000 t of CO2", StringComparison.Ordinal),
            verified.ToString());
    }

    [Fact]
    public void Run_ZoneThatEmitsNothing_IsZeroOnTheMap()
    {
        File.WriteAllText(
            _folder.File("statistics.csv"), File.ReadAllText(_folder.File("statistics.csv"))
            .Replace("3000", "0", StringComparison.Ordinal));
        KayaResult result = KayaProcess.Run(_folder.Path, ["downscale", "run", .. MappedCountry.s_tiny, .. s_inputs, "--out", "map"]);
        Assert.True(result.ExitCode == 0 && result.Output.Contains("5 of 5 zones sum", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public void Run_MemoryTooSmall_IsExitCode6AndWritesNoMap()
    {
        KayaResult result = KayaProcess.Run(_folder.Path, ["downscale", "run", .. s_inputs, "--max-memory", "0.1", "--out", "map"]);
        Assert.True(result.ExitCode == 6 && result.Output.Length == 0
            && result.Error.Contains("Increase --max-memory", StringComparison.Ordinal), result.ToString());
        Assert.DoesNotContain(Files(), file => file.Contains("/map/outputs/", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_DiskFull_IsExitCode6AndNothingHalfWritten()
    {
        string full = _folder.File("full");
        using SmallDisk? disk = SmallDisk.Mount(full, "250k");
        if (disk is null) Assert.Skip("a small file system can be mounted by root only");
        KayaResult result = KayaProcess.Run(
            _folder.Path, ["downscale", "run", .. MappedCountry.s_tiny, .. s_inputs, "--factor", "16", "--out", "full/map"]);
        Assert.True(result.ExitCode == 6 && result.Error.Contains("disk", StringComparison.Ordinal)
            && result.Error.Contains("remedy: ", StringComparison.Ordinal), result.ToString());
        // What was written before is whole, and the run says that it failed.
        Assert.DoesNotContain(Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories),
            file => file.Contains(".part", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(full, "map/outputs/fine.nc")));
        Assert.Contains("\"failed\"", File.ReadAllText(Path.Combine(full, "map/run.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_OnFiles_RefusesWhatItCannotCompare()
    {
        KayaResult made = KayaProcess.Run(_folder.Path, ["downscale", "run", .. MappedCountry.s_tiny, .. s_inputs, "--out", "map"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        string[] before = Files();
        foreach ((int code, string says, string[] options) in new (int, string, string[])[]
        {
            (3, "people.tif|@basis=C", ["--inventories", "people.tif@unit=t@override=yes"]),
                (3, "measure different things|people.tif", ["--inventories", "people.tif@basis=C"]),
            (4, "absent", ["--land-cover", "absent.tif"]), (3, "too small", ["--detail", "people.tif@unit=t@override=yes"]),
                (3, "plain.asc (band1)|FILE@kind=", ["--detail", "plain.asc@crs=EPSG:4326"]),
        })
        {
            RefusedBy(code, says, ["downscale", "evaluate", "--run", "map", .. options]);
            Assert.Equal(before, Files());
        }
    }

    private static readonly string[] s_inputs = ["--zones", "zones.geojson", "--statistics", "statistics.csv", "--drivers",
        "lights.tif,people.tif"];

    private void Refused(int code, string says, params string[] options)
    {
        string[] before = Files();
        RefusedBy(code, says, ["downscale", "run", .. MappedCountry.s_tiny, .. options]);
        Assert.Equal(before, Files());
    }

    private void RefusedBy(int code, string says, params string[] command) =>
        KayaProcess.Run(_folder.Path, command).RequireRefusal(code, says.Split('|'));

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order()];
}
