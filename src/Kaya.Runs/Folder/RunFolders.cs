using System.Globalization;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Creates folders for new runs and removes earlier runs, but no other files.</summary>
internal static class RunFolders
{
    /// <summary>Locks the folder of a new run: a new or empty folder, or that of an earlier run if replacing is allowed.</summary>
    /// <returns>The locked folder; an earlier run is moved to <see cref="OwnedFiles.EarlierFolder"/>.</returns>
    public static TakenFolder Take(RunRequest request)
    {
        IReadOnlyList<string> made = OutputFolders.Make(
            Path.GetDirectoryName(Path.GetFullPath(request.Folder ?? Path.Combine(request.Root, "run")))!);
        try
        {
            return request.Folder is { } folder ? new TakenFolder(folder, TakeNamed(folder, request.Force), made)
                : TakeNumbered(request, made);
        }
        catch
        {
            OutputFolders.TakeBack(made);
            throw;
        }
    }

    /// <summary>Removes a run and its folder.</summary>
    /// <exception cref="DataFormatException">Not a run, a running run, or a folder with files that the run did not write.</exception>
    public static void Remove(string folder)
    {
        RequireOwn(folder);
        using (RunLock taken = Lock(folder))
        {
            RemoveEarlier(folder);
            OwnedFiles.Of(folder).Remove();
        }

        OutputFolders.TakeBack([folder]);
    }

    /// <summary>Removes the run that was replaced.</summary>
    public static void RemoveEarlier(string folder)
    {
        string earlier = Path.Combine(folder, OwnedFiles.EarlierFolder);
        if (!Directory.Exists(earlier) || OwnedFiles.IsLink(earlier)) return;
        OwnedFiles.Of(earlier).Remove();
        OutputFolders.TakeBack([earlier]);
    }

    /// <summary>Removes a run that has only written its record, and restores the earlier run it was to replace.</summary>
    public static void TakeBack(TakenFolder taken)
    {
        OwnedFiles.Of(taken.Folder).Remove();
        Restore(taken.Folder);
        taken.Lock.Dispose();
        OutputFolders.TakeBack([taken.Folder]);
        OutputFolders.TakeBack(taken.MadeParents);
    }

    /// <summary>Refuses a folder that is not a run, or contains files that the run did not write.</summary>
    public static void RequireOwn(string folder)
    {
        if (OwnedFiles.IsLink(folder)) throw Refused("The folder is a symbolic link.", folder, "a link", "Give the folder itself.");
        Recover(folder);
        bool isStarted = File.Exists(Path.Combine(folder, Run.RecordFile));
        OwnedFiles files = OwnedFiles.Of(folder);
        // A run killed at its very beginning has a list but no record.
        if (!isStarted && !files.HasList)
            throw Refused("The folder contains files that are not a run.", folder, Named(files.Foreign),
                "Give another folder, or empty this one manually.");
        if (isStarted) _ = Run.Open(folder);
        if (!files.HasList)
            throw Refused("The run has no list of its files.", folder, "an unfinished run of an earlier version",
                "Remove the folder manually.");
        IReadOnlyList<string> foreign = files.Foreign;
        if (foreign.Count > 0)
            throw Refused("The folder contains files that the run did not write.", folder, Named(foreign),
                "Move them to another folder, or give another folder. Nothing was removed.");
    }

    private static TakenFolder TakeNumbered(RunRequest request, IReadOnlyList<string> made)
    {
        string time = request.Clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string name = $"{request.Task.Replace(' ', '-')}-{time}";
        for (int copy = 1; ; copy++)
        {
            string fresh = Path.Combine(request.Root, copy == 1 ? name : $"{name}-{copy}");
            if (TakeFree(fresh) is { } taken) return new TakenFolder(fresh, taken, made);
        }
    }

