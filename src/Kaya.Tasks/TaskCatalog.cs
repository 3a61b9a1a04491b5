using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>Every task there is, by name: what the command line, the help and <c>kaya run repeat</c> are made from.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks, in the order of the help.</summary>
    public static IReadOnlyList<IKayaTask> All { get; } = Array.AsReadOnly<IKayaTask>(
    [
        new DemoTask(),
        new EnergyTrainTask(), new EnergyEvaluateTask(), new EnergyPredictTask(), new EnergyWhatIfTask(), new EnergyTargetTask(),
        new InventoryComputeTask(),
        new DownscaleFitTask(), new DownscaleRunTask(), new DownscaleEvaluateTask(),
        new RasterInfoTask(), new RasterAlignTask(), new RasterZonalTask(), new RasterCompareTask(), new RasterMapTask(),
        new VerifyTask(),
        new DataListTask(), new DataGetTask(),
        new RunListTask(), new RunShowTask(), new RunWatchTask(), new RunCancelTask(), new RunResumeTask(),
        new RunVerifyTask(), new RunRepeatTask(), new RunDiffTask(), new RunDeleteTask(), new RunPruneTask(),
    ]);

    /// <summary>What the tasks of a noun have in common, in one sentence for the help.</summary>
    public static IReadOnlyDictionary<string, string> Nouns { get; } = new Dictionary<string, string>
    {
        ["energy"] = "A region's energy mix and its CO2 by sector: learn, evaluate, predict, ask.",
        ["inventory"] = "CO2 of provinces from their fuel statistics.",
        ["downscale"] = "Totals of zones to maps: by regression on drivers, then by super-resolution; every zone adds up.",
        ["raster"] = "Maps as files: look into them, bring them to other cells, sum them over zones, compare and draw them.",
        ["data"] = "Real data: where each provider's file comes from, and a checked download.",
        ["run"] = "The runs that tasks leave: list, show, watch, stop, continue, verify, repeat, compare, remove.",
    }.AsReadOnly();

    /// <summary>A task by its name.</summary>
    /// <param name="name">Noun and verb, such as <c>energy train</c>.</param>
    /// <returns>The task.</returns>
    /// <exception cref="DataFormatException">No such task in this version.</exception>
    public static IKayaTask Find(string name) =>
        All.FirstOrDefault(task => task.Name == name) ?? throw Spelling.Unknown("task", name, All.Select(task => task.Name));
}
