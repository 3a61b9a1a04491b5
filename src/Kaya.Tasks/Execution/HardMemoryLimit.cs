using System.Globalization;

namespace Kaya.Tasks;

/// <summary>The limit of the operating system on the data of this process: the memory limit of a task, for what allocates faster than the
/// watch looks.</summary>
/// <remarks>
/// An allocation beyond it fails as on a machine without memory: a library says so, or .NET throws. On Linux only. RLIMIT_DATA counts
/// what can be written to and is private; address space that the garbage collector only reserves is not in it.
/// </remarks>
internal static class HardMemoryLimit
{
    private const int DataResource = 2;
    private const long Slack = 250_000_000;

    /// <summary>Sets it, a little above the limit that is watched.</summary>
    /// <param name="bytes">The memory limit.</param>
    public static void Set(long bytes)
    {
        if (!OperatingSystem.IsLinux() || Of("VmData") is not { } data || Of("VmRSS") is not { } resident) return;
        ulong[] now = new ulong[2];
        if (SystemCalls.GetLimit(DataResource, now) != 0) return;
        // Stacks of threads and the like are reserved, but not used: they do not count as memory of the task.
        ulong wanted = (ulong)Math.Max(data, data - resident + bytes + Slack);
        _ = SystemCalls.SetLimit(DataResource, [Math.Min(wanted, now[1]), now[1]]);
    }

    // Bytes from the status of the process, such as "VmData:   123456 kB".
    private static long? Of(string name)
    {
        try
        {
            return File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))
                is { } line && long.TryParse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim(),
                    NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? 1024 * kilobytes : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
