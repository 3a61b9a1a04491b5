using System.Globalization;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.EndToEnd.Tests;

/// <summary>The same training, left alone.</summary>
public sealed class WholeTraining : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WholeTraining()
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        KayaResult result = KayaProcess.Run(_folder.Path, [.. ResumeTests.s_training, "--out", Folder]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Time = System.Diagnostics.Stopwatch.GetElapsedTime(started);
    }

    public string Folder => _folder.File("whole");

    public TimeSpan Time { get; }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Trainings that are killed or stopped at any moment, and resumed, end with the bytes of one that was not.</summary>
public sealed class ResumeTests(WholeTraining whole, ITestOutputHelper output) : IClassFixture<WholeTraining>, IDisposable
{
    // Three stages (known regions, other regions, the model) of a second each or so, with several checkpoints in every one.
    internal static readonly string[] s_training =
    [
        "energy", "train", "--model.steps", "500", "--model.members", "2", "--model.hidden-size", "8", "--model.latent-size", "4",
            "--model.batch-size", "16",
        "--first", "2023-01-01", "--last", "2023-06-30", "--regions", "Arvania,Belmora,Corsund,Drevia",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>KAYA_KILLS sets the number of kills, KAYA_KILL_SEED their moments.</summary>
    [Fact]
    public void Train_KilledAtRandomMomentsAndResumed_EndsWithTheSameBytes()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("KAYA_KILLS") ?? "3", CultureInfo.InvariantCulture);
        ulong seed = ulong.Parse(Environment.GetEnvironmentVariable("KAYA_KILL_SEED") ?? $"{Environment.TickCount64}",
            CultureInfo.InvariantCulture);
        output.WriteLine($"{kills} kills, seed {seed}; undisturbed {whole.Time.TotalSeconds:0.0} s");
        RandomSequence random = new RandomSource(seed).Derive("kills").Sequence();
        Dictionary<string, int> stages = [];
        int done = 0;
        // Any moment of an undisturbed training may come; a resumed one is shorter, and where it ends first another is begun.
        for (int attempt = 0; done < kills; attempt++)
        {
            Assert.True(attempt < 20 * kills, $"seed {seed}: only {done} kills in {attempt} attempts");
            if (IsComplete("killed")) Directory.Delete(_folder.File("killed"), recursive: true);
            using KayaProcess process = Train("killed");
            Thread.Sleep(whole.Time * random.NextDouble());
            if (process.HasExited)
            {
                KayaResult ended = process.Wait();
                Assert.True(ended.ExitCode == 0, $"seed {seed}, after {done} kills: {ended}");
                RequireSame("killed", seed);
                continue;
            }

            process.Kill();
            process.Wait();
            done++;
            string stage = Stage("killed");
            stages[stage] = stages.GetValueOrDefault(stage) + 1;
        }

        // The last kill may have come after the run was complete and before its process was gone.
        if (!IsComplete("killed"))
        {
            KayaResult last = Train("killed").Wait();
            Assert.True(last.ExitCode == 0, $"seed {seed}: {last}");
        }

        RequireSame("killed", seed);
        output.WriteLine($"{done} kills: {string.Join(", ", stages.Select(stage => $"{stage.Value} {stage.Key}"))}");
        // Nothing that a killed process left half done stays, besides the log that says it was resumed.
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("killed")).Select(Path.GetFileName).Except(
            Directory.EnumerateFileSystemEntries(whole.Folder).Select(Path.GetFileName)).Except(["log.ndjson"]));
        KayaResult verified = KayaProcess.Run(_folder.Path, "run", "verify", "killed");
        Assert.True(verified.ExitCode == 0, verified.ToString());
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Train_Signalled_StopsAtACheckpointAndGoesOn(string signal, int code)
    {
        using KayaProcess process = Train("stopped");
        WaitFor(() => Directory.Exists(_folder.File("stopped/checkpoint")) || process.HasExited);
        process.Signal(signal);
        KayaResult stopped = process.Wait();
        Assert.True(stopped.ExitCode == code, stopped.ToString());
        Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);
        Assert.Equal("interrupted", Status("stopped"));
        Assert.False(Directory.Exists(_folder.File("stopped/model")));
        KayaResult resumed = Train("stopped").Wait();
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        RequireSame("stopped", 0);
    }

    [Fact]
    public void Train_ResumedWithOtherSettings_IsRefused()
    {
        using (KayaProcess process = Train("stopped"))
        {
            WaitFor(() => Directory.Exists(_folder.File("stopped/checkpoint")) || process.HasExited);
            process.Kill();
        }

        KayaResult result = KayaProcess.Run(_folder.Path, [.. s_training, "--seed", "7", "--out", "stopped", "--resume"]);
        Assert.True(result.ExitCode == 3 && result.Error.Contains("different settings", StringComparison.Ordinal), result.ToString());
    }

    private bool IsComplete(string run) => File.Exists(_folder.File($"{run}/model/model.json")) && Status(run) == "completed";

    // Resumes where there is something to resume: a process killed in its first moments may have left no run at all.
    private KayaProcess Train(string run) => KayaProcess.Start(_folder.Path,
        [.. s_training, "--out", run, .. File.Exists(_folder.File($"{run}/run.json")) ? ["--resume"] : Array.Empty<string>()]);

    private string Status(string run) => JsonNode.Parse(File.ReadAllText(_folder.File($"{run}/run.json")))!["status"]!.GetValue<string>();

    private string Stage(string run)
    {
        if (!File.Exists(_folder.File($"{run}/run.json"))) return "before the run";
        if (File.Exists(_folder.File($"{run}/model/model.json"))) return "after the model";
        string[] checkpoints = Directory.Exists(_folder.File($"{run}/checkpoint")) ? Directory.GetFiles(_folder.File($"{run}/checkpoint"))
            : [];
        string? latest = checkpoints.Where(path => !path.EndsWith(".part", StringComparison.Ordinal)).MaxBy(File.GetLastWriteTimeUtc);
        return latest is null ? "before the first checkpoint" : $"after a checkpoint of '{Path.GetFileName(latest)}'";
    }

    private void RequireSame(string run, ulong seed)
    {
        foreach (string name in (string[])["model/weights.safetensors", "model/model.json", "outputs/fit.csv"])
            Assert.True(
                File.ReadAllBytes(Path.Combine(whole.Folder, name)).AsSpan().SequenceEqual(
                File.ReadAllBytes(_folder.File($"{run}/{name}"))), $"seed {seed}: {name} differs");
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++) Thread.Sleep(10);
        Assert.True(condition());
    }
}
