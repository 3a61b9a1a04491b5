using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary>Records the machine with a run once native libraries are loaded.</summary>
internal static class TaskEnvironment
{
    public static void Record(ActiveRun run, ComputeOptions options)
    {
        TorchInformation torch = TorchRuntime.Describe();
        run.SetEnvironment(RunEnvironment.Capture(options.Threads ?? torch.Threads, torch.Blas,
            new Dictionary<string, string> { ["libtorch"] = torch.Version, ["kernels"] = torch.Kernels }));
        if (torch.Warning is { } warning) run.Log(warning, level: "warning");
    }
}
