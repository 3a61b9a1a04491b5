using System.Diagnostics;
using System.Globalization;

namespace Kaya.Bench;

/// <summary>Times pieces of work of this process.</summary>
internal static class Work
{
    /// <summary>Does the work once and says what it cost.</summary>
    public static Timing Measure(Action work)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        work();
        double wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return new Timing(wall, (process.TotalProcessorTime - processor).TotalSeconds, PeakMebibytes(), 0);
    }

    /// <summary>Starts counting peak memory anew, after giving back what earlier work left; without effect where the system has no such
    /// counter.</summary>
    public static void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        RestartPeak();
    }

    /// <summary>Starts counting peak memory anew, from what is in use now.</summary>
    public static void RestartPeak()
    {
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
    }

    /// <summary>Peak resident memory since the count was last restarted.</summary>
    public static double PeakMebibytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            using Process process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 / 1048576.0;
        }

        // A number of eight digits follows the name with a tab alone.
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
