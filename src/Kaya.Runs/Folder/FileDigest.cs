using System.Security.Cryptography;
using System.Text;

namespace Kaya.Runs;

/// <summary>SHA-256 of files and texts as lower-case hexadecimal digits.</summary>
internal static class FileDigest
{
    public static (long Size, string Sha256) Of(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return (stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>One line of <c>files.json</c>.</summary>
internal sealed record FileEntry(string Path, long Size, string Sha256);

/// <summary>The list of every file of a run with its digest, written last.</summary>
internal static class RunManifest
{
    public const string FileName = "files.json";

    public static void Write(string folder) =>
        JsonForm.Write(Path.Combine(folder, FileName), Present(folder).Select(path =>
        {
            (long size, string digest) = FileDigest.Of(Path.Combine(folder, path));
            return new FileEntry(path, size, digest);
        }).ToArray());

    public static List<RunDifference> Compare(string folder)
    {
        List<RunDifference> differences = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (FileEntry entry in JsonForm.Read<FileEntry[]>(Path.Combine(folder, FileName)))
        {
            // A path out of the folder would make "verify" read whatever a stranger's run names.
            if (Path.IsPathRooted(entry.Path) || entry.Path.Split('/', '\\').Contains("..") || !known.Add(entry.Path))
            {
                differences.Add(new RunDifference("files", $"{FileName}: {entry.Path}", "each file of this folder once", entry.Path));
                continue;
            }

            string path = Path.Combine(folder, entry.Path);
            if (!File.Exists(path)) differences.Add(new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}", null));
            else if (FileDigest.Of(path) is var (size, digest) && (size != entry.Size || digest != entry.Sha256))
                differences.Add(new RunDifference("files", entry.Path, $"{entry.Size} bytes, SHA-256 {entry.Sha256}", $"{size} bytes, SHA-256 {digest}"));
        }

        differences.AddRange(Present(folder).Where(path => !known.Contains(path))
            .Select(path => new RunDifference("files", path, null, "a file the run did not write")));
        return differences;
    }

    /// <summary>Files of the folder, relative, with forward slashes, in ordinal order; without the manifest and the lock.</summary>
    private static IEnumerable<string> Present(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
        .Where(path => path is not (FileName or RunLock.FileName))
        .Order(StringComparer.Ordinal);
}
