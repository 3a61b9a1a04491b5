using System.Diagnostics;

namespace Kaya.EndToEnd.Tests;

/// <summary>A file system of a few hundred kB, as only root may make one: what a full disk does.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts one at a folder; null where this may not be done.</summary>
    public static SmallDisk? Mount(string folder, string size)
    {
        Directory.CreateDirectory(folder);
        return Shell("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) == 0 ? new SmallDisk(folder) : null;
    }

    public void Dispose() => Assert.Equal(0, Shell("umount", _folder));

    private static int Shell(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
