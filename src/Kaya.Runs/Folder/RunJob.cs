using System.Globalization;
using System.Text.Json.Serialization;

namespace Kaya.Runs;

/// <summary>The process or batch job that executes a run, as stored in <c>job.json</c>, to find it after the starting process has
/// ended.</summary>
/// <param name="Executor">The executor: <c>local</c>, or the name of a batch system.</param>
/// <param name="Id">Process number, or job number of the batch system.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="Started">
/// For a process: boot identifier of the machine, and start time in clock ticks since boot. It detects process numbers that
/// were reused by another process. Null for a batch system, whose job numbers are unique.
/// </param>
public sealed record RunJob(string Executor, string Id, string Host, string? Started = null)
{
    /// <summary>Name of the executor that starts processes on this machine.</summary>
    public const string Local = "local";

    internal const string FileName = "job.json";

    /// <summary>A process of this machine.</summary>
    /// <param name="process">Its number.</param>
    /// <returns>The job; its start is null if there is no such process.</returns>
    public static RunJob OfProcess(int process) =>
        new(Local, process.ToString(CultureInfo.InvariantCulture), Environment.MachineName, StartOf(process));

    /// <summary>Whether the process that was started is still running on this machine.</summary>
    [JsonIgnore]
    public bool IsAlive => Executor == Local && Host == Environment.MachineName && Started is not null
        && int.TryParse(Id, CultureInfo.InvariantCulture, out int process) && StartOf(process) == Started;

    // Field 22 of /proc/PID/stat, counted after the command, which may contain any text between its brackets; a zombie has ended.
    private static string? StartOf(int process)
    {
        const string Boot = "/proc/sys/kernel/random/boot_id";
        try
        {
            string text = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : $"{File.ReadAllText(Boot).Trim()} {fields[19]}";
        }
        catch (IOException)
        {
            return null;
        }
    }
}
