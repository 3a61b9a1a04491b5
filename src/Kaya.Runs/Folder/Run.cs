using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>A run that can be read, checked, compared and repeated: a folder with the record of all inputs and outputs.</summary>
public sealed class Run
{
    internal const string RecordFile = "run.json";
    internal const string InputsFile = "inputs.json";
    internal const string EnvironmentFile = "environment.json";
    internal const string MetricsFile = "metrics.json";
    internal const string LogFile = "log.ndjson";
    internal const string ConsoleFile = "console.log";

    private Run(string folder, RunRecord record, bool isHeld)
    {
        (Folder, Record) = (folder, record);
        Inputs = JsonForm.Read<InputRecord[]>(PathOf(InputsFile));
        Metrics = JsonForm.Read<RunMetric[]>(PathOf(MetricsFile));
        Environment = JsonForm.Read<RunEnvironment>(PathOf(EnvironmentFile));
        Job = File.Exists(PathOf(RunJob.FileName)) ? JsonForm.Read<RunJob>(PathOf(RunJob.FileName)) : null;
        Status = record.Status switch
        {
            RunStatus.Running or RunStatus.Queued when isHeld => RunStatus.Running,
            RunStatus.Running => RunStatus.Interrupted,
            // The list of files is written last; without it the end was not reached.
            RunStatus.Completed when !File.Exists(PathOf(RunManifest.FileName)) => isHeld ? RunStatus.Running : RunStatus.Interrupted,
            RunStatus.Queued when Job is null or { Executor: RunJob.Local, IsAlive: false } => RunStatus.Interrupted,
            _ => record.Status,
        };
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its name, without the path.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>What <c>run.json</c> holds.</summary>
    public RunRecord Record { get; }

    /// <summary>The status: as recorded, or interrupted if its process has ended before the list of files was written.</summary>
    public RunStatus Status { get; }

    /// <summary>The job that executes it; null if it has ended.</summary>
    public RunJob? Job { get; }

    /// <summary>The progress; null if not yet reported.</summary>
    public RunStage? Stage => RunProgress.Last(Folder);

    /// <summary>The recorded input files.</summary>
    public IReadOnlyList<InputRecord> Inputs { get; }

    /// <summary>The metrics, by name in ordinal order.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; }

    /// <summary>The machine it ran on.</summary>
    public RunEnvironment Environment { get; }

    /// <summary>Folder of its model; may not exist.</summary>
    public string ModelPath => PathOf("model");

    /// <summary>Path of its report; may not exist.</summary>
    public string ReportPath => PathOf("report.html");

    /// <summary>Creates the folder of a new run and marks it running.</summary>
    /// <param name="request">The task and its settings.</param>
    /// <returns>The running run; end it with <see cref="ActiveRun.Complete"/>.</returns>
    /// <exception cref="DataFormatException">
    /// The folder contains an earlier run and force is off, a running run, or files of no run; or it is a symbolic link.
    /// </exception>
    public static ActiveRun Create(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ActiveRun.Begin(request);
    }

    /// <summary>Creates the folder of a run that another process will execute by <see cref="Resume"/>.</summary>
    /// <param name="request">The task and its settings.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <returns>The run, marked queued; it belongs to this process until <see cref="HandTo"/>, or until another one executes
    /// it.</returns>
    /// <exception cref="DataFormatException">As <see cref="Create"/>.</exception>
    public static Run Queue(RunRequest request, IReadOnlyList<InputRecord> inputs)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(inputs);
        return Open(ActiveRun.Queue(request, inputs));
    }

    /// <summary>Records the process that will execute a queued run, so that the run stays queued when this process ends first.</summary>
    /// <param name="process">Number of the process.</param>
    public void HandTo(int process)
    {
        // A task that has begun has recorded its own process.
        if (JsonForm.Read<RunRecord>(PathOf(RecordFile)).Status == RunStatus.Queued)
            JsonForm.Write(PathOf(RunJob.FileName), RunJob.OfProcess(process));
    }

    /// <summary>Ends an interrupted run as failed, with the reason why its process died. It can be resumed as before.</summary>
    /// <param name="error">The reason.</param>
    /// <returns>The run as it is then: unchanged if it was not interrupted.</returns>
    /// <exception cref="DataFormatException">Another process has taken the run up.</exception>
    public Run Fail(KayaException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (Status != RunStatus.Interrupted) return this;
        using (ActiveRun taken = ActiveRun.Continue(this, new RunRequest
        {
            Task = Record.Task, Command = Record.Command, KayaVersion = Record.KayaVersion, Seed = Record.Seed,
            Configuration = Record.Configuration, Environment = Environment,
        })) taken.Fail(error);
        return Open(Folder);
    }

