namespace Kaya.Tasks;

/// <summary>The options of a task: their defaults, their help and their keys in a configuration file.</summary>
public abstract record TaskOptions;

/// <summary>Options of tasks that read or compute.</summary>
public abstract record WorkOptions : TaskOptions
{
    /// <summary>Memory limit of the process, in GB; null for no limit.</summary>
    [Option("memory limit in GB; a job that exceeds it stops with exit code 6", IsShared = true, Group = OptionGroup.Machine,
        Minimum = 0.1)]
    public double? MaxMemory { get; set; }
}

/// <summary>Options of tasks that fit, train or draw random numbers.</summary>
public abstract record ComputeOptions : WorkOptions
{
    /// <summary>Seed of all random numbers; the same seed, build and thread count give the same bytes.</summary>
    [Option("seed of all random numbers", IsShared = true, Group = OptionGroup.Machine)]
    public ulong Seed { get; set; } = 1;

    /// <summary>Threads of the numeric kernels; null for one per core.</summary>
    [Option("threads of the numeric kernels (default: one per core)", IsShared = true, Group = OptionGroup.Machine, Minimum = 1,
        Maximum = 1024)]
    public int? Threads { get; set; }

    /// <summary>Further formats of the result tables.</summary>
    [Option("further formats of the result tables, beside CSV and JSON: parquet (all digits), xlsx, records (JSON for pandas.read_json)",
        IsShared = true, Group = OptionGroup.Output)]
    public IReadOnlyList<TableFormat>? TableFormats { get; set; }

    /// <summary>Device of tensors: <c>cpu</c> or <c>cuda:N</c>.</summary>
    [Option("device for tensors: cpu or cuda:N", IsShared = true, Group = OptionGroup.Machine)]
    public string Device { get; set; } = "cpu";
}
