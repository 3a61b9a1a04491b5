using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>A running run: records inputs, metrics and outputs, and ends as a <see cref="Run"/>.</summary>
/// <remarks>
/// Every file is written completely or not at all, except logs, which grow line by line. Each is listed before it is written.
/// Safe to use from several threads. Disposed without <see cref="Complete"/> it is marked interrupted.
/// </remarks>
public sealed class ActiveRun : IDisposable
{
    private const string CheckpointFolder = "checkpoint";

    private static readonly ImmutableArray<string> s_recordFiles =
    [
        Run.RecordFile, Run.InputsFile, Run.EnvironmentFile, Run.MetricsFile, Run.LogFile, RunProgress.ProgressFile,
            RunProgress.MetricsFile,
        RunJob.FileName, Run.ConsoleFile,
    ];

    private readonly Lock _gate = new();
    private readonly TakenFolder _taken;
    private readonly RunJournal _journal;
    private readonly InputDigests _inputs;
    private readonly RunProgress _progress;
    private readonly TimeProvider _clock;
    private readonly SortedDictionary<string, RunMetric> _metrics = new(StringComparer.Ordinal);
    private RunRecord _record;

    private ActiveRun(TakenFolder taken, RunJournal journal, RunRecord record, TimeProvider clock, IEnumerable<InputRecord> inputs)
    {
        (_taken, _journal, _record, _clock) = (taken, journal, record, clock);
        _progress = new RunProgress(Folder, clock);
        _inputs = new InputDigests(PathOf(Run.InputsFile), inputs);
    }

    /// <summary>The folder of the run.</summary>
    public string Folder => _taken.Folder;

    /// <summary>Records the progress in <c>progress.ndjson</c>.</summary>
    public IProgress<WorkProgress> Progress => _progress;

    /// <summary>Sets the share of each stage, so that <c>progress.ndjson</c> has the total time left.</summary>
    /// <param name="stages">Stages in order; a reported stage is matched by the beginning of its name.</param>
    /// <param name="shown">Receives the progress too, with the fraction done of the whole and the time left.</param>
    public void Plan(IReadOnlyList<StageShare> stages, IProgress<WorkProgress>? shown = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _progress.Plan(stages);
        _progress.Shown = shown;
    }

    /// <summary>Records an input; the same name replaces an earlier one. Its digest is computed during the run.</summary>
    /// <param name="input">The file as it is now.</param>
    public void AddInput(InputRecord input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _inputs.Add(input);
    }

    /// <summary>Records the machine again, once native libraries are loaded and their versions are known.</summary>
    /// <param name="environment">The machine and its software.</param>
    public void SetEnvironment(RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        lock (_gate) JsonForm.Write(PathOf(Run.EnvironmentFile), environment);
    }

    /// <summary>Records a metric; the same name replaces an earlier one.</summary>
    /// <param name="name">Such as <c>clean-mlp/random/emission/mape</c>.</param>
    /// <param name="value">The number.</param>
    /// <param name="unit">Its unit; default: dimensionless.</param>
    public void SetMetric(string name, double value, Unit? unit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RunMetric metric = new(name, double.IsFinite(value) ? value : null, (unit ?? Unit.One).ToString());
        lock (_gate) _metrics[name] = metric;
        _progress.Append(metric);
    }

