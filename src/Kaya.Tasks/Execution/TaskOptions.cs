using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The options that every task has.</summary>
public abstract record TaskOptions
{
    /// <summary>Seed of all random numbers; the same seed, build and thread count give the same bytes.</summary>
    [Option("seed of all random numbers")]
    public ulong Seed { get; set; } = 1;

    /// <summary>Threads of the numeric kernels; null for one a core.</summary>
    [Option("threads of the numeric kernels (default: one a core)", Minimum = 1, Maximum = 1024)]
    public int? Threads { get; set; }

    /// <summary>Where tensors live: <c>cpu</c> or <c>cuda:N</c>.</summary>
    [Option("where tensors live: cpu or cuda:N")]
    public string Device { get; set; } = "cpu";

    /// <summary>Most memory the process may use, in GB; null for all there is.</summary>
    [Option("most memory to use, in GB; a job that would need more stops with exit code 6", Minimum = 0.1)]
    public double? MaxMemory { get; set; }
}
