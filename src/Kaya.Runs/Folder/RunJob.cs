using System.Globalization;
using System.Text.Json.Serialization;

namespace Kaya.Runs;

/// <summary>What carries a run out, as <c>job.json</c> says while it is at work: enough to find it again after whoever started it is
/// gone.</summary>
/// <param name="Executor">What started it: <c>local</c>, or the name of a batch system.</param>
/// <param name="Id">Process number, or the number that the batch system gave.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="Started">
/// For a process when it started, in clock ticks since the machine did, after the machine's boot identity: a process number that was given
/// again to another process does not match. Null for a batch system, whose numbers do not come twice.
/// </param>
public sealed record RunJob(string Executor, string Id, string Host, string? Started = null)
{
    /// <summary>Name of the executor that starts processes on this machine.</summary>
    public const string Local = "local";

    internal const string FileName = "job.json";

    /// <summary>A process of this machine.</summary>
    /// <param name="process">Its number.</param>
    /// <returns>The job; its start is null where there is no such process.</returns>
    public static RunJob OfProcess(int process) =>
        new(Local, process.ToString(CultureInfo.InvariantCulture), Environment.MachineName, StartOf(process));

    /// <summary>Whether the process is there, on this machine, and is the one that was started.</summary>
    [JsonIgnore]
    public bool IsAlive => Executor == Local && Host == Environment.MachineName && Started is not null
        && int.TryParse(Id, CultureInfo.InvariantCulture, out int process) && StartOf(process) == Started;

    // Field 22 of /proc/PID/stat, counted after the command, which may hold anything between its brackets; a zombie has ended.
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
