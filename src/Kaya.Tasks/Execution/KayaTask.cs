using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>One thing a user can ask for: files and options in, a run out. The command line and programs call the same tasks.</summary>
/// <typeparam name="TOptions">The options record: its defaults, its help and its place in a configuration file.</typeparam>
public abstract class KayaTask<TOptions> : IKayaTask
    where TOptions : TaskOptions, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<OptionDescription> Options => ConfigurationReader.Describe<TOptions>();

    /// <summary>The files the options name, found or not.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>One entry a file; empty where the sample world is used.</returns>
    public abstract IReadOnlyList<TaskInput> Inputs(TOptions options);

    /// <summary>What the work will take, in one sentence, before it starts.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>Time and memory on two cores.</returns>
    public abstract string Estimate(TOptions options);

    /// <summary>Does the work.</summary>
    /// <param name="options">Settled options.</param>
    /// <param name="session">The run it writes to, randomness, progress, cancellation.</param>
    /// <returns>What to show.</returns>
    public abstract TaskOutcome Execute(TOptions options, TaskSession session);

    /// <inheritdoc/>
    public PreparedTask Prepare(ConfigurationSources sources) => Prepare(ConfigurationReader.Read<TOptions>(sources));

    /// <inheritdoc/>
    public PreparedTask Prepare(RunRepetition repetition)
    {
        ArgumentNullException.ThrowIfNull(repetition);
        return Prepare(ConfigurationReader.FromRecord<TOptions>(repetition.Configuration));
    }

    private PreparedTask Prepare(ResolvedConfiguration<TOptions> settled) => new(Name, settled.Options, settled.ToJson(), settled.Origins,
        Inputs(settled.Options), Estimate(settled.Options), session => Execute(settled.Options, session));
}

/// <summary>A task, whatever its options.</summary>
public interface IKayaTask
{
    /// <summary>Noun and verb, such as <c>energy train</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for the help.</summary>
    string Summary { get; }

    /// <summary>Its options, for the help.</summary>
    IReadOnlyList<OptionDescription> Options { get; }

    /// <summary>Settles the options from flags, environment, file and defaults.</summary>
    /// <param name="sources">Where values come from.</param>
    /// <returns>The task, ready to run.</returns>
    /// <exception cref="Kaya.Core.KayaException">An option is unknown or has a value it cannot have.</exception>
    PreparedTask Prepare(ConfigurationSources sources);

    /// <summary>Settles the options as an earlier run recorded them.</summary>
    /// <param name="repetition">What the run recorded.</param>
    /// <returns>The task, ready to run.</returns>
    /// <exception cref="Kaya.Core.KayaException">The record does not fit this version.</exception>
    PreparedTask Prepare(RunRepetition repetition);
}
