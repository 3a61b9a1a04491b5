using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>The status of a run.</summary>
public enum RunStatus
{
    /// <summary>Running, or ended without recording it: see <see cref="Run.Status"/>.</summary>
    Running,

    /// <summary>Its folder is created; a process will execute it.</summary>
    Queued,

    /// <summary>Completed; all its files exist.</summary>
    Completed,

    /// <summary>Ended with an error, which is recorded.</summary>
    Failed,

    /// <summary>Stopped on request, or its process has ended unexpectedly.</summary>
    Interrupted,
}

/// <summary>What <c>run.json</c> holds: the data needed to understand and repeat a run.</summary>
/// <param name="FormatVersion">Version of the run folder, from 1.</param>
/// <param name="Task">The task, such as <c>energy train</c>.</param>
/// <param name="Command">The command line as typed.</param>
/// <param name="KayaVersion">Version of Kaya.</param>
/// <param name="Seed">Seed of all random numbers.</param>
/// <param name="Status">Its status.</param>
/// <param name="Started">When it began.</param>
/// <param name="Finished">When it ended; null while it runs.</param>
/// <param name="Configuration">Every option with its value.</param>
/// <param name="Origins">The source of each value, by key.</param>
/// <param name="Fault">Why it failed; null otherwise.</param>
public sealed record RunRecord(
    int FormatVersion, string Task, string Command, string KayaVersion, ulong Seed, RunStatus Status,
    DateTimeOffset Started, DateTimeOffset? Finished, JsonObject Configuration,
    IReadOnlyDictionary<string, string> Origins, RunFault? Fault = null)
{
    /// <summary>The version this build writes.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>Why a run failed, as stored.</summary>
/// <param name="Kind">Name of the exception type.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Where">The place in the input.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">How to fix it.</param>
public sealed record RunFault(
    string Kind, string What, string? Where = null, string? Expected = null, string? Found = null, string? Remedy = null)
{
    /// <summary>The error as an exception of its kind.</summary>
    /// <returns>The exception, to be thrown by the caller.</returns>
    public KayaException ToException()
    {
        Fault fault = new(What, Where is null ? null : new SourceLocation(Where), Expected, Found, Remedy);
        return KayaException.Of(Kind, fault);
    }

    /// <summary>The stored form of an exception.</summary>
    /// <param name="error">Any exception.</param>
    /// <returns>The parts of its fault, or its message if it has none.</returns>
    public static RunFault Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        string kind = error.GetType().Name;
        return error is KayaException { Fault: { } fault }
            ? new RunFault(kind, fault.What, fault.Where?.ToString(), fault.Expected, fault.Found, fault.Remedy)
            : new RunFault(kind, error.Message);
    }
}

/// <summary>A metric of a run.</summary>
/// <param name="Name">Such as <c>clean-mlp/random/emission/mape</c>.</param>
/// <param name="Value">The value; null if it is not finite.</param>
/// <param name="Unit">CF text of its unit.</param>
public sealed record RunMetric(string Name, double? Value, string Unit);
