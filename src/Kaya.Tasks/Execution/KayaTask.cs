namespace Kaya.Tasks;

/// <summary>A task. The command line, a server and programs call the same tasks.</summary>
/// <typeparam name="TOptions">The options record: its defaults, its help and its keys in a configuration file.</typeparam>
public abstract class KayaTask<TOptions> : IKayaTask
    where TOptions : TaskOptions, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <inheritdoc/>
    public virtual bool LeavesRun => true;

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Positionals => [];

    /// <inheritdoc/>
    public virtual bool TakesMany => false;

    /// <inheritdoc/>
    public virtual bool CanDryRun => true;

    /// <inheritdoc/>
    public IReadOnlyList<OptionDescription> Options => ConfigurationReader.Describe<TOptions>(Name);

    /// <summary>The files the options name, found or not.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>One entry per file; empty for the sample data.</returns>
    public abstract IReadOnlyList<TaskInput> Inputs(TOptions options);

    /// <summary>Estimated time and memory, in one sentence.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>Time and memory on two cores.</returns>
    public abstract string Estimate(TOptions options);

    /// <summary>The stages of the work and their shares of its time, to estimate the remaining time.</summary>
    /// <param name="options">Settled options.</param>
    /// <returns>Stages in order, as reported; empty if unknown.</returns>
    public virtual IReadOnlyList<StageShare> Stages(TOptions options) => [];

    /// <summary>Reads the headings of small tables, for a dry run: what the work would refuse is refused.</summary>
    /// <param name="options">Settled options, whose files exist.</param>
    /// <exception cref="KayaException">A table that the task cannot use.</exception>
    public virtual void Check(TOptions options)
    {
    }

    /// <summary>Does the work.</summary>
    /// <param name="options">Settled options.</param>
    /// <param name="session">The run it writes to, if any; randomness, progress, cancellation.</param>
    /// <returns>What to show.</returns>
    public abstract TaskOutcome Execute(TOptions options, TaskSession session);

    /// <inheritdoc/>
    public PreparedTask Prepare(ConfigurationSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Prepare(ConfigurationReader.Read<TOptions>(sources with { Task = Name }));
    }

    /// <inheritdoc/>
    public PreparedTask Prepare(RunRepetition repetition)
    {
        ArgumentNullException.ThrowIfNull(repetition);
        return Prepare(ConfigurationReader.FromRecord<TOptions>(repetition.Configuration));
    }

    private PreparedTask Prepare(ResolvedConfiguration<TOptions> settled) => new(this, settled.Options)
    {
        Configuration = settled.ToJson(),
        Origins = settled.Origins,
        Inputs = Inputs(settled.Options),
        Estimate = Estimate(settled.Options),
        Stages = Stages(settled.Options),
        Check = () => Check(settled.Options),
        Execute = session => Execute(settled.Options, session),
    };
}

/// <summary>A task with any type of options.</summary>
public interface IKayaTask
{
    /// <summary>Noun and verb, such as <c>energy train</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for the help.</summary>
    string Summary { get; }

    /// <summary>Commands for the help; each is run by a test.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>Whether it writes a run folder; otherwise it prints a result or writes one file.</summary>
    bool LeavesRun { get; }

    /// <summary>Keys of the positional options.</summary>
    IReadOnlyList<string> Positionals { get; }

    /// <summary>Whether the last positional argument can be repeated; the task then runs for each value.</summary>
    bool TakesMany { get; }

    /// <summary>Whether it can show its inputs, settings and cost without doing the work.</summary>
    bool CanDryRun { get; }

    /// <summary>Its options, for the help.</summary>
    IReadOnlyList<OptionDescription> Options { get; }

    /// <summary>Determines the options from flags, environment, file and defaults.</summary>
    /// <param name="sources">Where values come from.</param>
    /// <returns>The task, ready to run.</returns>
    /// <exception cref="KayaException">An option is unknown or has an invalid value.</exception>
    PreparedTask Prepare(ConfigurationSources sources);

    /// <summary>Takes the options recorded by an earlier run.</summary>
    /// <param name="repetition">The record of the run.</param>
    /// <returns>The task, ready to run.</returns>
    /// <exception cref="KayaException">The record does not fit this version.</exception>
    PreparedTask Prepare(RunRepetition repetition);
}

/// <summary>A short task about runs or data sources, without run folder and without input files.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class QueryTask<TOptions> : KayaTask<TOptions>
    where TOptions : TaskOptions, new()
{
    /// <inheritdoc/>
    public sealed override bool LeavesRun => false;

    /// <inheritdoc/>
    public sealed override bool CanDryRun => false;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<TaskInput> Inputs(TOptions options) => [];

    /// <inheritdoc/>
    public sealed override string Estimate(TOptions options) => "less than a second";
}
