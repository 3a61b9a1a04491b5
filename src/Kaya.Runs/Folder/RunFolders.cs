using System.Globalization;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Names and makes the folders of new runs, and never deletes what is not a run.</summary>
internal static class RunFolders
{
    private const string ReplacedSuffix = ".replaced";

    /// <summary>Makes the folder with its first files in it: it appears whole, so that whoever sees it can read it.</summary>
    public static string Make(RunRequest request, Action<string> fill) =>
        request.Folder is { } folder ? MakeNamed(folder, request.Force, fill) : MakeFresh(request, fill);

    private static string MakeFresh(RunRequest request, Action<string> fill)
    {
        string time = request.Clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string name = $"{request.Task.Replace(' ', '-')}-{time}";
        for (int copy = 1; ; copy++)
        {
            string folder = Path.Combine(request.Root, copy == 1 ? name : $"{name}-{copy}");
            if (TryMake(folder, fill)) return folder;
        }
    }

    private static bool TryMake(string folder, Action<string> fill)
    {
        if (Directory.Exists(folder)) return false;
        // Two runs started in the same second must not share a folder: a rename onto an existing one fails, a create does not.
        string beside = $"{Path.TrimEndingDirectorySeparator(folder)}.{Guid.NewGuid():N}.part";
        Directory.CreateDirectory(beside);
        try
        {
            fill(beside);
            Directory.Move(beside, folder);
            return true;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return false;
        }
        finally
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        }
    }

    private static string MakeNamed(string folder, bool force, Action<string> fill)
    {
        if (Directory.Exists(folder))
        {
            bool isEmpty = !Directory.EnumerateFileSystemEntries(folder).Any();
            if (!isEmpty && !File.Exists(Path.Combine(folder, Run.RecordFile)))
                throw Refused("The folder holds something that is no run.", folder, "Name another folder, or empty this one yourself.");
            if (RunLock.IsHeld(folder)) throw Refused("A run is at work in this folder.", folder, "Wait until it has ended, or name another folder.");
            if (!isEmpty && !force) throw Refused("The folder holds an earlier run.", folder, "Name another folder, or replace the run with --force.");
            Directory.Move(folder, Aside(folder, Guid.NewGuid().ToString("N")));
        }

        if (TryMake(folder, fill)) return folder;
        throw Refused("Another run has just taken this folder.", folder, "Name another folder.");
    }

    /// <summary>Whether a folder beside runs is what a killed process left: half a new run, or one that was being replaced.</summary>
    public static bool IsLeftover(string folder) =>
        folder.EndsWith(".part", StringComparison.Ordinal) || folder.EndsWith(ReplacedSuffix, StringComparison.Ordinal);

    /// <summary>Deletes the earlier runs that were moved aside for this one.</summary>
    public static void DropReplaced(string folder)
    {
        foreach (string replaced in Replaced(folder)) Directory.Delete(replaced, recursive: true);
    }

    /// <summary>Takes a run back: its folder goes, the run it replaced returns, and an empty folder of runs goes too.</summary>
    public static void TakeBack(string folder, string? root)
    {
        Directory.Delete(folder, recursive: true);
        if (Replaced(folder) is [string newest, ..]) Directory.Move(newest, folder);
        if (root is not null && !Directory.EnumerateFileSystemEntries(root).Any()) Directory.Delete(root);
    }

    private static string Aside(string folder, string mark) => $"{Path.TrimEndingDirectorySeparator(folder)}.{mark}{ReplacedSuffix}";

    private static string[] Replaced(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return [.. Directory.EnumerateDirectories(Path.GetDirectoryName(full)!, Path.GetFileName(Aside(full, "*"))).OrderByDescending(Directory.GetLastWriteTimeUtc)];
    }

    private static DataFormatException Refused(string what, string folder, string remedy) =>
        new(new Fault(what, new SourceLocation(folder), "an empty or new folder", Remedy: remedy));
}
