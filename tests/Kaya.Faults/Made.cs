using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kaya.Faults;

/// <summary>What a job leaves in its folder: the name of every file, and its digest without what is a time.</summary>
public sealed class Made
{
    // They grow while a run is at work and record when: what they hold is not a result.
    private static readonly string[] s_courses = ["progress.ndjson", "metrics.ndjson", "log.ndjson"];

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    private Made()
    {
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Working folder of the job.</param>
    /// <returns>Its files.</returns>
    public static Made Of(string folder)
    {
        Made made = new();
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            made._files[Path.GetRelativePath(folder, path)] = Digest(path);
        foreach (string path in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            if (!Directory.EnumerateFileSystemEntries(path).Any()) made._files[Path.GetRelativePath(folder, path) + "/"] = "empty folder";
        return made;
    }

    /// <summary>The files, relative.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Differences of a finished job from one that was left alone: files that are missing, other or too many.</summary>
    /// <param name="other">What the job that was left alone made.</param>
    /// <returns>One line each; empty if they are the same.</returns>
    public IReadOnlyList<string> Differences(Made other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // The log of a run exists where it was resumed or has warned.
        return [.. _files.Keys.Union(other._files.Keys).Where(name => Path.GetFileName(name) != "log.ndjson")
            .Where(name => _files.GetValueOrDefault(name) != other._files.GetValueOrDefault(name))
            .Select(name => !_files.ContainsKey(name) ? $"{name} is missing" : !other._files.ContainsKey(name) ? $"{name} is left over"
                : $"{name} differs")];
    }

    /// <summary>Results that stand under their final names and are neither the old nor the complete new ones.</summary>
    /// <param name="whole">What the job that was left alone made.</param>
    /// <param name="before">What stood there before.</param>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Halves(Made whole, Made before)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(before);
        return [.. _files.Where(file => whole._files.TryGetValue(file.Key, out string? complete) && IsResult(file.Key)
            && file.Value != complete && file.Value != before._files.GetValueOrDefault(file.Key)).Select(file => file.Key)];
    }

    // Records of a run, which change from its beginning to its end, are no results.
    private static bool IsResult(string name) => Path.GetFileName(Path.GetDirectoryName(name)) != "made"
        || Path.GetExtension(name) == ".html";

    private static string Digest(string path)
    {
        string name = Path.GetFileName(path);
        if (s_courses.Contains(name)) return "a course";
        // Empty, and a process that was just killed may still hold it.
        if (name == ".lock") return "a lock";
        return name switch
        {
            "run.json" => Digest(Record(path)),
            "files.json" => Digest(List(path)),
            _ => Convert.ToHexString(SHA256.HashData(RunTimes.IsIn(name) ? Encoding.UTF8.GetBytes(RunTimes.Without(path))
                : File.ReadAllBytes(path))),
        };
    }

    private static string Digest(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static JsonNode? Record(string path)
    {
        JsonNode? record = JsonNode.Parse(File.ReadAllText(path));
        if (record is not JsonObject members) return record;
        foreach (string time in (string[])["started", "finished"]) members.Remove(time);
        return members;
    }

    // The bytes of what it lists are compared themselves; the digests of records are those of times.
    private static JsonArray? List(string path)
    {
        if (JsonNode.Parse(File.ReadAllText(path)) is not JsonArray list) return null;
        return new JsonArray([.. list.Select(entry => (string?)entry?["path"]).Where(name => name is not "log.ndjson")
            .Select(name => (JsonNode?)name)]);
    }
}
