using System.Globalization;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>A run at work: takes down inputs, figures and outputs, and ends as a <see cref="Run"/>.</summary>
/// <remarks>
/// Every file appears whole or not at all, except the log, which grows by whole lines. Safe to use from several threads.
/// Disposed without <see cref="Complete"/> it is marked interrupted.
/// </remarks>
public sealed class ActiveRun : IDisposable
{
    private static readonly string[] s_ownFiles = [Run.RecordFile, Run.InputsFile, Run.EnvironmentFile, Run.MetricsFile, Run.LogFile, RunLock.FileName];

    private readonly Lock _gate = new();
    private readonly RunLock _lock;
    private readonly TimeProvider _clock;
    private readonly SortedDictionary<string, RunMetric> _metrics = new(StringComparer.Ordinal);
    private readonly List<InputRecord> _inputs = [];
    private readonly string? _root;
    private RunRecord _record;

    private ActiveRun(string folder, RunRecord record, TimeProvider clock, string? root = null)
    {
        (Folder, _record, _clock, _root) = (folder, record, clock, root);
        _lock = new RunLock(folder);
        File.Delete(PathOf(RunManifest.FileName));
        DeleteParts();
    }

    /// <summary>The folder of the run.</summary>
    public string Folder { get; }

    /// <summary>Where the model of the run goes: <see cref="ModelFolder.Write"/>.</summary>
    public string ModelPath => PathOf("model");

    /// <summary>Takes down an input; the same name again replaces it.</summary>
    /// <param name="input">The file as it was read.</param>
    public void AddInput(InputRecord input)
    {
        ArgumentNullException.ThrowIfNull(input);
        lock (_gate)
        {
            _inputs.RemoveAll(known => known.Name == input.Name);
            _inputs.Add(input);
            JsonForm.Write(PathOf(Run.InputsFile), _inputs);
        }
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
        lock (_gate) _metrics[name] = new RunMetric(name, double.IsFinite(value) ? value : null, (unit ?? Unit.One).ToString());
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

    /// <summary>The path of an output, for writers of their own; write it with <see cref="AtomicFile"/>.</summary>
    /// <param name="name">File name, such as <c>map.tif</c>; may have folders, but stays inside <c>outputs/</c>.</param>
    /// <returns>The full path; its folder exists.</returns>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public string OutputPath(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Path.IsPathRooted(name) || name.Split('/', '\\').Contains(".."))
            throw new ArgumentException($"an output stays inside the run, '{name}' does not", nameof(name));
        string path = PathOf(Path.Combine("outputs", name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a table as <c>outputs/NAME.csv</c>, its metadata, and <c>outputs/NAME.json</c>.</summary>
    /// <param name="table">The table; its name gives the file names.</param>
    public void WriteTable(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.WriteCsv(OutputPath(table.Name + ".csv"));
        table.WriteJson(OutputPath(table.Name + ".json"));
    }

    /// <summary>Ends the run well: figures, final record, and the list of every file with its digest.</summary>
    /// <returns>The run, to be read.</returns>
    /// <exception cref="InvalidOperationException">The run has ended already.</exception>
    public Run Complete()
    {
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

    /// <summary>Takes back a run that has written nothing but its own record: the folder goes, and an earlier run that it replaced returns.</summary>
    /// <returns>False, and nothing is changed, where the run has ended or there is an output, a model, a checkpoint or anything else.</returns>
    public bool Discard()
    {
        lock (_gate)
        {
            if (_record.Status != RunStatus.Running) return false;
            DeleteParts();
            if (Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Any(file => !s_ownFiles.Contains(Path.GetRelativePath(Folder, file)))) return false;
            _record = _record with { Status = RunStatus.Failed };
            _lock.Dispose();
            RunFolders.TakeBack(Folder, _root);
            return true;
        }
    }

    /// <summary>Marks the run interrupted unless it has ended.</summary>
    public void Dispose()
    {
        if (_record.Status == RunStatus.Running) End(RunStatus.Interrupted, null);
    }

    private void End(RunStatus status, RunFault? fault)
    {
        lock (_gate)
        {
            if (_record.Status != RunStatus.Running) throw new InvalidOperationException("the run has ended already");
            JsonForm.Write(PathOf(Run.MetricsFile), _metrics.Values);
            _record = _record with { Status = status, Finished = _clock.GetUtcNow(), Fault = fault };
            JsonForm.Write(PathOf(Run.RecordFile), _record);
            DeleteParts();
            RunManifest.Write(Folder);
            RunFolders.DropReplaced(Folder);
            _lock.Dispose();
        }
    }

    internal static ActiveRun Begin(RunRequest request)
    {
        RunRecord record = new(RunRecord.CurrentFormat, request.Task, request.Command, request.KayaVersion, request.Seed,
            RunStatus.Running, request.Clock.GetUtcNow(), null, (JsonObject)request.Configuration.DeepClone(), request.Origins);
        RunEnvironment environment = request.Environment ?? RunEnvironment.Capture();
        string folder = RunFolders.Make(request, beside =>
        {
            JsonForm.Write(Path.Combine(beside, Run.RecordFile), record);
            JsonForm.Write(Path.Combine(beside, Run.InputsFile), Array.Empty<InputRecord>());
            JsonForm.Write(Path.Combine(beside, Run.MetricsFile), Array.Empty<RunMetric>());
            JsonForm.Write(Path.Combine(beside, Run.EnvironmentFile), environment);
        });
        return new ActiveRun(folder, record, request.Clock, request.Folder is null ? request.Root : null);
    }

    internal static ActiveRun Continue(Run earlier, RunRequest request)
    {
        RunRecord record = earlier.Record with
        {
            Command = request.Command, KayaVersion = request.KayaVersion, Status = RunStatus.Running, Finished = null, Fault = null,
        };
        ActiveRun run = new(earlier.Folder, record, request.Clock);
        JsonForm.Write(run.PathOf(Run.RecordFile), record);
        run._inputs.AddRange(earlier.Inputs);
        foreach (RunMetric metric in earlier.Metrics) run._metrics[metric.Name] = metric;
        run.SetEnvironment(request.Environment ?? RunEnvironment.Capture());
        run.Log("resumed");
        return run;
    }

    // What a killed process was writing beside its target: files, and the folder of a model.
    private void DeleteParts()
    {
        foreach (string part in Directory.GetDirectories(Folder, "*.part", SearchOption.AllDirectories)) Directory.Delete(part, recursive: true);
        foreach (string part in Directory.EnumerateFiles(Folder, "*.part", SearchOption.AllDirectories)) File.Delete(part);
    }

    private string PathOf(string name) => Path.Combine(Folder, name);
}
