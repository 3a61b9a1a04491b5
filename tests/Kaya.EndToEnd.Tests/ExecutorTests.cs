using Kaya.Core;
using Kaya.Runs;
using Kaya.Samples;
using Kaya.Tasks;

namespace Kaya.EndToEnd.Tests;

/// <summary>A task in a process of its own that dies there: whoever asked for it lives on and learns why.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ExecutorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Start_ProcessIsEndedByALibrary_TheRunSaysSoAndNamesItsInputs()
    {
        // What a native library does with a file that it cannot bear.
        string program = Script("""
            "$KAYA" "$@" & child=$!
            while ! grep -q '"running"' "$3/run.json"; do sleep 0.05; done
            kill -KILL $child; wait $child
            kill -SEGV $$
            """);
        RunRecord record = Ended(new LocalExecutor(program));
        Assert.Equal((RunStatus.Failed, nameof(DataFormatException)), (record.Status, record.Fault?.Kind));
        Assert.Contains(_folder.File("world"), record.Fault!.Found, StringComparison.Ordinal);
        // The run can be continued.
        Assert.False(File.Exists(_folder.File("job/job.json")));
    }

    [Fact]
    public void Start_MoreProcessorTimeThanGranted_TheRunSaysSo()
    {
        RunRecord record = Ended(new LocalExecutor(Script("exec \"$KAYA\" \"$@\""),
            grant: new ProcessGrant { ProcessorTime = TimeSpan.FromSeconds(3), OpenFiles = 500 }));
        Assert.Equal((RunStatus.Failed, nameof(ResourceException)), (record.Status, record.Fault?.Kind));
        Assert.Contains("3 s", record.Fault!.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_FewOpenFiles_TheSystemHoldsTheProcessToIt()
    {
        string program = Script($"ulimit -n > '{_folder.File("files.txt")}'; kill -KILL $$");
        LocalExecutor executor = new(program, grant: new ProcessGrant { OpenFiles = 400 });
        Assert.Throws<ResourceException>(() => executor.Start(Training(), Settings));
        Assert.Equal("400", File.ReadAllText(_folder.File("files.txt")).Trim());
    }

    private TaskRunSettings Settings => new() { Command = "kaya energy train", Folder = _folder.File("job") };

    private PreparedTask Training()
    {
        SampleProviderFiles world = SampleEnergy.Create().WriteProviderFiles(_folder.File("world"));
        return new EnergyTrainTask().Prepare(new ConfigurationSources
        {
            Flags = new Dictionary<string, string>
            {
                ["emissions"] = world.Emissions, ["generation"] = world.Generation,
                ["model.steps"] = "100000", ["model.members"] = "2", ["threads"] = "1",
            },
        });
    }

    private RunRecord Ended(LocalExecutor executor)
    {
        string folder = executor.Start(Training(), Settings).Folder;
        DateTime latest = DateTime.UtcNow.AddMinutes(2);
        while (Run.Open(folder).Record is { Status: RunStatus.Running or RunStatus.Queued } && DateTime.UtcNow < latest) Thread.Sleep(100);
        return Run.Open(folder).Record;
    }

    private string Script(string text)
    {
        string path = _folder.File("program.sh"), kaya = Path.Combine(AppContext.BaseDirectory, "kaya");
        File.WriteAllText(path, $"#!/bin/sh\nKAYA='{kaya}'\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
