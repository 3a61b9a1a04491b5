using Kaya.Core;

namespace Kaya.Runs;

/// <summary>The contents of a run folder: files in the run's list of files, and other files.</summary>
internal sealed class OwnedFiles
{
    /// <summary>Folder of the replaced run, kept until the new run has written something.</summary>
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

    /// <summary>Whether there is a list.</summary>
    public bool HasList { get; private init; }

    /// <summary>Files in the list, existing or not.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Existing files of the list, relative, in ordinal order, and partial files of a killed process.</summary>
    public IReadOnlyList<string> Present =>
        [.. Walk(_folder, "").Where(entry => IsOwn(entry) && !entry.IsFolder).Select(entry => entry.Name)];

    /// <summary>Files, folders and links that are not in the list, relative, in ordinal order.</summary>
    public IReadOnlyList<string> Foreign => [.. Walk(_folder, "").Where(entry => !IsOwn(entry)).Select(entry => entry.Name)];

    /// <summary>Reads the list of a folder; links are never followed.</summary>
    /// <exception cref="DataFormatException">The list is damaged or contains files outside the folder.</exception>
    public static OwnedFiles Of(string folder)
    {
        string journal = Path.Combine(folder, RunJournal.FileName), manifest = Path.Combine(folder, RunManifest.FileName);
        List<JournalEntry> entries = [];
        if (File.Exists(journal)) entries.AddRange(RunJournal.Read(journal));
        if (File.Exists(manifest)) entries.AddRange(JsonForm.Read<FileEntry[]>(manifest).Select(entry => new JournalEntry(entry.Path, 0)));
        if (entries.Find(entry => !IsInside(entry.Path)) is { } outside)
            throw new DataFormatException(
                new Fault("The list of files of a run contains a file outside its folder.", new SourceLocation(folder),
                "paths inside the folder", outside.Path, "Remove the folder manually if it is not needed."));
        return new OwnedFiles(folder, entries) { HasList = entries.Count > 0 };
    }

    /// <summary>Removes the files of the list and the folders that become empty; not the lock.</summary>
    public void Remove()
    {
        foreach (string name in Present.Where(name => name != RunLock.FileName)) File.Delete(Path.Combine(_folder, name));
        RemoveEmpty(_folder, _folders);
    }

    /// <summary>Removes the empty folders inside a folder, innermost first; links are kept.</summary>
    public static void RemoveEmpty(string root, IEnumerable<string> folders)
    {
        foreach (string name in folders.OrderByDescending(name => name.Length))
        {
            string path = Path.Combine(root, name);
            if (!IsLink(path)) OutputFolders.TakeBack([path]);
        }
    }

    /// <summary>Removes partial files of a killed process.</summary>
    public void RemoveParts()
    {
        foreach (string name in Present.Where(IsPart)) File.Delete(Path.Combine(_folder, name));
    }

    /// <summary>Whether a path is a symbolic link.</summary>
    public static bool IsLink(string path) => new FileInfo(path) is { Exists: true, LinkTarget: not null }
        || new DirectoryInfo(Path.TrimEndingDirectorySeparator(path)).LinkTarget is not null;

    /// <summary>Whether a relative name stays inside its folder.</summary>
    public static bool IsInside(string name) => name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/', '\\').Contains("..");

    /// <summary>The parent folders of a name, innermost first.</summary>
    public static IEnumerable<string> Parents(string name)
    {
        for (int at = name.LastIndexOf('/'); at > 0; at = name.LastIndexOf('/', at - 1)) yield return name[..at];
    }

    private bool IsOwn(Entry entry) => !entry.IsLink
        && (entry.IsFolder ? entry.Name == EarlierFolder || _folders.Contains(entry.Name) : _names.Contains(entry.Name)
            || IsPart(entry.Name));

    // Partial files have the name of the target plus process number and "part", and possibly another extension.
    private bool IsPart(string name) => Array.Exists(_parts, part => name.StartsWith(part, StringComparison.Ordinal)
        && !name[part.Length..].Contains('/', StringComparison.Ordinal));

    /// <summary>Every file and link of a folder, relative, in ordinal order; links are not followed.</summary>
    public static IEnumerable<string> FilesIn(string folder) =>
        Walk(folder, "").Where(entry => !entry.IsFolder).Select(entry => entry.Name);

    // The replaced run inside has its own list.
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
