using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>A network that a run of <c>surrogate train</c> has left.</summary>
internal sealed record TrainedSurrogate(SurrogateModel Model, string Folder, SurrogateTrainOptions? Options)
{
    /// <summary>Name of the task whose runs hold such networks.</summary>
    public const string Task = "surrogate train";

    /// <summary>The folder of the model as a task lists its inputs, without reading it.</summary>
    /// <param name="folder">Run or model folder; null for the newest complete training in <c>runs</c>.</param>
    public static TaskInput Listed(string? folder) => new("network", ModelPath(folder), "model folder");

    /// <summary>Reads a network.</summary>
    /// <param name="folder">Run or model folder; null for the newest complete training in <c>runs</c>.</param>
    /// <exception cref="DataNotFoundException">There is none.</exception>
    /// <exception cref="ModelFormatException">The folder holds another kind of model, or one of another version.</exception>
    public static TrainedSurrogate Load(string? folder)
    {
        string path = ModelPath(folder);
        SurrogateModel model = StoredModels.Catalog.Load<SurrogateModel>(ModelFolder.Read(path).State);
        string run = Path.GetDirectoryName(Path.GetFullPath(path))!;
        SurrogateTrainOptions? options = File.Exists(Path.Combine(run, "run.json")) && Run.Open(run).Record is { Task: Task } record
            ? ConfigurationReader.FromRecord<SurrogateTrainOptions>(record.Configuration).Options : null;
        return new TrainedSurrogate(model, run, options);
    }

    private static string ModelPath(string? folder)
    {
        if (folder is null)
            return (Run.Newest(Task) ?? throw new DataNotFoundException(new Fault("There is no trained network.",
                new SourceLocation("runs"), $"a complete run of '{Task}'", "none",
                "First train one: ./kaya surrogate train, or name the folder of one."))).ModelPath;
        return File.Exists(Path.Combine(folder, "model.json")) ? folder : Path.Combine(folder, "model");
    }
}
