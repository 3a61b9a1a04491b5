using Kaya.Core;

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
            // A link of the folder would lead to a file elsewhere.
            if (OwnedFiles.Parents(entry.Path).Prepend(entry.Path).Any(part => OwnedFiles.IsLink(Path.Combine(folder, part))))
                differences.Add(new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}", "a symbolic link"));
            else if (!File.Exists(path)) differences.Add(
                new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}", null));
            else if (Found(path, entry) is { } found)
                differences.Add(new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}", found));
        }

        differences.AddRange(OwnedFiles.FilesIn(folder).Where(name => !IsOfTheList(name) && !known.Contains(name))
            .Select(name => new RunDifference("files", name, null, "a file the run did not write")));
        return differences;
    }

    // What a file is instead of what the list says; null if it is the same.
    private static string? Found(string path, FileEntry entry)
    {
        long length = new FileInfo(path).Length;
        if (length != entry.Size) return $"{length} bytes";
        try
        {
            string digest = FileDigest.Of(path).Sha256;
            return digest == entry.Sha256 ? null : $"{length} bytes, SHA-256 {digest}";
        }
        catch (DataFormatException)
        {
            return "a pipe or another special file";
        }
    }

    // The list excludes the lists, the lock, and the console output written after the end of the run.
    private static bool IsOfTheList(string name) => name is FileName or RunJournal.FileName or RunLock.FileName or Run.ConsoleFile;
}
