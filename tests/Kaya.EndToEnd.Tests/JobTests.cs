using System.Text.Json.Nodes;

namespace Kaya.EndToEnd.Tests;

/// <summary>A training that goes on without the process that started it: found again, followed, stopped, continued.</summary>
public sealed class JobTests : IDisposable
{
    // Some ten seconds of training, with a checkpoint every few tenths of one.
    private static readonly string[] s_training =
    [
        "energy", "train", "--model.steps", "2000", "--model.members", "2", "--model.hidden-size", "8", "--model.latent-size", "4",
        "--model.batch-size", "16", "--first", "2023-01-01", "--last", "2023-06-30", "--regions", "Arvania,Belmora,Corsund,Drevia",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_Detached_OutlivesItsStarterAndIsFoundWatchedCancelledAndResumed()
    {
        using (KayaProcess starter = KayaProcess.Start(_folder.Path, [.. s_training, "--out", "runs/job", "--detach"]))
        {
            WaitFor(() => Status() == "running");
            starter.Kill();
            starter.Wait();
        }

        JsonNode listed = Assert.Single(JsonNode.Parse(Run("run", "list", "--json").Output)!["rows"]!.AsArray())!;
        Assert.Equal(
            ("runs/job", "energy train", "running"),
            (listed["run"]!.GetValue<string>(), listed["task"]!.GetValue<string>(), listed["status"]!.GetValue<string>()));
        using (KayaProcess watcher = KayaProcess.Start(_folder.Path, "run", "watch", "runs/job"))
        {
            WaitFor(() => File.Exists(_folder.File("runs/job/metrics.ndjson")));
            JsonNode figure = JsonNode.Parse(File.ReadLines(_folder.File("runs/job/metrics.ndjson")).First())!;
            Assert.Equal("loss", figure["name"]!.GetValue<string>());
            JsonNode progress = JsonNode.Parse(File.ReadLines(_folder.File("runs/job/progress.ndjson")).Last())!;
            Assert.True(progress["stage"]!.GetValue<string>().Length > 0 && progress["total"]!.GetValue<long>() > 0,
                progress.ToJsonString());
            Assert.False(watcher.HasExited);
            KayaResult cancelled = Run("run", "cancel", "runs/job");
            Assert.True(cancelled.ExitCode == 0 && cancelled.Output.Contains("interrupted", StringComparison.Ordinal),
                cancelled.ToString());
            KayaResult watched = watcher.Wait();
            Assert.True(watched.ExitCode == 143 && watched.Output.Contains("interrupted", StringComparison.Ordinal), watched.ToString());
        }

        Assert.Equal("interrupted", Status());
        Assert.False(File.Exists(_folder.File("runs/job/job.json")));
        Assert.NotEmpty(Directory.EnumerateFiles(_folder.File("runs/job/checkpoint"), "*", SearchOption.AllDirectories));
        Assert.Equal(3, Run("run", "cancel", "runs/job").ExitCode);
        KayaResult resumed = Run("run", "resume", "runs/job");
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        KayaResult verified = Run("run", "verify", "runs/job");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        Assert.Contains("figure", Run("run", "show", "runs/job").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_DetachedToItsEnd_IsCompleteAndVerifies()
    {
        KayaResult started = Run(["energy", "train", .. TrainedWorld.Tiny, "--out", "runs/job", "--detach", "--json"]);
        Assert.Equal(0, started.ExitCode);
        JsonNode answer = JsonNode.Parse(started.Output)!;
        Assert.Equal(_folder.File("runs/job"), Path.GetFullPath(answer["run"]!.GetValue<string>(), _folder.Path));
        KayaResult watched = Run("run", "watch", "runs/job");
        Assert.True(watched.ExitCode == 0 && watched.Output.Contains("completed", StringComparison.Ordinal), watched.ToString());
        // The process prints its answer after the run has ended.
        KayaResult verified = Run("run", "verify", "runs/job");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        KayaResult again = Run([.. s_training, "--out", "runs/job", "--detach"]);
        Assert.True(again.ExitCode == 3 && again.Error.Contains("--force", StringComparison.Ordinal), again.ToString());
    }

    // The process number of a run whose process is gone may be that of another by now.
    [Fact]
    public void Cancel_ProcessNumberOfAnother_LeavesItAlone()
    {
        using KayaProcess other = KayaProcess.Start(_folder.Path, [.. s_training, "--out", "runs/other"]);
        WaitFor(() => File.Exists(_folder.File("runs/other/progress.ndjson")));
        using (KayaProcess killed = KayaProcess.Start(_folder.Path, [.. s_training, "--out", "runs/job"]))
        {
            WaitFor(() => Status() == "running");
            killed.Kill();
            killed.Wait();
        }

        JsonNode job = JsonNode.Parse(File.ReadAllText(_folder.File("runs/other/job.json")))!;
        JsonNode stale = JsonNode.Parse(File.ReadAllText(_folder.File("runs/job/job.json")))!;
        stale["id"] = job["id"]!.GetValue<string>();
        File.WriteAllText(_folder.File("runs/job/job.json"), stale.ToJsonString());
        KayaResult result = Run("run", "cancel", "runs/job");
        Assert.True(result.ExitCode == 3 && result.Error.Contains("The run is not running", StringComparison.Ordinal), result.ToString());
        Assert.False(other.HasExited);
    }

    private KayaResult Run(params string[] arguments) => KayaProcess.Run(_folder.Path, arguments);

    private string? Status()
    {
        string path = _folder.File("runs/job/run.json");
        return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!["status"]!.GetValue<string>() : null;
    }

    private static void WaitFor(Func<bool> condition)
    {
        // Three minutes: a busy machine starts processes slowly.
        for (int i = 0; i < 18_000 && !condition(); i++) Thread.Sleep(10);
        Assert.True(condition());
    }
}
