namespace Kaya.Tasks;

/// <summary>A file or folder that a task reads.</summary>
/// <param name="Name">Its role in the task, such as <c>emissions</c>.</param>
/// <param name="Path">Its path.</param>
/// <param name="Reader">What reads it, such as <c>Carbon Monitor export</c>.</param>
/// <param name="Unit">Unit of its values; null if it has none.</param>
public sealed record TaskInput(string Name, string Path, string Reader, Unit? Unit = null)
{
    /// <summary>Whether it exists.</summary>
    public bool Exists => File.Exists(Path) || Directory.Exists(Path);

    /// <summary>Refuses a missing file.</summary>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    public void Require()
    {
        if (!Exists)
            throw new DataNotFoundException(
                new Fault($"The {Name} file does not exist.", new SourceLocation(Path), $"a {Reader} file", "no such file",
                "Check the path. `kaya data list` shows where to get each provider's file."));
    }

    /// <summary>Size and time, as recorded with a run; for a folder, those of every file in it.</summary>
    /// <returns>The record, without digests.</returns>
    public InputRecord Record() => InputRecord.Of(Name, System.IO.Path.GetFullPath(Path), Reader, Unit);
}
