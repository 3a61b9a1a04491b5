using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs.Tests;

/// <summary>A run removes what it wrote and nothing else, whatever lies in or beside its folder.</summary>
public sealed class OwnedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private RunRequest Request(bool force = false) => new()
    {
        Task = "energy train", Command = "kaya energy train", KayaVersion = "0.1.0", Seed = 1,
            Configuration = new JsonObject { ["epochs"] = 1 },
        Folder = _folder.Of("m"), Force = force,
    };

    private Run Complete(bool force = false, string output = "table.csv")
    {
        using ActiveRun active = Run.Create(Request(force));
        AtomicFile.WriteText(active.OutputPath(output), "own");
        AtomicFile.WriteText(active.PathFor("report.html"), "own");
        return active.Complete();
    }

    // What a process that is killed leaves: everything as it is at that moment, with a lock that nobody holds.
    private void CopyAsKilled(ActiveRun active, string name)
    {
        foreach (string path in Directory.EnumerateFiles(active.Folder, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_folder.Of(name), Path.GetRelativePath(active.Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Path.GetFileName(path) == ".lock") File.WriteAllText(target, "");
            else File.Copy(path, target);
        }
    }

    [Fact]
    public void Create_Forced_RemovesTheEarlierRunAndNothingBesides()
    {
        Complete();
        foreach (string neighbour in (string[])["m.backup.replaced", "m.x.part", "mm", "m*", "m.0123.replaced"])
            _folder.Text($"{neighbour}/precious.txt", "years of work");
        Run run = Complete(force: true, output: "other.csv");
        Assert.Empty(run.Verify());
        Assert.False(File.Exists(Path.Combine(run.Folder, "outputs/table.csv")));
        Assert.Equal(["m", "m*", "m.0123.replaced", "m.backup.replaced", "m.x.part", "mm"],
            Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(5, Directory.GetFiles(_folder.Path, "precious.txt", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("precious.txt")]
    [InlineData("outputs/precious.txt")]
    [InlineData("outputs/maps/precious.txt")]
    [InlineData("notes/precious.txt")]
    [InlineData("model/precious.part")]
    [InlineData("outputs/table.csv.part")]
    public void Create_ForcedOverARunWithForeignFiles_NamesThemAndRemovesNothing(string name)
    {
        string before = string.Join('\n', Files(Complete().Folder));
        _folder.Text("m/" + name, "years of work");
        DataFormatException failure = Assert.Throws<DataFormatException>(() => Run.Create(Request(force: true)));
        Assert.Contains(name.Split('/')[0], failure.Fault.Found, StringComparison.Ordinal);
        Assert.Equal("years of work", File.ReadAllText(_folder.Of("m/" + name)));
        File.Delete(_folder.Of("m/" + name));
        Assert.Equal(before, string.Join('\n', Files(_folder.Of("m"))));
        Assert.Throws<DataFormatException>(() => { _folder.Text("m/" + name, "years of work"); Run.Removal(_folder.Of("m")).CarryOut(); });
        Assert.True(File.Exists(_folder.Of("m/" + name)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("my notes on a run")]
    public void Create_ForcedOverAFolderWithAForeignRecord_IsRefused(string record)
    {
        _folder.Text("m/run.json", record);
        _folder.Text("m/files.json", "[]");
        _folder.Text("m/precious.txt", "years of work");
        Assert.ThrowsAny<KayaException>(() => Run.Create(Request(force: true)));
        Assert.Equal(["files.json", "precious.txt", "run.json"], Files(_folder.Of("m")));
    }

    [Fact]
    public void Create_OnASymbolicLink_IsRefused()
    {
        Complete();
        Directory.CreateSymbolicLink(_folder.Of("link"), _folder.Of("m"));
        foreach (bool force in (bool[])[false, true])
            Assert.Contains(
                "link", Assert.Throws<DataFormatException>(() => Run.Create(Request(force) with { Folder = _folder.Of("link") }))
                .Fault.What, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Of("m/outputs/table.csv")));
    }

    [Fact]
    public void Resume_WithALinkInside_FollowsItNowhere()
    {
        string precious = _folder.Text("elsewhere/thesis.part", "years of work");
        using (ActiveRun active = Run.Create(Request())) AtomicFile.WriteText(active.OutputPath("a.csv"), "own");
        Directory.CreateSymbolicLink(_folder.Of("m/checkpoint"), _folder.Of("elsewhere"));
        using (ActiveRun again = Run.Resume(Request()))
        {
            Assert.Throws<DataFormatException>(() => again.PathFor("checkpoint/fit"));
            again.Complete();
        }

        Assert.True(File.Exists(precious));
        Assert.Throws<DataFormatException>(() => Run.Create(Request(force: true)));
        Assert.True(File.Exists(precious));
    }

    [Fact]
    public void Create_OverAKilledRun_LeavesNothingOfIt()
    {
        using (ActiveRun active = Run.Create(Request() with { Folder = _folder.Of("origin") }))
        {
            AtomicFile.WriteText(active.OutputPath("deep/a.csv"), "own");
            active.OutputPath("map.tif");
            File.WriteAllText(Path.Combine(active.Folder, $"outputs/map.tif.{Environment.ProcessId}.part.tif"), "half");
            active.Writing(Path.Combine(active.CheckpointPath, "fit-all"));
            AtomicFile.WriteText(Path.Combine(active.CheckpointPath, "fit-all"), "own");
            CopyAsKilled(active, "m");
        }

        Assert.Equal(RunStatus.Interrupted, Run.Open(_folder.Of("m")).Status);
        // A line that the kill cut off.
        File.AppendAllText(_folder.Of("m/files.ndjson"), "{\"path\":\"outp");
        Run run = Complete(force: true);
        Assert.Empty(run.Verify());
        Assert.Equal(["environment.json", "files.json", "inputs.json", "metrics.json", "outputs/table.csv", "report.html", "run.json"],
            Files(run.Folder));
        Run.Removal(run.Folder).CarryOut();
        Assert.False(Directory.Exists(_folder.Of("m")));
    }

    // The moments between the first file of a run and its record.
    [Theory]
    [InlineData]
    [InlineData(".lock")]
    [InlineData(".lock", "files.ndjson")]
    [InlineData(".lock", "files.ndjson", "inputs.json", "environment.json")]
    public void Create_OverARunThatWasKilledAtItsBeginning_NeedsNoForce(params string[] left)
    {
        using (ActiveRun active = Run.Create(Request() with { Folder = _folder.Of("origin") })) CopyAsKilled(active, "all");
        Directory.CreateDirectory(_folder.Of("m"));
        foreach (string name in left) File.Copy(_folder.Of("all/" + name), _folder.Of("m/" + name));
        Assert.Empty(Complete().Verify());
    }

    [Fact]
    public void Create_OverAListWithoutALine_NeedsNoForce()
    {
        Directory.CreateDirectory(_folder.Of("m"));
        File.WriteAllText(_folder.Of("m/.lock"), "");
        File.WriteAllText(_folder.Of("m/files.ndjson"), "");
        Assert.Empty(Complete().Verify());
    }

    [Fact]
    public void Discard_OfAReplacement_BringsTheEarlierRunBack()
    {
        string[] before = Files(Complete().Folder);
        using (ActiveRun active = Run.Create(Request(force: true)))
        {
            active.Log("started");
            Assert.True(active.Discard());
        }

        Assert.Equal(before, Files(_folder.Of("m")));
        Assert.Empty(Run.Open(_folder.Of("m")).Verify());
        Assert.Equal(["m"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    // Every moment of a replacement, as its moves come one after the other.
    [Fact]
    public void Create_AfterAReplacementWasKilled_FindsTheEarlierRunOrItsSuccessor()
    {
        string[] before = Files(Complete().Folder);
        string[] order = [.. Directory.GetFileSystemEntries(_folder.Of("m")).Select(path => Path.GetFileName(path))
            .OrderBy(name => name switch { "files.json" => 0, "run.json" => 2, _ => 1 })];
        for (int moved = 0; moved <= order.Length; moved++)
        {
            Directory.CreateDirectory(_folder.Of("m/.earlier"));
            foreach (string name in order.Take(moved)) Directory.Move(_folder.Of("m/" + name), _folder.Of("m/.earlier/" + name));
            Assert.Contains("--force", Assert.Throws<DataFormatException>(() => Run.Create(Request())).Fault.Remedy,
                StringComparison.Ordinal);
            Assert.Equal(before, Files(_folder.Of("m")));
            Assert.Empty(Run.Open(_folder.Of("m")).Verify());
        }
    }

    [Fact]
    public void Discard_InAFolderThatWasMade_LeavesNoFolder()
    {
        using (ActiveRun active = Run.Create(Request() with { Folder = _folder.Of("a/b/c") })) Assert.True(active.Discard());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Directory.CreateDirectory(_folder.Of("runs"));
        using (ActiveRun active = Run.Create(Request() with { Folder = null, Root = _folder.Of("runs") })) Assert.True(active.Discard());
        Assert.True(Directory.Exists(_folder.Of("runs")));
    }

    [Fact]
    public void Input_ChangedWhileTheRunReadsIt_FailsTheRun()
    {
        string path = _folder.Text("in/a.csv", "1");
        using ActiveRun active = Run.Create(Request());
        active.AddInput(InputRecord.Of("data", _folder.Of("in"), "folder"));
        File.AppendAllText(path, "2");
        Assert.Contains("a.csv", Path.Combine(Assert.Throws<DataFormatException>(() => active.Complete()).Fault.Where!.File!, "a.csv"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Input_Folder_ListsAllItsFiles()
    {
        _folder.Text("in/a.csv", "a");
        _folder.Text("in/sub/b.csv", "b");
        Run run;
        using (ActiveRun active = Run.Create(Request()))
        {
            active.AddInput(InputRecord.Of("data", _folder.Of("in"), "folder"));
            run = active.Complete();
        }

        InputRecord input = Assert.Single(run.Inputs);
        // printf a | sha256sum
        Assert.Equal(("a.csv", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
            (input.Files![0].Path, input.Files[0].Sha256));
        Assert.Equal("sub/b.csv", input.Files[1].Path);
        Assert.Empty(run.ChangedInputs());
        File.SetLastWriteTimeUtc(_folder.Of("in/a.csv"), DateTime.UtcNow.AddHours(1));
        Assert.Empty(run.ChangedInputs());
        File.WriteAllText(_folder.Of("in/sub/b.csv"), "c");
        Assert.Single(run.ChangedInputs());
        File.WriteAllText(_folder.Of("in/sub/b.csv"), "b");
        File.Move(_folder.Of("in/sub/b.csv"), _folder.Of("in/sub/c.csv"));
        Assert.Single(run.ChangedInputs());
    }

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];
}
