using System.Text.Json.Nodes;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>A task with every option settled: what <c>--dry-run</c> shows and what runs.</summary>
/// <param name="Task">The task.</param>
/// <param name="Options">The settled options.</param>
public sealed record PreparedTask(IKayaTask Task, TaskOptions Options)
{
    /// <summary>Noun and verb.</summary>
    public string Name => Task.Name;

    /// <summary>The settled options as JSON, as saved with the run.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Where each value came from.</summary>
    public required IReadOnlyDictionary<string, string> Origins { get; init; }

    /// <summary>The files that will be read.</summary>
    public required IReadOnlyList<TaskInput> Inputs { get; init; }

    /// <summary>What the work will take.</summary>
    public required string Estimate { get; init; }

    /// <summary>The stages of the work and how much of its time each takes; empty where nobody knows.</summary>
    public required IReadOnlyList<StageShare> Stages { get; init; }

    /// <summary>Does the work.</summary>
    public required Func<TaskSession, TaskOutcome> Execute { get; init; }
}
