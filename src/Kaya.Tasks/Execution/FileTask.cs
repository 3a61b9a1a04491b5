using Kaya.Core;
using Kaya.Geo.Gdal;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The option that every task without a run has.</summary>
public abstract record FileTaskOptions
{
    /// <summary>Most memory the process may use, in GB; null for all there is.</summary>
    [Option("most memory to use, in GB; a job that would need more stops with exit code 6", Minimum = 0.1)]
    public double? MaxMemory { get; set; }
}

/// <summary>One thing a user can ask of files that leaves no run: it answers, or writes the one file it is told to.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class FileTask<TOptions> : IFileTask
    where TOptions : FileTaskOptions, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Places { get; }

    /// <inheritdoc/>
    public virtual bool TakesMany => false;

    /// <inheritdoc/>
    public IReadOnlyList<OptionDescription> Options => ConfigurationReader.Describe<TOptions>();

    /// <summary>The files the options name, found or not.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>One entry a file.</returns>
    public abstract IReadOnlyList<TaskInput> Inputs(TOptions options);

    /// <summary>What the work will take, in one sentence, before it starts.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>Time and memory on two cores.</returns>
    public abstract string Estimate(TOptions options);

    /// <summary>Does the work.</summary>
    /// <param name="options">Settled options.</param>
    /// <param name="session">Progress and cancellation.</param>
    /// <returns>What to show.</returns>
    public abstract TaskOutcome Execute(TOptions options, FileTaskSession session);

    /// <inheritdoc/>
    public PreparedFileTask Prepare(ConfigurationSources sources)
    {
        ResolvedConfiguration<TOptions> settled = ConfigurationReader.Read<TOptions>(sources);
        return new PreparedFileTask(Name, settled.ToJson(), settled.Origins, Inputs(settled.Options), Estimate(settled.Options), session => Run(settled.Options, session));
    }

    private TaskOutcome Run(TOptions options, FileTaskSession session)
    {
        foreach (TaskInput input in Inputs(options)) input.Require();
        MemoryLimit.OfFiles(options.MaxMemory);
        using MemoryLimit? limit = options.MaxMemory is { } gigabytes ? new MemoryLimit(gigabytes) : null;
        try
        {
            return Execute(options, limit is null ? session : session with { Cancellation = limit.Watch(session.Cancellation) });
        }
        catch (OperationCanceledException) when (limit is { Exceeded: true })
        {
            throw limit.Failure();
        }
    }
}

/// <summary>A task without a run, whatever its options.</summary>
public interface IFileTask
{
    /// <summary>Noun and verb, such as <c>raster align</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for the help.</summary>
    string Summary { get; }

    /// <summary>Keys of the options that are given by their place instead of by a flag.</summary>
    IReadOnlyList<string> Places { get; }

    /// <summary>Whether the last place may be given several times: the task is then done for each.</summary>
    bool TakesMany { get; }

    /// <summary>Its options, for the help.</summary>
    IReadOnlyList<OptionDescription> Options { get; }

    /// <summary>Settles the options.</summary>
    /// <param name="sources">Where values come from.</param>
    /// <returns>The task, ready to run.</returns>
    /// <exception cref="KayaException">An option is unknown or has a value it cannot have.</exception>
    PreparedFileTask Prepare(ConfigurationSources sources);
}

/// <summary>What a task without a run works with.</summary>
/// <param name="Progress">Told how far the work is.</param>
/// <param name="Cancellation">Ends the work; nothing half-written stays.</param>
public sealed record FileTaskSession(IProgress<WorkProgress>? Progress = null, CancellationToken Cancellation = default);
