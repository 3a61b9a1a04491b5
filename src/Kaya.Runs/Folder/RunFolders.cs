using System.Globalization;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Names and makes the folders of new runs, and never deletes what is not a run.</summary>
internal static class RunFolders
{
    public static string Make(RunRequest request) =>
        request.Folder is { } folder ? MakeNamed(folder, request.Force) : MakeFresh(request);

    private static string MakeFresh(RunRequest request)
    {
        string time = request.Clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string name = $"{request.Task.Replace(' ', '-')}-{time}";
        for (int copy = 1; ; copy++)
        {
            string folder = Path.Combine(request.Root, copy == 1 ? name : $"{name}-{copy}");
            if (TryMake(folder)) return folder;
        }
    }

    private static bool TryMake(string folder)
    {
        if (Directory.Exists(folder)) return false;
        // Two runs started in the same second must not share a folder: a rename onto an existing one fails, a create does not.
        string beside = $"{folder}.{Guid.NewGuid():N}.part";
        Directory.CreateDirectory(beside);
        try
        {
            Directory.Move(beside, folder);
            return true;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(beside);
            return false;
        }
    }

    private static string MakeNamed(string folder, bool force)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(Path.Combine(folder, Run.RecordFile)))
                throw Refused("The folder holds something that is no run.", folder, "Name another folder, or empty this one yourself.");
            if (RunLock.IsHeld(folder)) throw Refused("A run is at work in this folder.", folder, "Wait until it has ended, or name another folder.");
            if (!force) throw Refused("The folder holds an earlier run.", folder, "Name another folder, or replace the run with --force.");
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    private static DataFormatException Refused(string what, string folder, string remedy) =>
        new(new Fault(what, new SourceLocation(folder), "an empty or new folder", Remedy: remedy));
}
