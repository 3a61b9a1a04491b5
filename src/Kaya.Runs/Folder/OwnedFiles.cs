using Kaya.Core;

namespace Kaya.Runs;

/// <summary>What lies in the folder of a run, divided into what the run's own list names and what it does not.</summary>
internal sealed class OwnedFiles
{
    /// <summary>Where the run that is being replaced waits until its successor has something to show.</summary>
    public const string EarlierFolder = ".earlier";

    private readonly string _folder;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _folders;
    private readonly string[] _parts;

    private OwnedFiles(string folder, IReadOnlyCollection<JournalEntry> entries)
    {
        _folder = folder;
        _names = [.. entries.Select(entry => entry.Path), RunManifest.FileName, RunJournal.FileName, RunLock.FileName, Run.ConsoleFile];
        _parts = [.. entries.Where(entry => entry.Process != 0).Select(entry => $"{entry.Path}.{entry.Process}.part").Distinct()];
        _folders = [.. _names.SelectMany(Parents)];
    }

    /// <summary>Whether there is a list at all.</summary>
    public bool HasList { get; private init; }

    /// <summary>Files that the list names, there or not.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Files of the list that are there, relative, in ordinal order; and what a killed process was writing beside them.</summary>
    public IReadOnlyList<string> Present =>
        [.. Walk(_folder, "").Where(entry => IsOwn(entry) && !entry.IsFolder).Select(entry => entry.Name)];

    /// <summary>Files, folders and links that the list does not name, relative, in ordinal order.</summary>
    public IReadOnlyList<string> Foreign => [.. Walk(_folder, "").Where(entry => !IsOwn(entry)).Select(entry => entry.Name)];

    /// <summary>Reads the list of a folder; links are never followed.</summary>
    /// <exception cref="DataFormatException">The list is damaged or names files outside of the folder.</exception>
    public static OwnedFiles Of(string folder)
    {
        string journal = Path.Combine(folder, RunJournal.FileName), manifest = Path.Combine(folder, RunManifest.FileName);
        List<JournalEntry> entries = [];
        if (File.Exists(journal)) entries.AddRange(RunJournal.Read(journal));
        if (File.Exists(manifest)) entries.AddRange(JsonForm.Read<FileEntry[]>(manifest).Select(entry => new JournalEntry(entry.Path, 0)));
        if (entries.Find(entry => !IsInside(entry.Path)) is { } outside)
            throw new DataFormatException(
                new Fault("The list of files of a run names one outside of its folder.", new SourceLocation(folder),
                "paths inside of the folder", outside.Path, "Remove the folder yourself if it may go."));
        return new OwnedFiles(folder, entries) { HasList = entries.Count > 0 };
    }

    /// <summary>Removes the files of the list and the folders inside that are empty then; nothing else, and not the lock.</summary>
    public void Remove()
    {
        foreach (string name in Present.Where(name => name != RunLock.FileName)) File.Delete(Path.Combine(_folder, name));
        RemoveEmpty(_folder, _folders);
    }

    /// <summary>Removes those folders inside of a folder that are empty, the innermost first; links stay.</summary>
    public static void RemoveEmpty(string root, IEnumerable<string> folders)
    {
        foreach (string name in folders.OrderByDescending(name => name.Length))
        {
            string path = Path.Combine(root, name);
            if (!IsLink(path)) OutputFolders.TakeBack([path]);
        }
    }

    /// <summary>Removes what a killed process was writing beside the files of the list.</summary>
    public void RemoveParts()
    {
        foreach (string name in Present.Where(IsPart)) File.Delete(Path.Combine(_folder, name));
    }

    /// <summary>Whether a path is a symbolic link.</summary>
    public static bool IsLink(string path) => new FileInfo(path) is { Exists: true, LinkTarget: not null }
        || new DirectoryInfo(Path.TrimEndingDirectorySeparator(path)).LinkTarget is not null;

    /// <summary>Whether a name stays inside of the folder it is relative to.</summary>
    public static bool IsInside(string name) => name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/', '\\').Contains("..");

    /// <summary>The folders that a name lies in, innermost first.</summary>
    public static IEnumerable<string> Parents(string name)
    {
        for (int at = name.LastIndexOf('/'); at > 0; at = name.LastIndexOf('/', at - 1)) yield return name[..at];
    }

    private bool IsOwn(Entry entry) => !entry.IsLink
        && (entry.IsFolder ? entry.Name == EarlierFolder || _folders.Contains(entry.Name) : _names.Contains(entry.Name)
            || IsPart(entry.Name));

    // A writer beside its target adds the process and "part", and may add an ending of its own.
    private bool IsPart(string name) => Array.Exists(_parts, part => name.StartsWith(part, StringComparison.Ordinal)
        && !name[part.Length..].Contains('/', StringComparison.Ordinal));

    /// <summary>Every file and link of a folder, relative, in ordinal order; links are not followed.</summary>
    public static IEnumerable<string> FilesIn(string folder) =>
        Walk(folder, "").Where(entry => !entry.IsFolder).Select(entry => entry.Name);

    // The earlier run that waits inside has a list of its own.
    private static IEnumerable<Entry> Walk(string root, string prefix)
    {
        foreach (FileSystemInfo item in new DirectoryInfo(Path.Combine(root, prefix)).EnumerateFileSystemInfos()
            .OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            string name = prefix + item.Name;
            bool isLink = item.LinkTarget is not null, isFolder = !isLink && item is DirectoryInfo;
            yield return new Entry(name, isFolder, isLink);
            if (!isFolder || name == EarlierFolder) continue;
            foreach (Entry inner in Walk(root, name + "/")) yield return inner;
        }
    }

    private readonly record struct Entry(string Name, bool IsFolder, bool IsLink);
}
