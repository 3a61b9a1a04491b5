using System.Collections;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs.Tests;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private RunRequest Request(int epochs = 10) => new()
    {
        Task = "energy train", Command = "kaya energy train", KayaVersion = "0.1.0", Seed = 42, Root = _folder.Of("runs"),
        Configuration = new JsonObject { ["epochs"] = epochs, ["cell-size"] = "27 km" },
        Clock = new FixedClock(new DateTimeOffset(2025, 3, 1, 14, 22, 33, TimeSpan.Zero)),
    };

    private Run Completed(int epochs = 10, double error = 0.05)
    {
        using ActiveRun active = Run.Create(Request(epochs));
        active.AddInput(
            InputRecord.Of("emissions", _folder.Text("emissions.csv", "country,date\n"), "carbon-monitor", Unit.Parse("Mt d-1")));
        active.Log("fitted", new JsonObject { ["epoch"] = epochs });
        active.SetMetric("mape", error);
        active.SetMetric("nothing", double.NaN, Unit.Parse("Mt d-1"));
        new RunPart(active).WriteTable(new ResultTable("errors", [new("mape", Unit.One)], [[error]]));
        return active.Complete();
    }

    [Fact]
    public void Complete_Run_IsWholeAndIntact()
    {
        Run run = Completed();
        Assert.Equal("energy-train-20250301-142233", run.Name);
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(0.05, run.Metrics[0].Value);
        Assert.Null(run.Metrics[1].Value);
        Assert.Equal("Mt d-1", Assert.Single(run.Inputs).Unit);
        Assert.Empty(run.Verify());
        Assert.Equal(["environment.json", "files.json", "inputs.json", "log.ndjson", "metrics.json", "metrics.ndjson", "run.json"],
            Directory.GetFiles(run.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // Written again by a resumed run, a workbook has the same bytes: no times, no identifiers by chance.
    [Fact]
    public void WriteTable_WorkbookTwice_HasSameBytes()
    {
        using ActiveRun active = Run.Create(Request());
        string path = Path.Combine(active.Folder, "outputs", "errors.xlsx");
        byte[] Written()
        {
            new RunPart(active).WriteTable(new ResultTable("errors", [new("mape", Unit.One)], [[0.5]]), [TableFormat.Xlsx]);
            return File.ReadAllBytes(path);
        }

        Assert.Equal(Written(), Written());
        using ZipArchive book = ZipFile.OpenRead(path);
        Assert.NotEmpty(book.Entries);
        Assert.All(book.Entries, part => Assert.Equal(new DateTime(1980, 1, 1), part.LastWriteTime.DateTime));
        using StreamReader relations = new(book.GetEntry("xl/_rels/workbook.xml.rels")!.Open()), sheets =
            new(book.GetEntry("xl/workbook.xml")!.Open());
        Assert.Contains("Id=\"sheet1\"", relations.ReadToEnd());
        Assert.Contains("r:id=\"sheet1\"", sheets.ReadToEnd());
    }

    [Fact]
    public void Verify_LinksAndPipes_AreNamedAndNotFollowed()
    {
        Run run = Completed();
        string log = Path.Combine(run.Folder, "log.ndjson"), pipe = Path.Combine(run.Folder, "metrics.ndjson"), away = _folder.Of("log");
        File.Move(log, away);
        File.CreateSymbolicLink(log, away);
        File.Delete(pipe);
        using (System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", pipe)) made.WaitForExit();
        foreach (string name in (string[])["a", "b"]) Directory.CreateSymbolicLink(Path.Combine(run.Folder, name), ".");
        IReadOnlyList<RunDifference> differences = run.Verify();
        Assert.Equal(["a", "b", "log.ndjson", "metrics.ndjson"], differences.Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.Equal("a symbolic link", differences.Single(one => one.Key == "log.ndjson").Right);
    }

    [Theory]
    [InlineData("inputs.json", "[null]")]
    [InlineData("metrics.json", "[{\"name\":\"\\ud800\"}]")]
    [InlineData("environment.json", "{\"a\":1,\"a\":2}")]
    [InlineData("run.json", "[]")]
    public void Open_DamagedRecord_IsAFault(string name, string content)
    {
        Run run = Completed();
        File.WriteAllText(Path.Combine(run.Folder, name), content);
        Assert.Throws<DataFormatException>(() => Run.Open(run.Folder));
    }

    [Fact]
    public void Create_SameSecond_TakesAnotherName()
    {
        Assert.EndsWith("142233", Completed().Name, StringComparison.Ordinal);
        Assert.EndsWith("142233-2", Completed().Name, StringComparison.Ordinal);
        Assert.Equal(2, Run.List(_folder.Of("runs")).Count);
    }

    [Fact]
    public async Task Discard_WhileADigestIsComputedAndAnotherWaits_WaitsForIt()
    {
        using ManualResetEventSlim entered = new(), release = new();
        using ActiveRun run = Run.Create(Request());
        run.AddInput(InputRecord.Of("slow", _folder.Path, "folder") with { Files = new HeldFiles(entered, release) });
        Assert.True(entered.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        run.AddInput(InputRecord.Of("next", _folder.Text("next.csv", "1\n"), "table"));
        // A digest that outlives its run writes inputs.json into the folder of the next one.
        Task<bool> discarded = Task.Run(() => run.Discard() && release.IsSet);
        await Task.WhenAny(discarded, Task.Delay(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken));
        release.Set();
        Assert.True(await discarded, "the folder was given back while a digest was still to be written into it");
        Assert.False(Directory.Exists(run.Folder));
    }

    [Fact]
    public void Create_NamedFolder_ReplacesOnlyRunsAndOnlyWhenForced()
    {
        RunRequest named = Request() with { Folder = _folder.Of("mine") };
        Run.Create(named).Complete();
        Assert.Contains("--force", Assert.Throws<DataFormatException>(() => Run.Create(named)).Fault.Remedy, StringComparison.Ordinal);
        using (ActiveRun again = Run.Create(named with { Force = true }))
        {
            Assert.Contains("A run is active", Assert.Throws<DataFormatException>(() => Run.Create(named with { Force = true })).Fault.What,
                StringComparison.Ordinal);
            again.Complete();
        }

        Directory.CreateDirectory(_folder.Of("precious"));
        string precious = _folder.Text("precious/thesis.txt", "years of work");
        Assert.Throws<DataFormatException>(() => Run.Create(Request() with { Folder = _folder.Of("precious"), Force = true }));
        Assert.True(File.Exists(precious));
    }

    [Fact]
    public void Fail_WithFault_IsRecordedAndLeavesNothingHalfWritten()
    {
        string folder;
        using (ActiveRun active = Run.Create(Request()))
        {
            folder = active.Folder;
            Assert.Equal(RunStatus.Running, Run.Open(folder).Status);
            Assert.Throws<VerificationException>(() => Run.Open(folder).Verify());
            AtomicFile.WriteText(active.OutputPath("half.csv") + $".{Environment.ProcessId}.part", "half");
            active.Fail(new DataFormatException(new Fault("Bad.", new SourceLocation("a.csv", 3), "e", "f", "r")));
        }

        Run run = Run.Open(folder);
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(new RunFault("DataFormatException", "Bad.", "a.csv:3", "e", "f", "r"), run.Record.Fault);
        Assert.Empty(run.Verify());
        Assert.Empty(Directory.GetFiles(folder, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void Dispose_WithoutComplete_IsInterrupted()
    {
        ActiveRun active = Run.Create(Request());
        active.Dispose();
        Assert.Equal(RunStatus.Interrupted, Run.Open(active.Folder).Status);
        Assert.Throws<InvalidOperationException>(() => active.Complete());
    }

    // A process that was killed leaves "running" in run.json and a lock nobody holds.
    [Fact]
    public void Open_KilledRun_IsInterrupted()
    {
        string folder;
        using (ActiveRun active = Run.Create(Request())) folder = active.Folder;
        File.WriteAllText(Path.Combine(folder, ".lock"), "");
        string record = Path.Combine(folder, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"interrupted\"", "\"running\"", StringComparison.Ordinal));
        Assert.Equal(RunStatus.Interrupted, Run.Open(folder).Status);
    }

    // The disk was full, or the process was killed, between the record and the list of files.
    [Fact]
    public void Open_CompletedRunWithoutItsList_IsInterruptedAndResumed()
    {
        string folder;
        using (ActiveRun active = Run.Create(Request()))
        {
            folder = active.Folder;
            File.Copy(Path.Combine(folder, "files.ndjson"), _folder.Of("kept"));
            active.Complete();
        }

        File.Delete(Path.Combine(folder, "files.json"));
        File.Move(_folder.Of("kept"), Path.Combine(folder, "files.ndjson"));
        Assert.Equal(RunStatus.Interrupted, Run.Open(folder).Status);
        using ActiveRun again = Run.Resume(Request() with { Folder = folder });
        Run run = again.Complete();
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Empty(run.Verify());
    }

    [Fact]
    public void Resume_InterruptedRun_GoesOnInItsFolder()
    {
        string folder;
        using (ActiveRun active = Run.Create(Request()))
        {
            folder = active.Folder;
            active.AddInput(InputRecord.Of("emissions", _folder.Text("emissions.csv", "country,date\n"), "carbon-monitor"));
            active.SetMetric("epoch", 3);
            Assert.Throws<DataFormatException>(() => Run.Resume(Request() with { Folder = folder }));
        }

        Assert.Throws<DataFormatException>(() => Run.Resume(Request(epochs: 11) with { Folder = folder }));
        using (ActiveRun again = Run.Resume(Request() with { Folder = folder }))
        {
            Assert.Equal(RunStatus.Running, Run.Open(folder).Status);
            again.SetMetric("mape", 0.04);
            Run run = again.Complete();
            Assert.Equal((RunStatus.Completed, 42UL), (run.Status, run.Record.Seed));
            Assert.Equal(["epoch", "mape"], run.Metrics.Select(metric => metric.Name));
            Assert.Single(run.Inputs);
            Assert.Empty(run.Verify());
        }

        Assert.Throws<DataFormatException>(() => Run.Resume(Request() with { Folder = folder }));
        Assert.Throws<ArgumentException>(() => Run.Resume(Request()));
    }

    [Fact]
    public void Verify_ChangedMissingAndAdded_NamesEach()
    {
        Run run = Completed();
        string errors = Path.Combine(run.Folder, "outputs", "errors.csv");
        byte[] bytes = File.ReadAllBytes(errors);
        bytes[^3] ^= 1;
        File.WriteAllBytes(errors, bytes);
        File.Delete(Path.Combine(run.Folder, "log.ndjson"));
        File.WriteAllText(Path.Combine(run.Folder, "extra.txt"), "x");
        IReadOnlyList<RunDifference> differences = run.Verify();
        Assert.Equal(["log.ndjson", "outputs/errors.csv", "extra.txt"], differences.Select(difference => difference.Key));
        Assert.Null(differences[0].Right);
    }

    [Fact]
    public void Verify_ManifestLeavingTheFolder_IsNotFollowed()
    {
        Run run = Completed();
        string manifest = Path.Combine(run.Folder, "files.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"log.ndjson\"", "\"../../secret\"", StringComparison.Ordinal));
        Assert.Contains(run.Verify(), difference => difference.Key.Contains("../../secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run.json", "{ \"formatVersion\": 1,")]
    [InlineData("run.json", "")]
    [InlineData("run.json", "null")]
    [InlineData("run.json", "{}")]
    [InlineData("run.json", "{ \"formatVersion\": 99 }")]
    [InlineData("inputs.json", "{ \"not\": \"a list\" }")]
    [InlineData("metrics.json", "[{ \"name\": 5 }]")]
    [InlineData("environment.json", "[")]
    public void Open_DamagedFile_NamesItAndStaysInTheList(string file, string content)
    {
        Run run = Completed();
        File.WriteAllText(Path.Combine(run.Folder, file), content);
        DataFormatException error = Assert.Throws<DataFormatException>(() => Run.Open(run.Folder));
        Assert.EndsWith(file, error.Fault.Where!.File, StringComparison.Ordinal);
        RunListEntry entry = Assert.Single(Run.List(_folder.Of("runs")));
        Assert.Null(entry.Run);
        Assert.NotNull(entry.Fault);
    }

    [Fact]
    public void Open_NewerFormat_SaysSo()
    {
        Run run = Completed();
        string path = Path.Combine(run.Folder, "run.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal));
        Assert.Equal("2", Assert.Throws<DataFormatException>(() => Run.Open(run.Folder)).Fault.Found);
    }

    [Fact]
    public void Open_MissingFiles_SaysWhich()
    {
        Run run = Completed();
        File.Delete(Path.Combine(run.Folder, "metrics.json"));
        Assert.Throws<DataNotFoundException>(() => Run.Open(run.Folder));
        Assert.Throws<DataNotFoundException>(() => Run.Open(_folder.Of("nowhere")));
    }

    [Fact]
    public void Diff_TwoRuns_NamesConfigurationFiguresAndFiles()
    {
        IReadOnlyList<RunDifference> differences = Run.Diff(Completed(10, 0.05), Completed(20, 0.04));
        Assert.Contains(new RunDifference("configuration", "epochs", "10", "20"), differences);
        Assert.Contains(new RunDifference("metrics", "mape [1]", "0.05", "0.04"), differences);
        Assert.Contains(differences, difference => difference is { Area: "files", Key: "outputs/errors.csv" });
        Assert.Equal(4, differences.Count);
        Assert.Empty(Run.Diff(Completed(), Completed()));
    }

    [Fact]
    public void Repetition_SameInputs_GivesTaskSeedAndConfiguration()
    {
        Run run = Completed();
        RunRepetition repetition = run.Repetition();
        Assert.Equal(("energy train", 42UL), (repetition.Task, repetition.Seed));
        Assert.Equal(10, (int)repetition.Configuration["epochs"]!);
        File.AppendAllText(_folder.Of("emissions.csv"), "more");
        Assert.Throws<VerificationException>(run.Repetition);
        File.Delete(_folder.Of("emissions.csv"));
        Assert.Null(Assert.Single(run.ChangedInputs()).Right);
    }

    [Fact]
    public void WriteModelAndReport_InARun_AreVerifiedWithIt()
    {
        using ActiveRun active = Run.Create(Request());
        ModelState state = new("line", 1, [], new Dictionary<string, StateArray> { ["w"] = StateArray.Of([1f]) });
        active.WriteModel(state, new ModelCard { Title = "Line", IntendedUse = "Tests." });
        File.WriteAllText(active.PathFor("report.html"), "<!DOCTYPE html><title>Line</title>");
        Run run = active.Complete();
        Assert.True(File.Exists(run.ReportPath));
        Assert.Equal("line", ModelFolder.Read(run.ModelPath).State.Kind);
        File.AppendAllText(run.ReportPath, " ");
        Assert.Equal("report.html", Assert.Single(run.Verify()).Key);
    }

    [Fact]
    public void Verify_DamagedManifest_NamesIt()
    {
        Run run = Completed();
        File.WriteAllText(Path.Combine(run.Folder, "files.json"), "[{");
        Assert.EndsWith("files.json", Assert.Throws<DataFormatException>(run.Verify).Fault.Where!.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../escape.csv")]
    [InlineData("/etc/escape.csv")]
    [InlineData("a/../../../escape.csv")]
    public void OutputPath_LeadingOut_Throws(string name)
    {
        using ActiveRun active = Run.Create(Request());
        Assert.Throws<ArgumentException>(() => active.OutputPath(name));
    }

    [Fact]
    public void Newest_OfATask_IsTheLastComplete()
    {
        Run run = Completed();
        using (ActiveRun cut = Run.Create(Request() with { Folder = _folder.Of("runs/cut") })) cut.Log("cut");
        Assert.Equal(run.Folder, Run.Newest("energy train", _folder.Of("runs"))!.Folder);
        Assert.Null(Run.Newest("demo", _folder.Of("runs")));
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    // Files whose digests are held up; the thread that makes the list writes it down without waiting.
    private sealed class HeldFiles(ManualResetEventSlim entered, ManualResetEventSlim release) : IReadOnlyList<InputFile>
    {
        private readonly int _owner = Environment.CurrentManagedThreadId;

        public int Count => 0;

        public InputFile this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<InputFile> GetEnumerator()
        {
            if (Environment.CurrentManagedThreadId != _owner)
            {
                entered.Set();
                release.Wait();
            }

            return Enumerable.Empty<InputFile>().GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
