using Kaya.Core;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Starts tasks as processes of their own, which go on when whoever started them is gone.</summary>
/// <remarks>
/// All that is known of a job lies in its run folder: <c>run.json</c> (task, options, status), <c>job.json</c> (process or job number,
/// machine), <c>progress.ndjson</c> and the lock that the process holds. So a job is found again by its folder, from any process.
/// </remarks>
public interface IExecutor
{
    /// <summary>Makes the run folder of a task, or takes an interrupted one, and starts the process that does the work.</summary>
    /// <param name="task">The task with its options settled: threads and memory limit among them hold for the new process.</param>
    /// <param name="settings">Folder, force, resume, command.</param>
    /// <returns>The run, queued or at work.</returns>
    /// <exception cref="KayaException">An input is missing, the folder cannot be taken, or the process does not start.</exception>
    Run Start(PreparedTask task, TaskRunSettings settings);

    /// <summary>How a run stands now.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>Interrupted where the process is gone without having said so.</returns>
    RunStatus State(string folder);

    /// <summary>Asks the process of a run to stop at its next checkpoint, and waits until it has.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="DataFormatException">The run is not at work, or its process is on another machine.</exception>
    /// <exception cref="ResourceException">It has not stopped within the time.</exception>
    Run Cancel(string folder, TimeSpan patience);
}
