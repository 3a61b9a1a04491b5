using Kaya.Core;

namespace Kaya.Runs;

/// <summary>An input file as it was read: enough to know whether it is still the same.</summary>
/// <param name="Name">What the task calls it, such as <c>emissions</c>.</param>
/// <param name="Path">Path as the caller gave it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Digest of the whole file, 64 lower-case hexadecimal digits.</param>
/// <param name="Reader">What read it, such as <c>carbon-monitor</c>.</param>
/// <param name="Unit">CF text of the unit its values were read in; null where there is none.</param>
public sealed record InputRecord(string Name, string Path, long Size, string Sha256, string Reader, string? Unit = null)
{
    /// <summary>Measures a file.</summary>
    /// <param name="name">What the task calls it.</param>
    /// <param name="path">The file.</param>
    /// <param name="reader">What reads it.</param>
    /// <param name="unit">The unit its values are read in.</param>
    /// <returns>Its size and digest at this moment.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    public static InputRecord Of(string name, string path, string reader, Unit? unit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(reader);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("There is no such input file.", new SourceLocation(path), Expected: name,
                Remedy: "Check the path; 'kaya data list' shows the data sets Kaya can fetch."));
        (long size, string digest) = FileDigest.Of(path);
        return new InputRecord(name, path, size, digest, reader, unit?.ToString());
    }

    /// <summary>How the file differs from what was read, in words.</summary>
    /// <returns>Null where it is the same to the last bit.</returns>
    public RunDifference? Changed()
    {
        string key = $"{Name} ({Path})";
        if (!File.Exists(Path)) return new RunDifference("inputs", key, Sha256, null);
        (long _, string digest) = FileDigest.Of(Path);
        return digest == Sha256 ? null : new RunDifference("inputs", key, Sha256, digest);
    }
}
