namespace Kaya.Runs;

/// <summary>One line of <c>files.json</c>.</summary>
internal sealed record FileEntry(string Path, long Size, string Sha256);

/// <summary>The list of every file a run wrote with its digest, written last.</summary>
internal static class RunManifest
{
    public const string FileName = "files.json";

    /// <summary>Writes the list of the existing files.</summary>
    public static void Write(string folder, IEnumerable<string> names) => JsonForm.Write(Path.Combine(folder, FileName), names
        .Where(name => !IsOfTheList(name) && File.Exists(Path.Combine(folder, name))).Order(StringComparer.Ordinal).Select(name =>
        {
            (long size, string digest) = FileDigest.Of(Path.Combine(folder, name));
            return new FileEntry(name, size, digest);
        }).ToArray());

    public static List<RunDifference> Compare(string folder)
    {
        List<RunDifference> differences = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (FileEntry entry in JsonForm.Read<FileEntry[]>(Path.Combine(folder, FileName)))
        {
            // A path outside the folder would let a foreign run make "verify" read arbitrary files.
            if (!OwnedFiles.IsInside(entry.Path) || !known.Add(entry.Path))
            {
                differences.Add(new RunDifference("files", $"{FileName}: {entry.Path}", "each file of this folder once", entry.Path));
                continue;
            }

            string path = Path.Combine(folder, entry.Path);
            if (!File.Exists(path)) differences.Add(
                new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}", null));
            else if (FileDigest.Of(path) is var (size, digest) && (size != entry.Size || digest != entry.Sha256))
                differences.Add(
                    new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}",
                    $"{size} bytes, SHA-256 {digest}"));
        }

        differences.AddRange(OwnedFiles.FilesIn(folder).Where(name => !IsOfTheList(name) && !known.Contains(name))
            .Select(name => new RunDifference("files", name, null, "a file the run did not write")));
        return differences;
    }

    // The list excludes the lists, the lock, and the console output written after the end of the run.
    private static bool IsOfTheList(string name) => name is FileName or RunJournal.FileName or RunLock.FileName or Run.ConsoleFile;
}