    /// <summary>Adds a line to <c>log.ndjson</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="details">Additional values.</param>
    /// <param name="level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
    public void Log(string message, JsonObject? details = null, string level = "info")
    {
        ArgumentException.ThrowIfNullOrEmpty(message);
        JsonObject line = new()
        {
            ["time"] = _clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), ["level"] = level, ["message"] = message,
        };
        if (details is not null) line["details"] = details.DeepClone();
        lock (_gate) File.AppendAllText(PathOf(Run.LogFile), line.ToJsonString(JsonForm.Compact) + "\n");
    }

    /// <summary>The path of a file that the run will write; it is added to the list of files. Write it with
    /// <see cref="AtomicFile"/>.</summary>
    /// <param name="name">Path inside the run, such as <c>report.html</c> or <c>scores/random.json</c>.</param>
    /// <returns>The full path. No folder is created: <see cref="AtomicFile"/> and the map writers create it with the file.</returns>
    /// <exception cref="ArgumentException">The name points outside the folder.</exception>
    /// <exception cref="DataFormatException">A folder of the path is a symbolic link.</exception>
    public string PathFor(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!OwnedFiles.IsInside(name)) throw new ArgumentException($"a file of a run must be inside its folder, '{name}' is not",
            nameof(name));
        for (int at = name.IndexOf('/', StringComparison.Ordinal); at > 0; at = name.IndexOf('/', at + 1)) RequireNoLink(name[..at]);
        lock (_gate) _journal.Append([name]);
        return PathOf(name);
    }

    /// <summary>The path of an output: <see cref="PathFor"/> below <c>outputs/</c>.</summary>
    /// <param name="name">File name, such as <c>map.tif</c>; may have folders, but stays inside <c>outputs/</c>.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="ArgumentException">The name points outside the folder.</exception>
    public string OutputPath(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!OwnedFiles.IsInside(name)) throw new ArgumentException($"an output must be inside the run folder, '{name}' is not",
            nameof(name));
        return PathFor("outputs/" + name);
    }

    /// <summary>Folder for the checkpoints of a fit; the fit reports their names by <see cref="Writing"/>.</summary>
    public string CheckpointPath => PathOf(CheckpointFolder);

    /// <summary>Records a file that a fit will write: pass it to <see cref="FitContext.Writing"/>.</summary>
    /// <param name="path">The file, inside the run folder.</param>
    public void Writing(string path) => PathFor(Path.GetRelativePath(Folder, path).Replace('\\', '/'));

    /// <summary>Removes the checkpoints, which are not needed after the outputs are written.</summary>
    public void RemoveCheckpoints()
    {
        lock (_gate)
        {
            string[] names = [.. _journal.Names.Where(name => name.StartsWith(CheckpointFolder + "/", StringComparison.Ordinal))];
            foreach (string name in names) File.Delete(PathOf(name));
            RemoveFoldersOf(names);
        }
    }

    /// <summary>Writes a model.</summary>
    /// <param name="state">The state of the predictor.</param>
    /// <param name="card">The model card.</param>
    /// <param name="part">Name of the model if the run has several; null for a single model.</param>
    public void WriteModel(ModelState state, ModelCard card, string? part = null)
    {
        string folder = part is null ? "model" : $"model/{part}";
        foreach (string file in ModelFolder.Files) PathFor($"{folder}/{file}");
        ModelFolder.Write(PathOf(folder), state, card);
    }

    /// <summary>Completes the run: writes metrics, final record, and the list of files with digests.</summary>
    /// <returns>The run, to be read.</returns>
    /// <exception cref="InvalidOperationException">The run has ended already.</exception>
    /// <exception cref="DataFormatException">An input changed during the run.</exception>
    public Run Complete()
    {
        if (_record.Status == RunStatus.Running) _inputs.Settle();
        End(RunStatus.Completed, null);
        return Run.Open(Folder);
    }

    /// <summary>Ends the run with an error, or as interrupted if the work was cancelled.</summary>
    /// <param name="error">The exception.</param>
    public void Fail(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        RunFault? fault = error is OperationCanceledException ? null : RunFault.Of(error);
        if (_record.Status == RunStatus.Running) End(fault is null ? RunStatus.Interrupted : RunStatus.Failed, fault);
    }

    /// <summary>Removes a run that has only written its own record, and restores the earlier run it replaced.</summary>
    /// <returns>False, without changes, if the run has ended or has an output, a model or a checkpoint.</returns>
    public bool Discard()
    {
        lock (_gate)
        {
            if (_record.Status != RunStatus.Running || _journal.Names.Except(s_recordFiles)
                .Any(name => File.Exists(PathOf(name)))) return false;
            _record = _record with { Status = RunStatus.Failed };
            _inputs.Dispose();
            _journal.Dispose();
            RunFolders.TakeBack(_taken);
            return true;
        }
    }

    /// <summary>Marks the run interrupted unless it has ended.</summary>
    public void Dispose()
    {
        if (_record.Status == RunStatus.Running) End(RunStatus.Interrupted, null);
    }

    internal static ActiveRun Begin(RunRequest request)
    {
        (RunRecord record, TakenFolder taken) = Make(request, RunStatus.Running, null, out RunJournal journal);
        return new ActiveRun(taken, journal, record, request.Clock, []);
    }

    /// <summary>Creates the folder of a run that another process will execute.</summary>
    internal static string Queue(RunRequest request, IReadOnlyList<InputRecord> inputs)
    {
        (_, TakenFolder taken) = Make(request, RunStatus.Queued, inputs, out RunJournal journal);
        journal.Dispose();
        taken.Lock.Dispose();
        return taken.Folder;
    }

    internal static ActiveRun Continue(Run earlier, RunRequest request)
    {
        TakenFolder taken = new(earlier.Folder, RunLock.TryTake(earlier.Folder) ?? throw RunFolders.AtWork(earlier.Folder), []);
        OwnedFiles files = OwnedFiles.Of(earlier.Folder);
        files.RemoveParts();
        RunJournal journal = RunJournal.Continue(earlier.Folder, files.Names.Concat(s_recordFiles));
        File.Delete(Path.Combine(earlier.Folder, RunManifest.FileName));
        RunRecord record = earlier.Record with { KayaVersion = request.KayaVersion, Status = RunStatus.Running, Finished = null,
            Fault = null };
        ActiveRun run = new(taken, journal, record, request.Clock, earlier.Inputs);
        JsonForm.Write(run.PathOf(RunJob.FileName), RunJob.OfProcess(Environment.ProcessId));
        JsonForm.Write(run.PathOf(Run.RecordFile), record);
        foreach (RunMetric metric in earlier.Metrics) run._metrics[metric.Name] = metric;
        run.SetEnvironment(request.Environment ?? RunEnvironment.Capture());
        if (earlier.Record.Status != RunStatus.Queued) run.Log("resumed");
        return run;
    }

    // The record is written last: if it exists, the other files do too.
    private static (RunRecord Record, TakenFolder Taken) Make(
        RunRequest request, RunStatus status, IReadOnlyList<InputRecord>? inputs, out RunJournal journal)
    {
        TakenFolder taken = RunFolders.Take(request);
        journal = RunJournal.Begin(taken.Folder, s_recordFiles);
        RunRecord record = new(RunRecord.CurrentFormat, request.Task, request.Command, request.KayaVersion, request.Seed,
            status, request.Clock.GetUtcNow(), null, (JsonObject)request.Configuration.DeepClone(), request.Origins);
        JsonForm.Write(Path.Combine(taken.Folder, Run.InputsFile), inputs ?? []);
        JsonForm.Write(Path.Combine(taken.Folder, Run.MetricsFile), Array.Empty<RunMetric>());
        JsonForm.Write(Path.Combine(taken.Folder, Run.EnvironmentFile), request.Environment ?? RunEnvironment.Capture());
        JsonForm.Write(Path.Combine(taken.Folder, RunJob.FileName), RunJob.OfProcess(Environment.ProcessId));
        JsonForm.Write(Path.Combine(taken.Folder, Run.RecordFile), record);
        return (record, taken);
    }

    private void End(RunStatus status, RunFault? fault)
    {
        lock (_gate)
        {
            if (_record.Status != RunStatus.Running) throw new InvalidOperationException("the run has ended already");
            _inputs.Dispose();
            JsonForm.Write(PathOf(Run.MetricsFile), _metrics.Values);
            _record = _record with { Status = status, Finished = _clock.GetUtcNow(), Fault = fault };
            File.Delete(PathOf(RunJob.FileName));
            JsonForm.Write(PathOf(Run.RecordFile), _record);
            OwnedFiles.Of(Folder).RemoveParts();
            RemoveFoldersOf(_journal.Names);
            RunManifest.Write(Folder, _journal.Names);
            _journal.Dispose();
            File.Delete(PathOf(RunJournal.FileName));
            RunFolders.RemoveEarlier(Folder);
            _taken.Lock.Dispose();
        }
    }

    private void RequireNoLink(string folder)
    {
        if (!OwnedFiles.IsLink(PathOf(folder))) return;
        throw new DataFormatException(
            new Fault("A folder inside the run is a symbolic link.", new SourceLocation(PathOf(folder)), "a folder", "a link",
            "Remove the link, or start a new run in another folder."));
    }

    private void RemoveFoldersOf(IEnumerable<string> names) =>
        OwnedFiles.RemoveEmpty(Folder, names.SelectMany(OwnedFiles.Parents).Distinct());

    private string PathOf(string name) => Path.Combine(Folder, name);
}
