using System.Text.Json.Serialization;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>An input file or folder as it was read: enough to know whether it is still the same.</summary>
/// <param name="Name">What the task calls it, such as <c>emissions</c>.</param>
/// <param name="Path">Path as the caller gave it.</param>
/// <param name="Size">Bytes; of a folder those of all files in it.</param>
/// <param name="Sha256">
/// Digest of the whole file, 64 lower-case hexadecimal digits; of a folder that of its list of files. Null until it is known: digests
/// are computed while the task works, so that a large input does not delay it.
/// </param>
/// <param name="Reader">What read it, such as <c>carbon-monitor</c>.</param>
/// <param name="Unit">CF text of the unit its values were read in; null where there is none.</param>
public sealed record InputRecord(string Name, string Path, long Size, string? Sha256, string Reader, string? Unit = null)
{
    /// <summary>When the file was last changed; of a folder the latest of its files. Null in records of version 0.1.0.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Every file of a folder, by relative path in ordinal order; null for a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InputFile>? Files { get; init; }

    /// <summary>Takes down a file or folder by size and time; the digest follows by <see cref="WithDigest"/>.</summary>
    /// <param name="name">What the task calls it.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="reader">What reads it.</param>
    /// <param name="unit">The unit its values are read in.</param>
    /// <returns>Its sizes at this moment.</returns>
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
            : throw new DataNotFoundException(new Fault("There is no such input file.", new SourceLocation(path), Expected: name,
                Remedy: "Check the path; 'kaya data list' shows the data sets Kaya can fetch."));
        return new InputRecord(name, path, files.Sum(file => file.Size), null, reader, unit?.ToString())
        {
            Modified = files.Length == 0 ? null : files.Max(file => file.Modified),
            Files = Directory.Exists(path) ? files : null,
        };
    }

    /// <summary>Reads the file, or every file of the folder, and computes the digests.</summary>
    /// <param name="cancellation">Ends the reading.</param>
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

    /// <summary>How the input differs from what was read.</summary>
    /// <param name="byTime">Whether files of the same size and time count as the same without being read.</param>
    /// <returns>Null where it is the same: to the last bit, where the digest is known and <paramref name="byTime"/> is off.</returns>
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
/// <param name="Modified">When it was last changed.</param>
/// <param name="Sha256">Digest, 64 lower-case hexadecimal digits; null until it is known.</param>
public sealed record InputFile(string Path, long Size, DateTimeOffset Modified, string? Sha256 = null)
{
    internal static InputFile Of(string folder, string name)
    {
        FileInfo file = new(name.Length == 0 ? folder : System.IO.Path.Combine(folder, name));
        return new InputFile(name, file.Length, file.LastWriteTimeUtc);
    }
}
