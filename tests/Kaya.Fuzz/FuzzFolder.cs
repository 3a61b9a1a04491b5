namespace Kaya.Fuzz;

/// <summary>Where mutated files are written: in memory if the system has a file system there, because each is read once.</summary>
public static class FuzzFolder
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes a folder of its own.</summary>
    /// <returns>Its path.</returns>
    public static string Make()
    {
        string name = $"kaya-fuzz-{Guid.NewGuid():N}";
        return Directory.CreateDirectory(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), name)).FullName;
    }
}
