namespace Kaya.Tasks;

/// <summary>Starts tasks as separate processes that continue after the starting process has ended.</summary>
/// <remarks>
/// The whole state of a job is in its run folder: <c>run.json</c> (task, options, status), <c>job.json</c> (process or job number,
/// machine), <c>progress.ndjson</c> and the lock that the process holds. So a job is found again by its folder, from any process.
/// </remarks>
public interface IExecutor
{
    /// <summary>Creates the run folder of a task, or reuses an interrupted one, and starts the process.</summary>
    /// <param name="task">The task with its options; threads and memory limit apply to the new process.</param>
    /// <param name="settings">Folder, force, resume, command.</param>
    /// <returns>The run, queued or running.</returns>
    /// <exception cref="KayaException">An input is missing, the folder cannot be taken, or the process does not start.</exception>
    Run Start(PreparedTask task, TaskRunSettings settings);

    /// <summary>The current state of a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>Interrupted if the process has ended without recording a result.</returns>
    RunStatus State(string folder);

    /// <summary>Asks the process of a run to stop at its next checkpoint, and waits until it has.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="DataFormatException">The run is not running, or its process is on another machine.</exception>
    /// <exception cref="ResourceException">It has not stopped within the time.</exception>
    Run Cancel(string folder, TimeSpan patience);
}
