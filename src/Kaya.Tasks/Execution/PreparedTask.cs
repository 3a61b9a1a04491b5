using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>A task with its final options, ready for <c>--dry-run</c> or for running.</summary>
/// <param name="Task">The task.</param>
/// <param name="Options">The final options.</param>
public sealed record PreparedTask(IKayaTask Task, TaskOptions Options)
{
    /// <summary>Noun and verb.</summary>
    public string Name => Task.Name;

    /// <summary>The final options as JSON, as saved with the run.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Where each value came from.</summary>
    public required IReadOnlyDictionary<string, string> Origins { get; init; }

    /// <summary>The files that will be read.</summary>
    public required IReadOnlyList<TaskInput> Inputs { get; init; }

    /// <summary>Estimated time and memory.</summary>
    public required string Estimate { get; init; }

    /// <summary>The stages of the work and their shares of its time; empty if unknown.</summary>
    public required IReadOnlyList<StageShare> Stages { get; init; }

    /// <summary>Reads the headings of small tables, for a dry run; nothing by default.</summary>
    public Action Check { get; init; } = static () => { };

    /// <summary>Does the work.</summary>
    public required Func<TaskSession, TaskOutcome> Execute { get; init; }
}
