using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>A run that can be read, checked, compared and repeated: a folder with everything that went in and came out.</summary>
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

    /// <summary>How it stands: as recorded, but interrupted where the process that ran it is gone.</summary>
    public RunStatus Status { get; }

    /// <summary>What carries it out; null where it has ended.</summary>
    public RunJob? Job { get; }

    /// <summary>How far it is; null where it has not said so yet.</summary>
    public RunStage? Stage => RunProgress.Last(Folder);

    /// <summary>The input files as they were read.</summary>
    public IReadOnlyList<InputRecord> Inputs { get; }

    /// <summary>The figures it measured, by name in ordinal order.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; }

    /// <summary>The machine it ran on.</summary>
    public RunEnvironment Environment { get; }

    /// <summary>Where its model lies; may not exist.</summary>
    public string ModelPath => PathOf("model");

    /// <summary>Where its report lies; may not exist.</summary>
    public string ReportPath => PathOf("report.html");

    /// <summary>Makes the folder of a new run and marks it running.</summary>
    /// <param name="request">What it is about to do.</param>
    /// <returns>The run at work; end it with <see cref="ActiveRun.Complete"/>.</returns>
    /// <exception cref="DataFormatException">
    /// The folder holds an earlier run and force is off, a run at work, or something that no run wrote; or it is a symbolic link.
    /// </exception>
    public static ActiveRun Create(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ActiveRun.Begin(request);
    }

    /// <summary>Makes the folder of a run that another process is to take up by <see cref="Resume"/>.</summary>
    /// <param name="request">What it is about to do.</param>
    /// <param name="inputs">What it will read.</param>
    /// <returns>The run, marked queued; it is the job of this process until another takes it up.</returns>
    /// <exception cref="DataFormatException">As <see cref="Create"/>.</exception>
    public static Run Queue(RunRequest request, IReadOnlyList<InputRecord> inputs)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(inputs);
        return Open(ActiveRun.Queue(request, inputs));
    }

    /// <summary>Where a process that has no terminal writes what it would print.</summary>
    public string ConsolePath => PathOf(ConsoleFile);

    /// <summary>What <c>run.json</c> holds, as JSON.</summary>
    /// <returns>A new object that belongs to the caller.</returns>
    public JsonObject ToJson() => JsonForm.ReadObject(PathOf(RecordFile));

    /// <summary>What removing a run would remove: the files that its own list names, and the folder if nothing else is in it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>The removal, not yet carried out.</returns>
    /// <exception cref="DataNotFoundException">No such folder.</exception>
    /// <exception cref="DataFormatException">No run, one at work, a damaged record, or a folder with files that the run did not
    /// write.</exception>
    public static RunRemoval Removal(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return RunRemoval.Of(folder);
    }

    /// <summary>The newest complete run of a task.</summary>
    /// <param name="task">The task, such as <c>energy train</c>.</param>
    /// <param name="root">Where runs are kept.</param>
    /// <returns>Null where there is none.</returns>
    public static Run? Newest(string task, string root = "runs") =>
        List(root).Select(entry => entry.Run).FirstOrDefault(run => run is { Status: RunStatus.Completed } && run.Record.Task == task);

    /// <summary>Takes up a run that was interrupted, in its own folder: its inputs and figures so far are kept.</summary>
    /// <param name="request">The same task, seed and configuration, and the folder.</param>
    /// <returns>The run, to be gone on with and then completed.</returns>
    /// <exception cref="ArgumentException">The request names no folder.</exception>
    /// <exception cref="DataNotFoundException">There is no run in the folder.</exception>
    /// <exception cref="DataFormatException">The run is complete or at work, had other settings, or its inputs have changed.</exception>
    public static ActiveRun Resume(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Run earlier = Open(request.Folder ?? throw new ArgumentException("a run is resumed in its own folder: name it", nameof(request)));
        SourceLocation where = new(request.Folder);
        if (earlier.Status is RunStatus.Completed or RunStatus.Running)
            throw new DataFormatException(new Fault("There is nothing to resume.", where, "an interrupted or failed run",
                $"a run that is {(earlier.Status == RunStatus.Completed ? "complete" : "at work")}",
                    "Name the folder of an interrupted run, or leave --resume out."));
        if (earlier.Record.Task != request.Task || !JsonNode.DeepEquals(earlier.Record.Configuration, request.Configuration))
            throw new DataFormatException(
                new Fault("The run was started with other settings.", where, $"{earlier.Record.Command}", request.Command,
                "Resume it with the settings it was started with; its run.json has them."));
        if (OwnedFiles.IsLink(request.Folder))
            throw new DataFormatException(
                new Fault("The folder is a symbolic link.", where, "the folder of the run", "a link", "Name the folder itself."));
        if (earlier.Inputs.Select(input => input.Changed(byTime: true)).OfType<RunDifference>().FirstOrDefault() is { } changed)
            throw new DataFormatException(new Fault("An input has changed since the run was started.", where, changed.Left, changed.Right,
                "Restore the input, or start a new run."));
        return ActiveRun.Continue(earlier, request);
    }

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="DataNotFoundException">No such folder, or a file of it is missing.</exception>
    /// <exception cref="DataFormatException">A file of it is damaged, or a newer Kaya wrote it.</exception>
    public static Run Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, RecordFile);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("There is no run here.", new SourceLocation(folder), $"a folder with {RecordFile}",
                Directory.Exists(folder) ? "a folder without it" : "no such folder", "'kaya run list' shows the runs there are."));
        // The lock is asked for before the record is read: a run that ends in between is then seen as it ended, not as interrupted.
        bool isHeld = RunLock.IsHeld(folder);
        RunRecord record = JsonForm.Read<RunRecord>(path);
        if (record.FormatVersion is < 1 or > RunRecord.CurrentFormat)
            throw new DataFormatException(new Fault("The run folder is of another format version.", new SourceLocation(path),
                $"1 to {RunRecord.CurrentFormat}", $"{record.FormatVersion}", "Read it with the version of Kaya that wrote it."));
        return new Run(folder, record, isHeld);
    }

    /// <summary>The runs below a folder, newest first; a damaged one is listed with its fault, not thrown.</summary>
    /// <param name="root">Where runs are kept.</param>
    /// <returns>One entry for each folder with a <c>run.json</c>; empty where the folder does not exist.</returns>
    public static IReadOnlyList<RunListEntry> List(string root = "runs")
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root)) return [];
        return [.. Directory.EnumerateDirectories(root).Where(folder => File.Exists(Path.Combine(folder, RecordFile)))
            .Select(RunListEntry.Of).OrderByDescending(entry => entry.Run?.Record.Started)
                .ThenBy(entry => entry.Folder, StringComparer.Ordinal)];
    }

    /// <summary>Compares every file of the run with the digest that was recorded when it ended.</summary>
    /// <returns>What differs: changed, missing and added files; empty where the run is intact.</returns>
    /// <exception cref="VerificationException">The run has not ended, so nothing is recorded to compare with.</exception>
    /// <exception cref="DataFormatException">The list of files is damaged.</exception>
    public IReadOnlyList<RunDifference> Verify()
    {
        if (!File.Exists(PathOf(RunManifest.FileName)))
            throw new VerificationException(
                new Fault("The run has no list of files to check against.", new SourceLocation(PathOf(RunManifest.FileName)),
                "the list that is written when a run ends", $"a run that is {Status.ToString().ToLowerInvariant()}",
                Status == RunStatus.Running ? "Wait until it has ended." : "Repeat the run."));
        return RunManifest.Compare(Folder);
    }

    /// <summary>Compares the input files on the disk with those that were read.</summary>
    /// <returns>What differs; empty where a repetition would read the same bytes.</returns>
    public IReadOnlyList<RunDifference> ChangedInputs() => [.. Inputs.Select(input => input.Changed()).OfType<RunDifference>()];

    /// <summary>All that is needed to start the same run again.</summary>
    /// <returns>Task, seed and the value of every option.</returns>
    /// <exception cref="VerificationException">An input is no longer what was read.</exception>
    public RunRepetition Repetition()
    {
        IReadOnlyList<RunDifference> changed = ChangedInputs();
        if (changed.Count > 0)
            throw new VerificationException(new Fault("The inputs are no longer what the run read.", new SourceLocation(changed[0].Key),
                changed[0].Left, changed[0].Right ?? "no such file", "Restore the files, or start a new run."));
        return new RunRepetition(Record.Task, Record.Seed, (JsonObject)Record.Configuration.DeepClone());
    }

    /// <summary>In what two runs differ: task, seed, configuration, inputs, environment, figures, and the bytes of model and
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
