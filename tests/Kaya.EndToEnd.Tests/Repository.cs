namespace Kaya.EndToEnd.Tests;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The folder with the real data; null where it is not.</summary>
    public static string? Data
    {
        get
        {
            string folder = Environment.GetEnvironmentVariable("KAYA_DATA") ?? Path.Combine(Root, "..", "shared", "data");
            return Directory.Exists(Path.Combine(folder, "energy")) ? Path.GetFullPath(folder) : null;
        }
    }

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Kaya.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
