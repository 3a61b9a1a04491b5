namespace Kaya.Core;

/// <summary>Creates the folders of an output, and removes them if the output is not written.</summary>
public static class OutputFolders
{
    /// <summary>Creates a folder and its missing parents.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The folders that were made, innermost first.</returns>
    public static IReadOnlyList<string> Make(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        List<string> made = [];
        for (string? path = Path.GetFullPath(folder); path is not null && !Directory.Exists(path);
            path = Path.GetDirectoryName(path)) made.Add(path);
        Directory.CreateDirectory(folder);
        return made;
    }

    /// <summary>Removes those of the folders that are empty.</summary>
    /// <param name="made">What <see cref="Make"/> returned.</param>
    public static void TakeBack(IReadOnlyList<string> made)
    {
        ArgumentNullException.ThrowIfNull(made);
        foreach (string folder in made)
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }
}
