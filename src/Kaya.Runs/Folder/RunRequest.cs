using System.Text.Json.Nodes;

namespace Kaya.Runs;

/// <summary>The task and settings of a run, before its folder is created.</summary>
public sealed record RunRequest
{
    /// <summary>The task, such as <c>energy train</c>: used by <c>kaya run repeat</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The command line as typed.</summary>
    public required string Command { get; init; }

    /// <summary>Version of Kaya.</summary>
    public required string KayaVersion { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Every option with its value: <see cref="ResolvedConfiguration{T}.ToJson"/>.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>The source of each value, by key: <see cref="ResolvedConfiguration{T}.Origins"/>.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>The machine and its software.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>Folder that contains the runs; the run gets a folder named after task and time in it.</summary>
    public string Root { get; init; } = "runs";

    /// <summary>The folder of this run; null for a name from task and time in <see cref="Root"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether an earlier run in <see cref="Folder"/> may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