    private static RunLock TakeNamed(string folder, bool force)
    {
        if (OwnedFiles.IsLink(folder)) throw Refused("The folder is a symbolic link.", folder, "a link", "Give the folder itself.");
        if (TakeFree(folder) is { } taken) return taken;
        if (RunLock.IsHeld(folder)) throw AtWork(folder);
        RequireOwn(folder);
        bool isStarted = File.Exists(Path.Combine(folder, Run.RecordFile));
        if (isStarted && !force)
            throw Refused("The folder contains an earlier run.", folder, Run.Open(folder).Record.Command,
                "Give another folder, or replace the run with --force.");
        RunLock held = Lock(folder);
        RemoveEarlier(folder);
        if (isStarted) SetAside(folder);
        else OwnedFiles.Of(folder).Remove();
        return held;
    }

    // A folder is free if it is new or empty, or if a killed run left only the lock and a list without a line.
    private static RunLock? TakeFree(string folder)
    {
        if (File.Exists(folder)) throw Refused("The path is a file, not a folder.", folder, "a file", "Give another folder.");
        IReadOnlyList<string> made = OutputFolders.Make(folder);
        if (!IsFree(folder)) return null;
        RunLock? taken;
        try
        {
            taken = RunLock.TryTake(folder);
        }
        catch
        {
            OutputFolders.TakeBack(made);
            throw;
        }

        if (taken is not null && IsFree(folder))
        {
            File.Delete(Path.Combine(folder, RunJournal.FileName));
            return taken;
        }

        taken?.Dispose();
        return null;
    }

    private static bool IsFree(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .All(path => Path.GetFileName(path) is RunLock.FileName or RunJournal.FileName
            && new FileInfo(path) is { Exists: true, Length: 0, LinkTarget: null });

    // Lists first and the record last, so that Recover can find the state after a kill.
    private static void SetAside(string folder)
    {
        string earlier = Path.Combine(folder, OwnedFiles.EarlierFolder);
        Directory.CreateDirectory(earlier);
        foreach (string name in Entries(folder).OrderBy(Order)) Directory.Move(Path.Combine(folder, name), Path.Combine(earlier, name));

        static int Order(string name) => name switch { RunJournal.FileName or RunManifest.FileName => 0, Run.RecordFile => 2, _ => 1 };
    }

    // Repairs the folder if a process was killed while replacing a run, before the new run had its record.
    private static void Recover(string folder)
    {
        string earlier = Path.Combine(folder, OwnedFiles.EarlierFolder);
        if (!Directory.Exists(earlier) || OwnedFiles.IsLink(earlier) || RunLock.IsHeld(folder)) return;
        bool isWhole = File.Exists(Path.Combine(earlier, Run.RecordFile));
        if (isWhole && File.Exists(Path.Combine(folder, Run.RecordFile))) return;
        if (isWhole) OwnedFiles.Of(folder).Remove();
        Restore(folder);
    }

    private static void Restore(string folder)
    {
        string earlier = Path.Combine(folder, OwnedFiles.EarlierFolder);
        if (!Directory.Exists(earlier) || OwnedFiles.IsLink(earlier)) return;
        foreach (string name in Entries(earlier).OrderBy(name => name is RunJournal.FileName or RunManifest.FileName))
            Directory.Move(Path.Combine(earlier, name), Path.Combine(folder, name));
        OutputFolders.TakeBack([earlier]);
    }

    private static IEnumerable<string> Entries(string folder) => [.. Directory.EnumerateFileSystemEntries(folder)
        .Select(path => Path.GetFileName(path)).Where(name => name is not (OwnedFiles.EarlierFolder or RunLock.FileName))];

    private static RunLock Lock(string folder) => RunLock.TryTake(folder) ?? throw AtWork(folder);

    private static string Named(IReadOnlyList<string> names) => names.Count == 0 ? "no files of a run"
        : string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");

    public static DataFormatException AtWork(string folder) =>
        Refused("A run is active in this folder.", folder, "a running run",
            "Wait until it has ended, stop it with `kaya run cancel`, or give another folder.");

    private static DataFormatException Refused(string what, string folder, string found, string remedy) =>
        new(new Fault(what, new SourceLocation(folder), "an empty or new folder", found, remedy));
}

/// <summary>A folder locked by a run.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Lock">Held during the run.</param>
/// <param name="MadeParents">Parent folders created for it, innermost first.</param>
internal sealed record TakenFolder(string Folder, RunLock Lock, IReadOnlyList<string> MadeParents);
