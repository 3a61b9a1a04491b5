using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Appends the progress of a run to <c>progress.ndjson</c>, and training metrics to <c>metrics.ndjson</c>.</summary>
/// <remarks>The beginning and end of a stage are always written, updates in between at most once per second. Safe to use from several
/// threads.</remarks>
/// <param name="folder">Folder of the run.</param>
/// <param name="clock">Time of day, and durations.</param>
internal sealed class RunProgress(string folder, TimeProvider clock) : IProgress<WorkProgress>
{
    public const string ProgressFile = "progress.ndjson";
    public const string MetricsFile = "metrics.ndjson";
    // Before that the time left is anybody's guess.
    private const double ReliableFraction = 0.01;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long _started = clock.GetTimestamp();
    private readonly Dictionary<string, StageShare> _plan = [];
    private double _done;
    private string? _stage;
    private long _stageStarted;
    private double? _stageFirst;
    private long _written;

    /// <summary>Sets the share of each stage, to estimate the total time left.</summary>
    /// <param name="stages">Stages in order; a reported stage is matched by the beginning of its name.</param>
    public void Plan(IReadOnlyList<StageShare> stages)
    {
        lock (_gate)
        {
            foreach (StageShare stage in stages) _plan[stage.Stage] = stage;
        }
    }

    /// <summary>Who else is told, with the part of the whole that is done; null where nobody is.</summary>
    public IProgress<WorkProgress>? Shown { get; set; }

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        lock (_gate)
        {
            bool isNew = value.Stage != _stage;
            if (isNew) Begin(value.Stage);
            value = OfWhole(value);
            Shown?.Report(value);
            if (!isNew && clock.GetElapsedTime(_written) < s_pause && !(value.Total is { } total && value.Done >= total)) return;
            _written = clock.GetTimestamp();
            Append(ProgressFile, Line(value));
            foreach ((string name, double figure) in value.Figures ?? new Dictionary<string, double>())
                Append(MetricsFile,
                    new JsonObject { ["time"] = Now(), ["name"] = name, ["value"] = Number(figure), ["stage"] = value.Stage,
                    ["step"] = value.Done });
        }
    }

    /// <summary>Appends a metric of the run.</summary>
    public void Append(RunMetric metric)
    {
        lock (_gate)
            Append(MetricsFile,
                new JsonObject { ["time"] = Now(), ["name"] = metric.Name, ["value"] = metric.Value, ["unit"] = metric.Unit });
    }

    /// <summary>The last line of a run's progress; null if there is none.</summary>
    public static RunStage? Last(string folder)
    {
        string path = Path.Combine(folder, ProgressFile);
        if (!File.Exists(path)) return null;
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, 4096), SeekOrigin.End);
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split('\n');
        try
        {
            // The last part is empty, or a line that is being written.
            return lines.Length < 2 ? null : JsonSerializer.Deserialize<RunStage>(lines[^2], JsonForm.Compact);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Begin(string stage)
    {
        if (_stage is not null && Share(_stage) is { } before) _done += before.Share;
        (_stage, _stageStarted, _stageFirst) = (stage, clock.GetTimestamp(), null);
    }

    private JsonObject Line(WorkProgress value)
    {
        JsonObject line = new() { ["time"] = Now(), ["stage"] = value.Stage, ["done"] = value.Done, ["total"] = value.Total };
        if (value.Note is not null) line["note"] = value.Note;
        if (value.Fraction is { } fraction) line["fraction"] = Math.Round(fraction, 4);
        if (value.Left is { } left) line["secondsLeft"] = Math.Round(left.TotalSeconds, 1);
        return line;
    }

    private WorkProgress OfWhole(WorkProgress value)
    {
        if (Share(value.Stage) is not { } share) return value;
        double part = Math.Clamp(value.Part ?? (value.Total is > 0 and { } total ? (double)value.Done / total : 0), 0, 1);
        double whole = Math.Clamp(_done + (share.Share * part), 0, 1);
        _stageFirst ??= part;
        return value with { Fraction = whole, Left = whole > ReliableFraction ? Left(whole, part, share.Share) : null };
    }

    // What is left of the stage by its own pace, as shares are guesses; what comes after it by the pace of the whole. A stage that goes on
    // from a checkpoint begins somewhere in the middle.
    private TimeSpan Left(double whole, double part, double share)
    {
        double since = part - (_stageFirst ?? part);
        TimeSpan ofShare = clock.GetElapsedTime(_started) / whole, ofStage = ofShare * share;
        if (since > ReliableFraction) ofStage = clock.GetElapsedTime(_stageStarted) / since;
        return (ofStage * (1 - part)) + (ofShare * Math.Max(0, 1 - whole - (share * (1 - part))));
    }

    private StageShare? Share(string stage) => _plan.Values.Where(known => stage.StartsWith(known.Stage, StringComparison.Ordinal))
        .MaxBy(known => known.Stage.Length);

    private void Append(string file, JsonObject line) =>
        File.AppendAllText(Path.Combine(folder, file), line.ToJsonString(JsonForm.Compact) + "\n");

    private string Now() => clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}

/// <summary>A stage of a task and its share of the time.</summary>
/// <param name="Stage">Name of the stage, or common beginning of the names of several.</param>
/// <param name="Share">Share of the total time, 0 to 1.</param>
public sealed record StageShare(string Stage, double Share);

/// <summary>Progress of a run: the last line of <c>progress.ndjson</c>.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Stage">The current stage.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Total steps; null if unknown.</param>
/// <param name="Note">A value to display, such as the loss.</param>
/// <param name="Fraction">Completed share of the whole, 0 to 1; null if unknown.</param>
/// <param name="SecondsLeft">Total time left, in s; null if unknown.</param>
public sealed record RunStage(
    DateTimeOffset Time, string Stage, long Done, long? Total = null, string? Note = null, double? Fraction = null,
        double? SecondsLeft = null);
