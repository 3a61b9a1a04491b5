using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>The list of files of a run. Each file is listed before it is written, so that the list is complete even after a kill.</summary>
/// <remarks>
/// During the run the list is <c>files.ndjson</c>, one line per file, each with the process that writes it; after the end
/// the list is <c>files.json</c>, with sizes and digests (<see cref="RunManifest"/>). Files in neither list are never removed.
/// </remarks>
internal sealed class RunJournal : IDisposable
{
    public const string FileName = "files.ndjson";

    private readonly FileStream _stream;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private RunJournal(string folder, IEnumerable<string> names, FileMode mode)
    {
        _stream = new FileStream(Path.Combine(folder, FileName), mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Append(names);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Every file listed so far, relative, with forward slashes.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Begins the list of a new run.</summary>
    /// <exception cref="IOException">There is a list already.</exception>
    public static RunJournal Begin(string folder, IEnumerable<string> names) => new(folder, names, FileMode.CreateNew);

    /// <summary>Continues the list of an earlier run.</summary>
    public static RunJournal Continue(string folder, IEnumerable<string> names)
    {
        // After a kill the last line may be incomplete; end it before appending.
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } text && text[^1] != '\n') File.AppendAllText(path, "\n");
        return new RunJournal(folder, names, FileMode.Append);
    }

    /// <summary>Lists files before they are written, each once.</summary>
    public void Append(IEnumerable<string> names)
    {
        string[] added = [.. names.Where(_names.Add)];
        if (added.Length == 0) return;
        string text = string.Concat(added.Select(name => new JsonObject { ["path"] = name, ["process"] = Environment.ProcessId }
            .ToJsonString(JsonForm.Compact) + "\n"));
        _stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        _stream.Flush();
    }

    /// <summary>Reads the complete lines; a line truncated by a kill is ignored.</summary>
    /// <exception cref="DataFormatException">A line was not written by Kaya.</exception>
    public static IEnumerable<JournalEntry> Read(string path)
    {
        int number = 0;
        foreach (string line in File.ReadAllText(path).Split('\n').SkipLast(1))
        {
            number++;
            if (line.Length == 0) continue;
            JournalEntry? entry = null;
            try
            {
                entry = JsonSerializer.Deserialize<JournalEntry>(line, JsonForm.Compact);
            }
            catch (JsonException)
            {
                // A line truncated by a kill, followed by lines of the resumed run.
            }

            if (entry is not null) yield return entry;
            else if (number == 1) throw Foreign(path);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static DataFormatException Foreign(string path) =>
        new(new Fault("The file is not a list of files of a run.", new SourceLocation(path, 1),
        "a line such as {\"path\":\"run.json\",\"process\":1}", "other text", "Give another folder."));
}

/// <summary>One line of <c>files.ndjson</c>.</summary>
internal sealed record JournalEntry(string Path, int Process);
