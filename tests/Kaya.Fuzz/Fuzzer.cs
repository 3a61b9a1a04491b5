using System.Diagnostics;

namespace Kaya.Fuzz;

/// <summary>Gives mutated files to a reader and collects what is not a documented exception, takes too long, or too much memory.</summary>
public static class Fuzzer
{
    /// <summary>Longest time of one file.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(5);

    // Allocated in all for one file, what was given back too.
    private const long MostBytes = 4L << 30;

    /// <summary>Runs a target.</summary>
    /// <param name="target">The format.</param>
    /// <param name="seed">Seed of the mutations.</param>
    /// <param name="time">How long.</param>
    /// <param name="most">At most so many files.</param>
    /// <param name="folder">Folder for the file that is read.</param>
    /// <param name="watch">Is told of each file; null where nobody watches.</param>
    /// <returns>Number of files, and one finding for each kind.</returns>
    public static (long Executions, IReadOnlyList<FuzzFinding> Findings) Run(FuzzTarget target, int seed, TimeSpan time, long most,
        string folder, HangWatch? watch = null)
    {
        Mutator mutator = new(seed);
        Dictionary<string, FuzzFinding> findings = [];
        string path = Path.Combine(folder, $"input{target.Extension}");
        long done = 0;
        for (long began = Stopwatch.GetTimestamp(); done < most && Stopwatch.GetElapsedTime(began) < time; done++)
        {
            byte[] file = mutator.Next(target);
            File.WriteAllBytes(path, file);
            watch?.Begin();
            if (Try(target, path) is { } what) findings.TryAdd(Kind(what), new FuzzFinding(target.Name, what, file));
        }

        return (done, [.. findings.Values]);
    }

    /// <summary>Reads one file.</summary>
    /// <param name="target">The format.</param>
    /// <param name="path">The file.</param>
    /// <returns>What went wrong; null if nothing.</returns>
    public static string? Try(FuzzTarget target, string path)
    {
        long began = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Read(path);
        }
        catch (KayaException)
        {
            // Documented: the file is refused.
        }
        catch (Exception failure)
        {
            return $"{failure.GetType().Name}: {failure.Message}{Environment.NewLine}{failure.StackTrace}";
        }

        if (Stopwatch.GetElapsedTime(began) is var taken && taken > LongestTime) return $"time: {taken.TotalSeconds:0.0} s";
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return bytes > MostBytes ? $"memory: {bytes >> 20} MB" : null;
    }

    // The exception and the place in Kaya where it came through: one finding for each.
    private static string Kind(string what)
    {
        string[] lines = what.Split('\n');
        string? place = Array.Find(lines, line => line.Contains("at Kaya.", StringComparison.Ordinal)
            && !line.Contains("Kaya.Fuzz", StringComparison.Ordinal));
        return $"{lines[0].Split(':')[0]} {place?.Trim()}";
    }
}
