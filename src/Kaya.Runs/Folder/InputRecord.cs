using System.Text.Json.Serialization;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>The record of an input file or folder, to detect later changes.</summary>
/// <param name="Name">Its name in the task, such as <c>emissions</c>.</param>
/// <param name="Path">Path as the caller gave it.</param>
/// <param name="Size">Bytes; for a folder, of all files in it.</param>
/// <param name="Sha256">
/// Digest of the file, 64 lower-case hexadecimal digits; for a folder, digest of its list of files. Null until computed: digests
/// are computed during the run, so that a large input does not delay it.
/// </param>
/// <param name="Reader">Its reader, such as <c>carbon-monitor</c>.</param>
/// <param name="Unit">CF text of the unit of its values; null if there is none.</param>
public sealed record InputRecord(string Name, string Path, long Size, string? Sha256, string Reader, string? Unit = null)
{
    /// <summary>Time of the last change; for a folder, of its newest file. Null in records of version 0.1.0.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Every file of a folder, by relative path in ordinal order; null for a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InputFile>? Files { get; init; }

    /// <summary>Records the size and time of a file or folder; the digest is added by <see cref="WithDigest"/>.</summary>
    /// <param name="name">Its name in the task.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="reader">Its reader.</param>
    /// <param name="unit">The unit of its values.</param>
    /// <returns>The record with current sizes.</returns>
    /// <exception cref="DataNotFoundException">No such file or folder.</exception>
    public static InputRecord Of(string name, string path, string reader, Unit? unit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(reader);
        InputFile[] files = Directory.Exists(path)
            ? [.. OwnedFiles.FilesIn(path).Where(file => File.Exists(System.IO.Path.Combine(path, file)))
                .Select(file => InputFile.Of(path, file))]
            : File.Exists(path) ? [InputFile.Of(path, "")]
            : throw new DataNotFoundException(new Fault("The input file does not exist.", new SourceLocation(path), Expected: name,
                Remedy: "Check the path. 'kaya data list' shows the data sets Kaya can download."));
        return new InputRecord(name, path, files.Sum(file => file.Size), null, reader, unit?.ToString())
        {
            Modified = files.Length == 0 ? null : files.Max(file => file.Modified),
            Files = Directory.Exists(path) ? files : null,
        };
    }

    /// <summary>Reads the file, or every file of the folder, and computes the digests.</summary>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <returns>The record with digests.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public InputRecord WithDigest(CancellationToken cancellation = default)
    {
        if (Files is null) return this with { Sha256 = FileDigest.Of(Path, cancellation).Sha256 };
        InputFile[] files = [
            .. Files.Select(file => file with { Sha256 = FileDigest.Of(System.IO.Path.Combine(Path, file.Path), cancellation).Sha256 })];
        return this with
            { Files = files,
            Sha256 = FileDigest.OfText(string.Concat(files.Select(file => $"{file.Path}\n{file.Size}\n{file.Sha256}\n"))) };
    }

    /// <summary>The difference between the input and its record.</summary>
    /// <param name="byTime">Whether files of the same size and time count as the same without being read.</param>
    /// <returns>Null if it is the same; compared by digest if known and <paramref name="byTime"/> is false.</returns>
    public RunDifference? Changed(bool byTime = false)
    {
        string key = $"{Name} ({Path})";
        if (!File.Exists(Path) && !Directory.Exists(Path)) return new RunDifference("inputs", key, Sha256 ?? $"{Size} bytes", null);
        InputRecord now = Of(Name, Path, Reader);
        bool same = now.Size == Size
            && (Files is null || now.Files?.Select(file => file.Path).SequenceEqual(Files.Select(file => file.Path)) == true);
        if (Modified is not null && (byTime || Sha256 is null) && same && now.Modified == Modified) return null;
        if (!same) return new RunDifference("inputs", key, $"{Size} bytes", $"{now.Size} bytes{(now.Size == Size ? ", other files" : "")}");
        if (Sha256 is null) return new RunDifference("inputs", key, $"changed {Modified:O}", $"changed {now.Modified:O}");
        string digest = now.WithDigest().Sha256!;
        return digest == Sha256 ? null : new RunDifference("inputs", key, Sha256, digest);
    }
}

/// <summary>A file of an input folder.</summary>
/// <param name="Path">Path relative to the folder, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Time of the last change.</param>
/// <param name="Sha256">Digest, 64 lower-case hexadecimal digits; null until computed.</param>
public sealed record InputFile(string Path, long Size, DateTimeOffset Modified, string? Sha256 = null)
{
    internal static InputFile Of(string folder, string name)
    {
        FileInfo file = new(name.Length == 0 ? folder : System.IO.Path.Combine(folder, name));
        return new InputFile(name, file.Length, file.LastWriteTimeUtc);
    }
}
