using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>An entry in a list of runs: the run, or the error that prevented reading it.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Run">The run; null if it is damaged.</param>
/// <param name="Fault">Why it cannot be read; null otherwise.</param>
public sealed record RunListEntry(string Folder, Run? Run, Fault? Fault)
{
    internal static RunListEntry Of(string folder)
    {
        try
        {
            return new RunListEntry(folder, Run.Open(folder), null);
        }
        catch (KayaException error)
        {
            return new RunListEntry(folder, null, error.Fault);
        }
    }
}

/// <summary>The data needed to repeat a run.</summary>
/// <param name="Task">The task, such as <c>energy train</c>.</param>
/// <param name="Seed">Seed of all random numbers.</param>
/// <param name="Configuration">Every option with its value: pass it to <see cref="ConfigurationReader.FromRecord{T}"/>.</param>
public sealed record RunRepetition(string Task, ulong Seed, JsonObject Configuration);
