using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>Work with every option settled: what <c>--dry-run</c> shows.</summary>
/// <param name="Name">Noun and verb.</param>
/// <param name="Configuration">The settled options as JSON.</param>
/// <param name="Origins">Where each value came from.</param>
/// <param name="Inputs">The files that will be read.</param>
/// <param name="Estimate">What the work will take.</param>
public abstract record PreparedWork(
    string Name,
    JsonObject Configuration,
    IReadOnlyDictionary<string, string> Origins,
    IReadOnlyList<TaskInput> Inputs,
    string Estimate);

/// <summary>A task with every option settled: what <c>--dry-run</c> shows and what runs.</summary>
/// <param name="Name">Noun and verb.</param>
/// <param name="Options">The settled options.</param>
/// <param name="Configuration">The same as JSON, as saved with the run.</param>
/// <param name="Origins">Where each value came from.</param>
/// <param name="Inputs">The files that will be read.</param>
/// <param name="Estimate">What the work will take.</param>
/// <param name="Execute">Does the work.</param>
public sealed record PreparedTask(
    string Name,
    TaskOptions Options,
    JsonObject Configuration,
    IReadOnlyDictionary<string, string> Origins,
    IReadOnlyList<TaskInput> Inputs,
    string Estimate,
    Func<TaskSession, TaskOutcome> Execute) : PreparedWork(Name, Configuration, Origins, Inputs, Estimate);

/// <summary>A task without a run, with every option settled.</summary>
/// <param name="Name">Noun and verb.</param>
/// <param name="Configuration">The settled options as JSON.</param>
/// <param name="Origins">Where each value came from.</param>
/// <param name="Inputs">The files that will be read.</param>
/// <param name="Estimate">What the work will take.</param>
/// <param name="Execute">Does the work.</param>
public sealed record PreparedFileTask(
    string Name,
    JsonObject Configuration,
    IReadOnlyDictionary<string, string> Origins,
    IReadOnlyList<TaskInput> Inputs,
    string Estimate,
    Func<FileTaskSession, TaskOutcome> Execute) : PreparedWork(Name, Configuration, Origins, Inputs, Estimate);
