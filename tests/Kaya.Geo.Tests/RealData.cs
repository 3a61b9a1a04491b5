namespace Kaya.Geo.Tests;

/// <summary>Where real files lie, beside the repository; tests that need them skip without them.</summary>
internal static class RealData
{
    public static string File(string name)
    {
        string? root = Environment.GetEnvironmentVariable("KAYA_DATA");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Kaya.slnx"))) root = Path.Combine(
                folder.FullName, "..", "shared", "data");
        string path = Path.Combine(root ?? "", name);
        if (!System.IO.File.Exists(path)) Assert.Skip($"{name} is not here (KAYA_DATA or ../shared/data)");
        return path;
    }
}
