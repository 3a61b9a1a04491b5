using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The options of a task: their defaults, their help and their keys in a configuration file.</summary>
public abstract record TaskOptions;

/// <summary>Options of tasks that read or compute.</summary>
public abstract record WorkOptions : TaskOptions
{
    /// <summary>Most memory the process may use, in GB; null for all there is.</summary>
    [Option("most memory to use, in GB; a job that would need more stops with exit code 6", IsShared = true, Group = OptionGroup.Machine,
        Minimum = 0.1)]
    public double? MaxMemory { get; set; }
}

/// <summary>Options of tasks that fit, train or draw random numbers.</summary>
public abstract record ComputeOptions : WorkOptions
{
    /// <summary>Seed of all random numbers; the same seed, build and thread count give the same bytes.</summary>
    [Option("seed of all random numbers", IsShared = true, Group = OptionGroup.Machine)]
    public ulong Seed { get; set; } = 1;

    /// <summary>Threads of the numeric kernels; null for one a core.</summary>
    [Option("threads of the numeric kernels (default: one a core)", IsShared = true, Group = OptionGroup.Machine, Minimum = 1,
        Maximum = 1024)]
    public int? Threads { get; set; }

    /// <summary>Where tensors live: <c>cpu</c> or <c>cuda:N</c>.</summary>
    [Option("where tensors live: cpu or cuda:N", IsShared = true, Group = OptionGroup.Machine)]
    public string Device { get; set; } = "cpu";
}
