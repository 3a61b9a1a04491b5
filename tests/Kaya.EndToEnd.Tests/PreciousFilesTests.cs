using Kaya.Tasks;

namespace Kaya.EndToEnd.Tests;

/// <summary>No command removes or changes a file that it did not write, whatever folder <c>--out</c> names. Tasks come from the
/// catalogue.</summary>
public sealed class PreciousFilesTests(TrainedWorld world, RasterFiles rasters) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> TasksWithOut =>
        [.. TaskCatalog.All.Where(task => !task.LeavesRun && task.Options.Any(option => option.Key == "out")).Select(task => task.Name)];

    public void Dispose() => _folder.Dispose();

    // What a task needs besides --out; a new task has to be added here.
    private string[] Needed(string task) => task switch
    {
        "raster align" => [_folder.File("plain.asc") + "@kind=extensive@unit=t@crs=EPSG:4326", "--cell-size", "1"],
        "raster zonal" => [_folder.File("carbon.tif"), "--zones", _folder.File("zones.geojson")],
        "raster compare" => [_folder.File("carbon.tif"), _folder.File("unsaid.tif") + "@basis=C"],
        "raster map" => [_folder.File("carbon.tif")],
        "data get" => ["carbon-monitor-power"],
        "run repeat" => [world.Model],
        _ => throw new InvalidOperationException($"say what '{task}' needs, so that its --out is tried on precious files"),
    };

    [Fact]
    public void Train_OnFoldersWithPreciousFiles_IsRefusedAndTouchesNothing()
    {
        Write("plain/thesis.txt");
        Copy(world.Model, "run");
        Write("run/checkpoint/photo.part");
        Write("run.backup.replaced/thesis.txt");
        string[] before = Snapshot();
        foreach (string[] arguments in (string[][])[["plain", "--force"], ["run", "--force"], ["run", "--force", "--detach"]])
        {
            KayaResult result = KayaProcess.Run(_folder.Path, ["energy", "train", "--out", .. arguments]);
            Assert.True(
                result.ExitCode == 3
                && result.Error.Contains(arguments[0] == "run" ? "photo.part" : "thesis.txt", StringComparison.Ordinal), result.ToString());
            Assert.Equal(before, Snapshot());
        }
    }

    [Theory]
    [MemberData(nameof(TasksWithOut))]
    public void Out_AmongPreciousFiles_TouchesNothingBesides(string task)
    {
        rasters.CopyTo(_folder);
        Write("plain/thesis.txt");
        Write("plain/thesis.txt.part");
        Directory.CreateDirectory(_folder.File("plain/new.tif"));
        Write("plain/new.tif/photo.png");
        string[] before = Snapshot();
        string ending = task switch { "raster map" => ".png", "raster align" => ".tif", _ => ".csv" };
        KayaResult refused = KayaProcess.Run(_folder.Path, [.. task.Split(' '), .. Needed(task), "--out", "plain/new.tif", "--force"]);
        Assert.True(refused.ExitCode is 3 or 4, $"{task}: {refused}");
        Assert.Equal(before, Snapshot());
        if (task is "data get" or "run repeat") return;
        KayaResult written = KayaProcess.Run(
            _folder.Path, [.. task.Split(' '), .. Needed(task), "--out", "plain/made" + ending, "--force"]);
        Assert.True(written.ExitCode == 0, $"{task}: {written}");
        Assert.Equal(before, Snapshot().Except(Snapshot().Where(line => line.StartsWith($"plain/made{ending}", StringComparison.Ordinal))));
        // Nothing is made on the way to a file that is not written.
        KayaResult failed = KayaProcess.Run(
            _folder.Path, [.. task.Split(' '), .. Needed(task), "--max-memory", "-1", "--out", "deep/down/new" + ending]);
        Assert.True(failed.ExitCode == 3 && !Directory.Exists(_folder.File("deep")), $"{task}: {failed}");
    }

    [Fact]
    public void Delete_AndPrune_RemoveOnlyWhatRunsWrote()
    {
        foreach (string run in (string[])["runs/a", "runs/b", "runs/c"]) Copy(world.Model, run);
        Write("runs/b/thesis.txt");
        string[] before = Snapshot();
        KayaResult shown = KayaProcess.Run(_folder.Path, "run", "prune", "--keep", "0", "--dry-run");
        Assert.True(shown.ExitCode == 0 && shown.Output.Contains("would be removed", StringComparison.Ordinal), shown.ToString());
        Assert.Equal(0, KayaProcess.Run(_folder.Path, "run", "delete", "runs/a", "--dry-run").ExitCode);
        Assert.Equal(before, Snapshot());
        KayaResult refused = KayaProcess.Run(_folder.Path, "run", "delete", "runs/b");
        Assert.True(refused.ExitCode == 3 && refused.Error.Contains("thesis.txt", StringComparison.Ordinal), refused.ToString());
        Assert.Equal(before, Snapshot());
        Assert.Equal(0, KayaProcess.Run(_folder.Path, "run", "delete", "runs/a").ExitCode);
        Assert.False(Directory.Exists(_folder.File("runs/a")));
        KayaResult pruned = KayaProcess.Run(_folder.Path, "run", "prune", "--keep", "0", "--wide");
        Assert.True(pruned.ExitCode == 0 && pruned.Output.Contains("thesis.txt", StringComparison.Ordinal), pruned.ToString());
        Assert.Equal(before.Where(line => line.StartsWith("runs/b", StringComparison.Ordinal)).Prepend("runs folder"), Snapshot());
    }

    private void Write(string name, string text = "years of work")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }

    private void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_folder.File(to), Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    private string[] Snapshot() => [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
        .Select(path => $"{Path.GetRelativePath(_folder.Path, path)} {(File.Exists(path) ? Digest(path) : "folder")}")
        .Order(StringComparer.Ordinal)];

    private static string Digest(string path) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
