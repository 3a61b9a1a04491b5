using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>A run at work: takes down inputs, figures and outputs, and ends as a <see cref="Run"/>.</summary>
/// <remarks>
/// Every file appears whole or not at all, except logs, which grow by whole lines; each is named in the run's own list before it appears.
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

    /// <summary>Takes down how far the work is, in <c>progress.ndjson</c>.</summary>
    public IProgress<WorkProgress> Progress => _progress;

    /// <summary>Says which part of the work each stage is, so that <c>progress.ndjson</c> tells the time left of the whole.</summary>
    /// <param name="stages">Stages in order; a stage that is reported is known by the beginning of its name.</param>
    /// <param name="shown">Is told too, with the part of the whole that is done and the time left.</param>
    public void Plan(IReadOnlyList<StageShare> stages, IProgress<WorkProgress>? shown = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _progress.Plan(stages);
        _progress.Shown = shown;
    }

    /// <summary>Takes down an input; the same name again replaces it. Its digest is computed while the run works.</summary>
    /// <param name="input">The file as it is now.</param>
    public void AddInput(InputRecord input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _inputs.Add(input);
    }

    /// <summary>Takes down the machine again, once native libraries are loaded and their versions known.</summary>
    /// <param name="environment">The machine and its software.</param>
    public void SetEnvironment(RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        lock (_gate) JsonForm.Write(PathOf(Run.EnvironmentFile), environment);
    }

    /// <summary>Takes down a figure; the same name again replaces it.</summary>
    /// <param name="name">Such as <c>clean-mlp/random/emission/mape</c>.</param>
    /// <param name="value">The number.</param>
    /// <param name="unit">What it counts; a pure number when left out.</param>
    public void SetMetric(string name, double value, Unit? unit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RunMetric metric = new(name, double.IsFinite(value) ? value : null, (unit ?? Unit.One).ToString());
        lock (_gate) _metrics[name] = metric;
        _progress.Append(metric);
    }

    /// <summary>Adds a line to <c>log.ndjson</c>.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="details">Figures that belong to it.</param>
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

    /// <summary>The path of a file that the run is about to write; from now on the run's list names it. Write it with
    /// <see cref="AtomicFile"/>.</summary>
    /// <param name="name">Path inside the run, such as <c>report.html</c> or <c>scores/random.json</c>.</param>
    /// <returns>The full path. No folder is made: <see cref="AtomicFile"/> and the writers of maps make it with the file.</returns>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    /// <exception cref="DataFormatException">A folder of the path is a symbolic link.</exception>
    public string PathFor(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!OwnedFiles.IsInside(name)) throw new ArgumentException($"a file of a run stays inside of it, '{name}' does not", nameof(name));
        for (int at = name.IndexOf('/', StringComparison.Ordinal); at > 0; at = name.IndexOf('/', at + 1)) RequireNoLink(name[..at]);
        lock (_gate) _journal.Append([name]);
        return PathOf(name);
    }

    /// <summary>The path of an output: <see cref="PathFor"/> below <c>outputs/</c>.</summary>
    /// <param name="name">File name, such as <c>map.tif</c>; may have folders, but stays inside <c>outputs/</c>.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public string OutputPath(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!OwnedFiles.IsInside(name)) throw new ArgumentException($"an output stays inside the run, '{name}' does not", nameof(name));
        return PathFor("outputs/" + name);
    }

    /// <summary>Folder for the checkpoints of a fit; the fit says their names by <see cref="Writing"/>.</summary>
    public string CheckpointPath => PathOf(CheckpointFolder);

    /// <summary>Takes down a file that a fit is about to write: give it to <see cref="FitContext.Writing"/>.</summary>
    /// <param name="path">The file, inside of the run.</param>
    public void Writing(string path) => PathFor(Path.GetRelativePath(Folder, path).Replace('\\', '/'));

    /// <summary>Removes the checkpoints: they are of no use once all is written.</summary>
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
    /// <param name="state">What the predictor is made from.</param>
    /// <param name="card">What people need to know.</param>
    /// <param name="part">Which of several models of the run it is; null for its only one.</param>
    public void WriteModel(ModelState state, ModelCard card, string? part = null)
    {
        string folder = part is null ? "model" : $"model/{part}";
        foreach (string file in ModelFolder.Files) PathFor($"{folder}/{file}");
        ModelFolder.Write(PathOf(folder), state, card);
    }

    /// <summary>Writes a table as <c>outputs/NAME.csv</c>, its metadata, and <c>outputs/NAME.json</c>.</summary>
    /// <param name="table">The table; its name gives the file names.</param>
    public void WriteTable(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        OutputPath(table.Name + ".csv-metadata.json");
        table.WriteCsv(OutputPath(table.Name + ".csv"));
        table.WriteJson(OutputPath(table.Name + ".json"));
    }

    /// <summary>Ends the run well: figures, final record, and the list of every file with its digest.</summary>
    /// <returns>The run, to be read.</returns>
    /// <exception cref="InvalidOperationException">The run has ended already.</exception>
    /// <exception cref="DataFormatException">An input has changed while the run read it.</exception>
    public Run Complete()
    {
        if (_record.Status == RunStatus.Running) _inputs.Settle();
        End(RunStatus.Completed, null);
        return Run.Open(Folder);
    }

    /// <summary>Ends the run with a fault, or as interrupted where the work was cancelled.</summary>
    /// <param name="error">What ended it.</param>
    public void Fail(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        RunFault? fault = error is OperationCanceledException ? null : RunFault.Of(error);
        if (_record.Status == RunStatus.Running) End(fault is null ? RunStatus.Interrupted : RunStatus.Failed, fault);
    }

    /// <summary>Takes back a run that has written nothing but its own record: an earlier run that it replaced returns.</summary>
    /// <returns>False, and nothing is changed, where the run has ended or there is an output, a model or a checkpoint.</returns>
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

    /// <summary>Makes the folder of a run that another process is to take up.</summary>
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

    // The record comes last: whoever sees it can read the rest.
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
            new Fault("A folder inside of the run is a symbolic link.", new SourceLocation(PathOf(folder)), "a folder", "a link",
            "Remove the link, or start a new run elsewhere."));
    }

    private void RemoveFoldersOf(IEnumerable<string> names) =>
        OwnedFiles.RemoveEmpty(Folder, names.SelectMany(OwnedFiles.Parents).Distinct());

    private string PathOf(string name) => Path.Combine(Folder, name);
}
