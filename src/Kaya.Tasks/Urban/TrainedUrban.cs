using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>A model that a run of <c>urban train</c> has left.</summary>
internal sealed record TrainedUrban(CalibratedUrbanModel Model, string Folder)
{
    /// <summary>Name of the task whose runs hold such models.</summary>
    public const string Task = "urban train";

    /// <summary>The folder of the model as a task lists its inputs, without reading it.</summary>
    /// <param name="folder">Run or model folder; null for the newest complete training in <c>runs</c>.</param>
    public static TaskInput Listed(string? folder) => new("model", ModelPath(folder), "model folder");

    /// <summary>Reads a model.</summary>
    /// <param name="folder">Run or model folder; null for the newest complete training in <c>runs</c>.</param>
    /// <exception cref="DataNotFoundException">There is none.</exception>
    /// <exception cref="ModelFormatException">The folder holds another kind of model, or one of another version.</exception>
    public static TrainedUrban Load(string? folder)
    {
        string path = ModelPath(folder);
        return new TrainedUrban(StoredModels.Catalog.Load<CalibratedUrbanModel>(ModelFolder.Read(path).State),
            Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static string ModelPath(string? folder)
    {
        if (folder is null)
            return (Run.Newest(Task) ?? throw new DataNotFoundException(new Fault("There is no trained model of cells.",
                new SourceLocation("runs"), $"a complete run of '{Task}'", "none",
                "First train one: ./kaya urban train, or name the folder of one by --model."))).ModelPath;
        return File.Exists(Path.Combine(folder, "model.json")) ? folder : Path.Combine(folder, "model");
    }
}
