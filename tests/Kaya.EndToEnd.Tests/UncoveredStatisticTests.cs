using System.Text.Json;
using Kaya.NetCdf;
using Kaya.NetCdf.Tests;
using Kaya.Tasks.Tests.Downscaling;

namespace Kaya.EndToEnd.Tests;

/// <summary>A statistic that does not reach the map is never silent: it is in the report, the JSON, the certificate and on standard
/// error.</summary>
public sealed class UncoveredStatisticTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public UncoveredStatisticTests(SmallLandFiles files) => files.CopyTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--keep-uncovered-share", "Only the share on the grid is spread: Z")]
    [InlineData("--spread-covered", "The whole statistic is spread over the part on the grid: Z")]
    public void Run_ZonesOffTheGridAndStatisticsWithoutZone_AreSaidEverywhere(string choice, string says)
    {
        // The drivers without their western columns; and a statistic of no zone.
        File.AppendAllText(_folder.File("statistics.csv"), "Z9,123\n");
        KayaResult cut = Kaya("raster", "align", "people.tif", "--kind", "extensive", "--unit", "1", "--bounds", Inside(), "--out",
            "part.tif", "-q");
        Assert.True(cut.ExitCode == 0, cut.ToString());
        string[] run = ["downscale", "run", "--zones", "zones.geojson", "--statistics", "statistics.csv", "--drivers",
            "part.tif@kind=extensive@unit=1", "--spread-kilometres", "0", "--network.members", "2", "--network.steps", "3",
            "--network.hidden-layers", "2", "--network.channels", "8", "--skip-unmatched", "--out", "run"];
        Kaya(run).RequireRefusal(3, "not wholly on the grid", "% on the grid", "--spread-covered", "--keep-uncovered-share");
        KayaResult made = Kaya([.. run, choice, "--json"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        string[] sentences = [says, "Statistics without a zone, not on the map: Z9"];
        JsonElement json = JsonDocument.Parse(made.Output).RootElement;
        string[] notices = [.. json.GetProperty("notices").EnumerateArray().Select(notice => notice.GetString()!)];
        string report = File.ReadAllText(_folder.File("run/report.html")), log = File.ReadAllText(_folder.File("run/log.ndjson"));
        KayaResult verified = Kaya("verify", "run/outputs/fine.tif", "run/outputs/coarse.tif", "run/outputs/fine.nc");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        foreach (string sentence in sentences)
        {
            Assert.Contains(notices, notice => notice.StartsWith(sentence, StringComparison.Ordinal));
            foreach (string place in new[] { made.Error, report, log })
                Assert.Contains(sentence, place, StringComparison.Ordinal);
            Assert.Equal(3, verified.Output.Split(sentence).Length - 1);
        }

        Assert.Contains("% of the zone lies on the grid; on the map", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SourcesScaledAndLeftOut_AreSaidEverywhere()
    {
        // More than the statistic of Z3 in its middle, and a plant that is shut.
        File.WriteAllText(_folder.File("plants.csv"),
            FormattableString.Invariant($"name,longitude,latitude,emission [t],status\nBig,{Middle().X},{Middle().Y},9000,operating\n")
            + FormattableString.Invariant($"Old,{Middle().X},{Middle().Y},5,retired\n"));
        string[] run = ["downscale", "run", "--zones", "zones.geojson", "--statistics", "statistics.csv", "--drivers",
            "people.tif@kind=extensive@unit=1", "--spread-kilometres", "0", "--network.members", "2", "--network.steps", "3",
            "--network.hidden-layers", "2", "--network.channels", "8", "--points", "plants.csv", "--out", "run"];
        Kaya(run).RequireRefusal(3, "Z3", "--scale-points");
        KayaResult made = Kaya([.. run, "--scale-points", "--json"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        const string Scaled = "Sources scaled to agree with the statistic of their zone: Z3 x 0.";
        string report = File.ReadAllText(_folder.File("run/report.html"));
        KayaResult verified = Kaya("verify", "run/outputs/fine.tif", "run/outputs/coarse.tif", "run/outputs/fine.nc");
        foreach (string place in new[] { made.Error, made.Output, report, verified.Output })
            Assert.Contains(Scaled, place, StringComparison.Ordinal);
        using (NetCdfFile file = NetCdfFile.Open(_folder.File("run/outputs/fine.nc"))) Assert.Empty(CfRules.Broken(file));
        // The plant that is left out is in the summary, the report and the certificate of each map.
        foreach (string place in new[] { made.Output, report, verified.Output }) Assert.Contains("Old", place, StringComparison.Ordinal);
    }

    // The middle of the zone Z3.
    private (double X, double Y) Middle()
    {
        JsonElement zone = JsonDocument.Parse(File.ReadAllText(_folder.File("zones.geojson"))).RootElement.GetProperty("features")
            .EnumerateArray().Single(feature => feature.GetProperty("properties").EnumerateObject()
                .Any(property => property.Value.ToString() == "Z3"));
        JsonElement[] ring = [.. zone.GetProperty("geometry").GetProperty("coordinates")[0].EnumerateArray().SkipLast(1)];
        return (ring.Average(point => point[0].GetDouble()), ring.Average(point => point[1].GetDouble()));
    }

    private string Inside()
    {
        KayaResult info = Kaya("raster", "info", "people.tif", "-q");
        System.Text.RegularExpressions.Match found = System.Text.RegularExpressions.Regex.Match(info.Output,
            @"x ([-\d.]+) to ([-\d.]+), y ([-\d.]+) to ([-\d.]+)");
        double[] edges = [.. Enumerable.Range(1, 4).Select(k => double.Parse(found.Groups[k].Value,
            System.Globalization.CultureInfo.InvariantCulture))];
        return FormattableString.Invariant($"{edges[0] + ((edges[1] - edges[0]) / 8)},{edges[2]},{edges[1]},{edges[3]}");
    }

    private KayaResult Kaya(params string[] arguments) => KayaProcess.Run(_folder.Path, arguments);
}
