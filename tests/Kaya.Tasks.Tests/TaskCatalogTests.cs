using Kaya.Runs;

namespace Kaya.Tasks.Tests;

public sealed class TaskCatalogTests
{
    private static readonly string[] s_ofTheProcess = ["KAYA_LIBTORCH", "KAYA_DATA", "KAYA_PYTHON", "KAYA_SKIP_PACKAGES"];

    [Fact]
    public void EnvironmentVariables_OfAnyTwoOptions_Differ()
    {
        Dictionary<string, string> options = s_ofTheProcess.ToDictionary(name => name, name => "the process");
        string[] shared = [.. ConfigurationReader.Describe<SharedOptions>("any").Select(option => option.EnvironmentVariable)];
        Assert.Equal(["KAYA_DEVICE", "KAYA_MAX_MEMORY", "KAYA_SEED", "KAYA_TABLE_FORMATS", "KAYA_THREADS"], shared.Order());
        foreach (IKayaTask task in TaskCatalog.All)
        {
            foreach (OptionDescription option in task.Options.Where(option => !shared.Contains(option.EnvironmentVariable)))
            {
                string own = $"{task.Name} --{option.Key}";
                Assert.True(options.TryAdd(option.EnvironmentVariable, own),
                    $"{own} and {options[option.EnvironmentVariable]} share {option.EnvironmentVariable}");
            }
        }
    }

    [Fact]
    public void Environment_OfOneTask_LeavesAnotherAlone()
    {
        ConfigurationSources sources = new() { Environment = new Dictionary<string,
            string> { ["KAYA_DEMO_STEPS"] = "33", ["KAYA_SEED"] = "5" } };
        Assert.Equal(33, ((DemoOptions)new DemoTask().Prepare(sources).Options).Steps);
        PreparedTask training = new EnergyTrainTask().Prepare(sources);
        Assert.DoesNotContain("environment KAYA_DEMO_STEPS", training.Origins.Values);
        Assert.Equal(5UL, ((EnergyTrainOptions)training.Options).Seed);
    }

    [Fact]
    public void Positionals_OfEveryTask_AreOptionsOfIt()
    {
        foreach (IKayaTask task in TaskCatalog.All) Assert.Subset(task.Options.Select(option => option.Key).ToHashSet(),
            task.Positionals.ToHashSet());
    }

    private sealed record SharedOptions : ComputeOptions;
}
