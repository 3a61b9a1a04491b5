using Kaya.Core;

namespace Kaya.Runs;

/// <summary>A part of a run, such as one of several periods: its outputs, models, checkpoints, metrics and log lines carry its
/// name.</summary>
/// <param name="run">The run.</param>
/// <param name="name">Name of the part, which becomes a folder; null for the whole run.</param>
public sealed class RunPart(ActiveRun run, string? name = null)
{
    /// <summary>Folder for the checkpoints of the part.</summary>
    public string CheckpointPath => name is null ? run.CheckpointPath : Path.Combine(run.CheckpointPath, name);

    /// <summary>The path of an output of the part: see <see cref="ActiveRun.OutputPath"/>.</summary>
    /// <param name="file">File name, such as <c>map.tif</c>.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="ArgumentException">The name points outside the folder.</exception>
    public string OutputPath(string file) => run.OutputPath(Inside(file));

    /// <summary>Records a metric of the part: see <see cref="ActiveRun.SetMetric"/>.</summary>
    /// <param name="metric">Such as <c>total</c>.</param>
    /// <param name="value">The number.</param>
    /// <param name="unit">Its unit; default: dimensionless.</param>
    public void SetMetric(string metric, double value, Unit? unit = null) => run.SetMetric(Inside(metric), value, unit);

    /// <summary>Adds a line to the log of the run.</summary>
    /// <param name="message">The message.</param>
    /// <param name="level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
    public void Log(string message, string level = "info") => run.Log(name is null ? message : $"{name}: {message}", level: level);

    /// <summary>Writes one of the models of the part: see <see cref="ActiveRun.WriteModel"/>.</summary>
    /// <param name="state">The state of the predictor.</param>
    /// <param name="card">The model card.</param>
    /// <param name="model">Name of the model.</param>
    public void WriteModel(ModelState state, ModelCard card, string model) => run.WriteModel(state, card, Inside(model));

    /// <summary>Writes a table as <c>outputs/PART/NAME.csv</c>, its metadata, <c>outputs/PART/NAME.json</c>, and in further formats, as
    /// <c>.parquet</c>, <c>.xlsx</c> or <c>.records.json</c>.</summary>
    /// <param name="table">The table; its name gives the file names.</param>
    /// <param name="formats">Further formats; null for none.</param>
    public void WriteTable(ResultTable table, IEnumerable<TableFormat>? formats = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        OutputPath(table.Name + ".csv-metadata.json");
        table.WriteCsv(OutputPath(table.Name + ".csv"));
        table.WriteJson(OutputPath(table.Name + ".json"));
        foreach (TableFormat format in formats ?? []) TableFormats.Write(table, format, OutputPath(TableFormats.FileName(table, format)));
    }

    private string Inside(string of) => name is null ? of : $"{name}/{of}";
}