    /// <summary>Output file of a process without a terminal.</summary>
    public string ConsolePath => PathOf(ConsoleFile);

    /// <summary>What <c>run.json</c> holds, as JSON.</summary>
    /// <returns>A new object that belongs to the caller.</returns>
    public JsonObject ToJson() => JsonForm.ReadObject(PathOf(RecordFile));

    /// <summary>What removing a run would remove: the files in its list, and the folder if it contains nothing else.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>The removal, not yet done.</returns>
    /// <exception cref="DataNotFoundException">No such folder.</exception>
    /// <exception cref="DataFormatException">Not a run, a running run, a damaged record, or a folder with files that the run did not
    /// write.</exception>
    public static RunRemoval Removal(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return RunRemoval.Of(folder);
    }

    /// <summary>The newest complete run of a task.</summary>
    /// <param name="task">The task, such as <c>energy train</c>.</param>
    /// <param name="root">Folder that contains the runs.</param>
    /// <returns>Null if there is none.</returns>
    public static Run? Newest(string task, string root = "runs") =>
        List(root).Select(entry => entry.Run).FirstOrDefault(run => run is { Status: RunStatus.Completed } && run.Record.Task == task);

    /// <summary>Resumes an interrupted run in its own folder; its recorded inputs and metrics are kept.</summary>
    /// <param name="request">The same task, seed and configuration, and the folder.</param>
    /// <returns>The run, to be continued and then completed.</returns>
    /// <exception cref="ArgumentException">The request has no folder.</exception>
    /// <exception cref="DataNotFoundException">There is no run in the folder.</exception>
    /// <exception cref="DataFormatException">The run is complete or running, had different settings, or its inputs have
    /// changed.</exception>
    public static ActiveRun Resume(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Run earlier = Open(request.Folder ?? throw new ArgumentException("the folder of the run to resume is required", nameof(request)));
        SourceLocation where = new(request.Folder);
        if (earlier.Status is RunStatus.Completed or RunStatus.Running)
            throw new DataFormatException(new Fault("The run cannot be resumed.", where, "an interrupted or failed run",
                $"a run that is {(earlier.Status == RunStatus.Completed ? "complete" : "running")}",
                    "Give the folder of an interrupted run, or omit --resume."));
        if (earlier.Record.Task != request.Task || !JsonNode.DeepEquals(earlier.Record.Configuration, request.Configuration))
            throw new DataFormatException(
                new Fault("The run was started with different settings.", where, $"{earlier.Record.Command}", request.Command,
                "Resume it with its original settings, which are in its run.json."));
        if (OwnedFiles.IsLink(request.Folder))
            throw new DataFormatException(
                new Fault("The folder is a symbolic link.", where, "the folder of the run", "a link", "Give the folder itself."));
        if (earlier.Inputs.Select(input => input.Changed(byTime: true)).OfType<RunDifference>().FirstOrDefault() is { } changed)
            throw new DataFormatException(new Fault("An input has changed since the run was started.", where, changed.Left, changed.Right,
                "Restore the input, or start a new run."));
        return ActiveRun.Continue(earlier, request);
    }

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="DataNotFoundException">No such folder, or a file is missing.</exception>
    /// <exception cref="DataFormatException">A file is damaged, or was written by a newer version of Kaya.</exception>
    public static Run Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, RecordFile);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("The folder is not a run.", new SourceLocation(folder), $"a folder with {RecordFile}",
                Directory.Exists(folder) ? "a folder without it" : "no such folder", "'kaya run list' shows all runs."));
        // The lock is checked before the record is read, so that a run that ends in between is not reported as interrupted.
        bool isHeld = RunLock.IsHeld(folder);
        RunRecord record = JsonForm.Read<RunRecord>(path);
        if (record.FormatVersion is < 1 or > RunRecord.CurrentFormat)
            throw new DataFormatException(new Fault("The run folder has an unsupported format version.", new SourceLocation(path),
                $"1 to {RunRecord.CurrentFormat}", $"{record.FormatVersion}", "Read it with the version of Kaya that wrote it."));
        return new Run(folder, record, isHeld);
    }

    /// <summary>The runs in a folder, newest first; damaged runs are listed with their error.</summary>
    /// <param name="root">Folder that contains the runs.</param>
    /// <returns>One entry for each folder with a <c>run.json</c>; empty if the folder does not exist.</returns>
    public static IReadOnlyList<RunListEntry> List(string root = "runs")
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root)) return [];
        return [.. Directory.EnumerateDirectories(root).Where(folder => File.Exists(Path.Combine(folder, RecordFile)))
            .Select(RunListEntry.Of).OrderByDescending(entry => entry.Run?.Record.Started)
                .ThenBy(entry => entry.Folder, StringComparer.Ordinal)];
    }

    /// <summary>Compares every file of the run with its recorded digest.</summary>
    /// <returns>Changed, missing and added files; empty if the run is unchanged.</returns>
    /// <exception cref="VerificationException">The run has not ended, so there are no recorded digests.</exception>
    /// <exception cref="DataFormatException">The list of files is damaged.</exception>
    public IReadOnlyList<RunDifference> Verify()
    {
        if (!File.Exists(PathOf(RunManifest.FileName)))
            throw new VerificationException(
                new Fault("The run has no final list of files.", new SourceLocation(PathOf(RunManifest.FileName)),
                "the list written at the end of a run", $"a run that is {Status.ToString().ToLowerInvariant()}",
                Status == RunStatus.Running ? "Wait until it has ended." : "Continue it with `kaya run resume`, or repeat it."));
        return RunManifest.Compare(Folder);
    }

    /// <summary>Compares the current input files with the recorded ones.</summary>
    /// <returns>The differences; empty if the inputs are unchanged.</returns>
    public IReadOnlyList<RunDifference> ChangedInputs() => [.. Inputs.Select(input => input.Changed()).OfType<RunDifference>()];

    /// <summary>The data needed to repeat the run.</summary>
    /// <returns>Task, seed and the value of every option.</returns>
    /// <exception cref="VerificationException">An input has changed.</exception>
    public RunRepetition Repetition()
    {
        IReadOnlyList<RunDifference> changed = ChangedInputs();
        if (changed.Count > 0)
            throw new VerificationException(new Fault("The inputs have changed since the run.", new SourceLocation(changed[0].Key),
                changed[0].Left, changed[0].Right ?? "no such file", "Restore the files, or start a new run."));
        return new RunRepetition(Record.Task, Record.Seed, (JsonObject)Record.Configuration.DeepClone());
    }

    /// <summary>The differences between two runs: task, seed, configuration, inputs, environment, metrics, and the bytes of model and
    /// outputs.</summary>
    /// <param name="left">A run.</param>
    /// <param name="right">A run.</param>
    /// <returns>The differences by area; times and command lines are not compared.</returns>
    public static IReadOnlyList<RunDifference> Diff(Run left, Run right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return [
            .. RunDifference.Between("run", left.Head(), right.Head()),
            .. RunDifference.Between("configuration", left.Record.Configuration, right.Record.Configuration),
            .. RunDifference.Between("inputs", left.InputDigests(), right.InputDigests()),
            .. RunDifference.Between("environment", Node(left.Environment), Node(right.Environment)),
            .. RunDifference.Between("metrics", left.Figures(), right.Figures()),
            .. RunDifference.Between("files", left.ResultDigests(), right.ResultDigests())];
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, JsonForm.Indented);

    private static JsonObject Members(IEnumerable<KeyValuePair<string, JsonNode?>> members) =>
        new(members.DistinctBy(member => member.Key));

    private JsonObject Head() => new()
    {
        ["task"] = Record.Task, ["kayaVersion"] = Record.KayaVersion, ["seed"] = Record.Seed, ["status"] = Status.ToString(),
    };

    private JsonObject InputDigests() =>
        Members(Inputs.Select(input => KeyValuePair.Create(input.Name, (JsonNode?)(input.Sha256 ?? $"{input.Size} bytes"))));

    private JsonObject Figures() =>
        Members(Metrics.Select(metric => KeyValuePair.Create($"{metric.Name} [{metric.Unit}]", (JsonNode?)metric.Value)));

    private JsonObject ResultDigests() => Members(Enumerable.Concat(Files("model"), Files("outputs")).Order(StringComparer.Ordinal)
        .Select(path => KeyValuePair.Create(Path.GetRelativePath(Folder, path), (JsonNode?)FileDigest.Of(path).Sha256)));

    private IEnumerable<string> Files(string part) => Directory.Exists(PathOf(part))
        ? OwnedFiles.FilesIn(PathOf(part)).Select(name => Path.Combine(PathOf(part), name))
        : [];

    private string PathOf(string name) => Path.Combine(Folder, name);
}
