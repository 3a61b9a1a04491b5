using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>All tasks by name, for the command line, the help and <c>kaya run repeat</c>.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks, in the order of the help.</summary>
    public static IReadOnlyList<IKayaTask> All { get; } = Array.AsReadOnly<IKayaTask>(
    [
        new DemoTask(),
        new EnergyTrainTask(), new EnergyEvaluateTask(), new EnergyPredictTask(), new EnergyWhatIfTask(), new EnergyTargetTask(),
        new InventoryComputeTask(),
        new DownscaleFitTask(), new DownscaleRunTask(), new DownscaleEvaluateTask(),
        new TransportRunTask(), new TransportSampleTask(),
        new SurrogateTrainTask(), new SurrogateEvaluateTask(),
        new InversionPreviewTask(), new InversionRunTask(), new InversionEvaluateTask(),
        new UrbanPrepareTask(), new UrbanTrainTask(), new UrbanEvaluateTask(), new UrbanPredictTask(), new UrbanExplainTask(),
        new UrbanTransferTask(), new UrbanEncodeTask(), new UrbanWeightsTask(),
        new ReproduceEnergyTask(), new ReproduceDownscalingTask(), new ReproduceInversionTask(), new ReproduceUrbanTask(),
        new RasterInfoTask(), new RasterAlignTask(), new RasterZonalTask(), new RasterCompareTask(), new RasterMapTask(),
        new VerifyTask(),
        new DataListTask(), new DataGetTask(),
        new RunListTask(), new RunShowTask(), new RunWatchTask(), new RunCancelTask(), new RunResumeTask(),
        new RunVerifyTask(), new RunRepeatTask(), new RunDiffTask(), new RunDeleteTask(), new RunPruneTask(),
    ]);

    /// <summary>A short description of the tasks of each noun, for the help.</summary>
    public static IReadOnlyDictionary<string, string> Nouns { get; } = new Dictionary<string, string>
    {
        ["energy"] = "Relate energy mix and sectoral CO2 emissions: train, evaluate, predict, and answer what-if questions.",
        ["inventory"] = "Compute CO2 emissions of provinces from fuel statistics.",
        ["downscale"] = "Downscale zone totals to maps by regression on drivers and super-resolution. Zone totals are conserved.",
        ["transport"] = "Compute concentrations at the ground from emissions and weather with the embedded transport model.",
        ["surrogate"] = "Train networks that stand in for the transport model, and compare them with it.",
        ["inversion"] = "Update emissions from station measurements: preview cost and information, run, evaluate.",
        ["urban"] = "Estimate CO2 of 1 km cells from satellite images, points of interest and rasters.",
        ["urban weights"] = "Bring pretrained weights of image networks into Kaya's form.",
        ["reproduce"] = "Print the tables of the papers as published, as the sample gives them, and why they differ.",
        ["raster"] = "Work with raster files: describe, regrid, sum over zones, compare and draw.",
        ["data"] = "List external data sources and download them with a checksum.",
        ["run"] = "Manage runs: list, show, watch, stop, continue, verify, repeat, compare and remove.",
    }.AsReadOnly();

    /// <summary>A task by its name.</summary>
    /// <param name="name">Noun and verb, such as <c>energy train</c>.</param>
    /// <returns>The task.</returns>
    /// <exception cref="DataFormatException">No such task in this version.</exception>
    public static IKayaTask Find(string name) =>
        All.FirstOrDefault(task => task.Name == name) ?? throw Spelling.Unknown("task", name, All.Select(task => task.Name));

    /// <summary>Begins to load, on another thread, the library that a command uses first and that takes longer to load than the command
    /// to start: GDAL of commands that open a raster.</summary>
    /// <param name="command">The words of the command.</param>
    /// <returns>Ends when it is loaded; the process must not end before.</returns>
    public static Task LoadAhead(IReadOnlyList<string> command) =>
        command is ["verify", _, ..] or ["raster", _, _, ..] ? GdalLibrary.LoadAhead() : Task.CompletedTask;
}
