using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>Every task there is, by name: what <c>kaya run repeat</c> looks a run's task up in.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks.</summary>
    public static IReadOnlyList<IKayaTask> All { get; } = Array.AsReadOnly<IKayaTask>(
        [new DemoTask(), new EnergyTrainTask(), new EnergyEvaluateTask(), new EnergyPredictTask(), new EnergyWhatIfTask(), new EnergyTargetTask(), new InventoryComputeTask(), new DownscaleFitTask(), new DownscaleRunTask(), new DownscaleEvaluateTask()]);

    /// <summary>A task by its name.</summary>
    /// <param name="name">Noun and verb, such as <c>energy train</c>.</param>
    /// <returns>The task.</returns>
    /// <exception cref="DataFormatException">No such task in this version.</exception>
    public static IKayaTask Find(string name) =>
        All.FirstOrDefault(task => task.Name == name) ?? throw Spelling.Unknown("task", name, All.Select(task => task.Name));
}
