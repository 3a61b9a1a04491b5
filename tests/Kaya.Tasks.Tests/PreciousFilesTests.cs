using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks.Tests;

/// <summary>No task removes or changes a file that it did not write, whatever folder it is told to write its run to.</summary>
public sealed class PreciousFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-").FullName;

    public static TheoryData<string> TasksWithRun => [.. TaskCatalog.All.Where(task => task.LeavesRun).Select(task => task.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What a task needs to be ready; a new task has to be added here.
    private static Dictionary<string, string> Needed(string task, string model) => task switch
    {
        "demo" or "energy train" or "energy evaluate" or "inventory compute" or "downscale fit" or "downscale run" or "transport run"
            or "transport sample" or "urban prepare" or "surrogate train" or "inversion preview" or "inversion run"
            or "reproduce inversion" or "reproduce energy" or "reproduce downscaling" or "reproduce urban" or "urban train"
            or "urban evaluate"
            or "urban transfer" or "urban encode" => [],
        "energy predict" or "urban predict" or "urban explain" => new() { ["model"] = model },
        "energy whatif" => new() { ["model"] = model, ["region"] = "Arvania", ["date"] = "2023-03-01", ["move"] = "coal:gas:10%" },
        "energy target" => new() { ["model"] = model, ["region"] = "Arvania", ["emission"] = "-1%" },
        "inversion evaluate" => new() { ["run"] = Path.Combine(Path.GetDirectoryName(model)!, "looks") },
        "surrogate evaluate" => new() { ["run"] = model },
        "downscale evaluate" => new() { ["detail"] = Path.Combine(model, "model.json") },
        _ => throw new InvalidOperationException($"say what '{task}' needs, so that its folder is tried on precious files"),
    };

    [Theory]
    [MemberData(nameof(TasksWithRun))]
    public void Run_InAFolderWithPreciousFiles_IsRefusedAndTouchesNothing(string name)
    {
        string model = Path.GetDirectoryName(Write("model/model.json", "{}"))!;
        IKayaTask task = TaskCatalog.Find(name);
        PreparedTask prepared = task.Prepare(new ConfigurationSources { Flags = Needed(name, model) });
        Write("plain/thesis.txt");
        Write("plain/outputs/maps/photo.part");
        Write("looks/run.json", "{}");
        Write("looks/files.json", "[]");
        Write("looks/thesis.txt");
        foreach (string run in (string[])["ended", "cut"]) Start(prepared, run, isComplete: run == "ended");
        Write("ended/outputs/thesis.txt");
        Write("ended/checkpoint/photo.part");
        Write("cut/thesis.txt");
        Directory.CreateSymbolicLink(In("link"), In("ended"));
        Directory.CreateSymbolicLink(In("cut/outside"), In("plain"));
        foreach (string neighbour in (string[])["plain.0123.replaced", "ended.backup.replaced", "ended.1.part", "en*"]) Write(
            neighbour + "/thesis.txt");
        string[] before = Snapshot();
        foreach (string folder in (string[])["plain", "looks", "ended", "cut", "link"])
        {
            Assert.ThrowsAny<KayaException>(() => TaskRunner.Run(prepared, new TaskRunSettings { Folder = In(folder), Force = true }));
            Assert.ThrowsAny<KayaException>(() => TaskRunner.Run(prepared, new TaskRunSettings { Folder = In(folder) }));
            Assert.Equal(before, Snapshot());
        }

        foreach (string folder in (string[])["plain", "looks", "ended", "link"])
            Assert.ThrowsAny<KayaException>(() => TaskRunner.Run(prepared, new TaskRunSettings { Folder = In(folder), Resume = true }));
        Assert.Equal(before, Snapshot());
    }

    // A run as the task makes it, without its work.
    private void Start(PreparedTask prepared, string folder, bool isComplete)
    {
        using ActiveRun run = Run.Create(new RunRequest
        {
            Task = prepared.Name, Command = "test", KayaVersion = "0", Seed = 1, Configuration = prepared.Configuration,
                Folder = In(folder),
        });
        AtomicFile.WriteText(run.OutputPath("table.csv"), "own");
        if (isComplete) run.Complete();
    }

    private string Write(string name, string text = "years of work")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Snapshot() => [.. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
        .Select(path => $"{Path.GetRelativePath(_folder, path)} {(File.Exists(path) ? File.ReadAllText(path) : "folder")}")
            .Order(StringComparer.Ordinal)];
}
