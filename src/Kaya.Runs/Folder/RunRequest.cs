using System.Text.Json.Nodes;

namespace Kaya.Runs;

/// <summary>What a run is about to do, settled before its folder is made.</summary>
public sealed record RunRequest
{
    /// <summary>The task, such as <c>energy train</c>: what <c>kaya run repeat</c> starts again.</summary>
    public required string Task { get; init; }

    /// <summary>The command line as it was typed.</summary>
    public required string Command { get; init; }

    /// <summary>Version of Kaya.</summary>
    public required string KayaVersion { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Every option with the value that is used: <see cref="ResolvedConfiguration{T}.ToJson"/>.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Where each value came from, by key: <see cref="ResolvedConfiguration{T}.Origins"/>.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>The machine and its software.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>Where runs are kept; a folder named after task and time is made in it.</summary>
    public string Root { get; init; } = "runs";

    /// <summary>The folder of this run; null to name it after task and time below <see cref="Root"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether an earlier run in <see cref="Folder"/> may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
