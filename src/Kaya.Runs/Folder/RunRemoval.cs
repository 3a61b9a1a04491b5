using Kaya.Core;

namespace Kaya.Runs;

/// <summary>What removing a run would remove.</summary>
public sealed class RunRemoval
{
    private readonly string _folder;

    private RunRemoval(string folder, OwnedFiles files)
    {
        (_folder, Files) = (folder, files.Present);
        Size = Files.Sum(name => new FileInfo(Path.Combine(folder, name)).Length);
    }

    /// <summary>The files, relative to the folder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Bytes of the files.</summary>
    public long Size { get; }

    /// <summary>Removes the files, and the folders that become empty.</summary>
    /// <exception cref="DataFormatException">Files were added to the folder, or the run is running; then nothing is
    /// removed.</exception>
    public void CarryOut() => RunFolders.Remove(_folder);

    internal static RunRemoval Of(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DataNotFoundException(
                new Fault("The folder is not a run.", new SourceLocation(folder), "the folder of a run", "no such folder",
                "'kaya run list' shows all runs."));
        if (RunLock.IsHeld(folder)) throw RunFolders.AtWork(folder);
        RunFolders.RequireOwn(folder);
        return new RunRemoval(folder, OwnedFiles.Of(folder));
    }
}
