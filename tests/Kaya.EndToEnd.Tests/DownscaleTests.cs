using System.Globalization;
using System.Text.Json.Nodes;

namespace Kaya.EndToEnd.Tests;

/// <summary>One map of the sample country by small networks, made once: what it looks like is not looked at here.</summary>
public sealed class MappedCountry : IDisposable
{
    internal static readonly string[] s_tiny = ["--network.members", "1", "--network.steps", "40", "--network.channels", "8",
        "--network.hidden-layers", "2"];

    private readonly TemporaryFolder _folder = new();

    public MappedCountry() =>
        Made = KayaProcess.Run(_folder.Path, [.. s_tiny.Prepend("run").Prepend("downscale"), "--out", Folder, "--json"]);

    /// <summary>What the command printed.</summary>
    internal KayaResult Made { get; }

    public string Folder => _folder.File("map");

    public void Dispose() => _folder.Dispose();
}

/// <summary><c>kaya downscale</c> on the sample country through real processes: what it leaves, that it can be proved, repeated, resumed
/// and judged.</summary>
public sealed class DownscaleTests(MappedCountry country) : IClassFixture<MappedCountry>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_SampleCountry_LeavesMapsThatVerify()
    {
        JsonNode answer = Answer(country.Made);
        Assert.Equal(12, answer["tables"]![0]!["rows"]!.AsArray().Count);
        Assert.All(answer["tables"]![0]!["rows"]!.AsArray(), row => Assert.InRange(Math.Abs((double)row!["residual"]!), 0, 1e-8));
        Assert.Contains("12 of 12 zones sum", answer["summary"]!.ToJsonString(), StringComparison.Ordinal);
        foreach (
            string name in (string[])["report.html", "outputs/coarse.tif", "outputs/fine.tif", "outputs/fine.nc", "outputs/coarse.png",
            "outputs/fine.png", "outputs/zones.csv",
            "outputs/drivers.csv", "model/regression/model.json", "model/super-resolution/model.json"])
            Assert.True(File.Exists(Path.Combine(country.Folder, name)), name);
        Assert.False(Directory.Exists(Path.Combine(country.Folder, "checkpoint")));
        Assert.Contains("made-up provinces", File.ReadAllText(Path.Combine(country.Folder, "report.html")), StringComparison.Ordinal);
        string[] maps = ["outputs/fine.tif", "outputs/coarse.tif", "outputs/fine.nc"];
        KayaResult verified = KayaProcess.Run(country.Folder, ["verify", .. maps]);
        Assert.True(
            verified.ExitCode == 0
            && verified.Output.Split('\n')
            .Count(line => line.Contains("12 zones equal their statistics to 1 ulp", StringComparison.Ordinal)) == 3, verified.ToString());
        KayaResult whole = KayaProcess.Run(country.Folder, "run", "verify", country.Folder);
        Assert.True(whole.ExitCode == 0, whole.ToString());
    }

    [Fact]
    public void Repeat_SampleCountry_IsTheSameInEveryByte()
    {
        Assert.Equal(0, country.Made.ExitCode);
        KayaResult repeated = KayaProcess.Run(_folder.Path, "run", "repeat", country.Folder, "--out", "again");
        Assert.True(repeated.ExitCode == 0 && repeated.Output.Contains("All files are identical", StringComparison.Ordinal),
            repeated.ToString());
        RequireSame("again");
    }

    [Fact]
    public void Run_KilledWhileTraining_GoesOnToTheSameBytes()
    {
        string[] run = [.. MappedCountry.s_tiny.Prepend("run").Prepend("downscale"), "--out", "killed"];
        using (KayaProcess process = KayaProcess.Start(_folder.Path, run))
        {
            // The first of two checkpoints is there: the network is half trained.
            string checkpoint = _folder.File("killed/checkpoint/super-resolution-member0.safetensors");
            for (int i = 0; i < 20_000 && !process.HasExited && !File.Exists(checkpoint); i++) Thread.Sleep(2);
            process.Kill();
            process.Wait();
            Assert.True(File.Exists(checkpoint));
        }

        Assert.NotEqual("completed", Status("killed"));
        Assert.False(File.Exists(_folder.File("killed/report.html")));
        KayaResult refused = KayaProcess.Run(_folder.Path, "downscale", "evaluate", "--run", "killed");
        Assert.True(refused.ExitCode == 3 && refused.Error.Contains("not a complete run of 'downscale run'", StringComparison.Ordinal),
            refused.ToString());
        KayaResult resumed = KayaProcess.Run(_folder.Path, [.. run, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        RequireSame("killed");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("killed"), "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void Evaluate_Run_HasLandTruthAndDetail()
    {
        Assert.Equal(0, country.Made.ExitCode);
        JsonNode answer = Answer(
            KayaProcess.Run(
            _folder.Path, [.. MappedCountry.s_tiny.Prepend("evaluate").Prepend("downscale"), "--run", country.Folder, "--out", "judged",
            "--json"]));
        Assert.Equal(["land-use", "built-up", "agreement", "detail"], answer["tables"]!.AsArray().Select(table => (string)table!["name"]!));
        // Shares of everything are shares of one.
        foreach (string map in (string[])["coarse", "fine", "truth"])
            Assert.Equal(100, answer["tables"]![0]!["rows"]!.AsArray().Sum(row => (double)row![map]!), 1e-6);
        Assert.Equal("fine map", (string)answer["tables"]![2]!["rows"]![0]!["map"]!);
        Assert.Equal("super-resolution", (string)answer["tables"]![3]!["rows"]![0]!["method"]!);
        Assert.Contains("Compared with the true emissions", answer["summary"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("judged/report.html")));
    }

    [Fact]
    public void FitThenRun_ByTheModelOfTheFit_IsTheMapOfThatModel()
    {
        JsonNode fitted = Answer(KayaProcess.Run(_folder.Path, "downscale", "fit", "--models", "mixture", "--out", "fit", "--json"));
        Assert.Contains("Chosen: mixture", fitted["summary"]!.ToJsonString(), StringComparison.Ordinal);
        JsonNode listed = Answer(
            KayaProcess.Run(
            _folder.Path, [.. MappedCountry.s_tiny.Prepend("run").Prepend("downscale"), "--model", "fit", "--dry-run", "--json"]));
        Assert.Contains("fit/model", listed.ToJsonString(), StringComparison.Ordinal);
        Answer(KayaProcess.Run(
            _folder.Path, [.. MappedCountry.s_tiny.Prepend("run").Prepend("downscale"), "--model", "fit", "--out", "map", "--json"]));
        // The fit learns from the same zones in the same year, so the map is that of a run that fits for itself.
        RequireSame("map");
        JsonNode model = JsonNode.Parse(File.ReadAllText(_folder.File("map/inputs.json")))!.AsArray()
            .Single(input => ((string)input!["path"]!).EndsWith("fit/model", StringComparison.Ordinal))!;
        Assert.Contains("model.json", model["files"]!.AsArray().Select(file => (string)file!["path"]!));
    }

    [Fact]
    public void DryRun_SampleCountry_SaysCostAndLeavesNothing()
    {
        KayaResult dry = KayaProcess.Run(_folder.Path, "downscale", "run", "--dry-run");
        Assert.True(dry.ExitCode == 0 && dry.Output.Contains("Cost: about", StringComparison.Ordinal)
            && dry.Output.Contains("network.steps", StringComparison.Ordinal), dry.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static JsonNode Answer(KayaResult result)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonNode.Parse(result.Output)!;
    }

    private string Status(string run) => JsonNode.Parse(File.ReadAllText(_folder.File($"{run}/run.json")))!["status"]!.GetValue<string>();

    private void RequireSame(string run)
    {
        foreach (
            string name in (string[])["outputs/fine.tif", "outputs/coarse.tif", "outputs/fine.nc", "outputs/zones.csv",
            "model/super-resolution/weights.safetensors", "model/regression/weights.safetensors"])
            Assert.True(
            File.ReadAllBytes(Path.Combine(country.Folder, name)).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File($"{run}/{name}"))),
            string.Create(CultureInfo.InvariantCulture, $"{name} differs"));
    }
}
