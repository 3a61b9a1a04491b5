using System.Globalization;
using Kaya.Figures;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanExplainTask"/>.</summary>
public sealed record UrbanExplainOptions : UrbanCellsOptions
{
    /// <summary>The trained model.</summary>
    [Option("folder of an 'urban train' run (default: the newest in runs/)", Group = OptionGroup.Input)]
    public string? Model { get; set; }

    /// <summary>The cells to explain.</summary>
    [Option("cells to explain, as row:column separated by commas (default: one of high, one of middle, one of low prediction)")]
    public IReadOnlyList<string>? At { get; set; }

    /// <summary>Patches along a side.</summary>
    [Option("parts of the image along one side that are covered one by one", Minimum = 2, Maximum = 32)]
    public int Patches { get; set; } = 8;
}

/// <summary><c>kaya urban explain</c>: what the prediction of single cells rests on.</summary>
public sealed class UrbanExplainTask : KayaTask<UrbanExplainOptions>
{
    private const int ByDefault = 3;

    /// <inheritdoc/>
    public override string Name => "urban explain";

    /// <inheritdoc/>
    public override string Summary => "Explain predictions of single cells: parts of the image covered, categories of points removed.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya urban explain --model runs/city --at 12:20,3:5 --out runs/city-explained"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [TrainedUrban.Listed(options.Model), .. UrbanCells.Files(options)];
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanExplainOptions options) => "a few seconds for a cell with the small network on two cores";

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanExplainOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read the cells");
        TrainedUrban trained = TrainedUrban.Load(options.Model);
        using UrbanCells cells = UrbanCells.Load(options.Cells);
        IUrbanModel model = trained.Model.Model;
        CellExplanation[] explained = [.. Chosen(options, model, cells.Data, session.Context)
            .Select(cell => CellExplanation.Of(model, cells.Data, cell, options.Patches, session.Context))];
        ResultTable table = UrbanViews.Explanations(cells.Data, explained);
        ReportBuilder page = new("Cells explained", cells.Origin.Label) { Data = cells.Origin };
        page.Section("Cells").Paragraph("Change of the logarithm of the prediction when an input is removed: -0.7 is half, +0.7 is double.")
            .Table(table);
        if (model.Modalities.Contains(UrbanModality.Image))
        {
            string path = session.Run.OutputPath("explanations.png");
            UrbanViews.Explanations(cells.Data, explained, path, cells.Origin);
            page.Section("Images").Picture(path, "Red: the part adds to the prediction; blue: it lowers it.");
        }

        if (model.Modalities.Contains(UrbanModality.Points)) page.Section("Points").Chart(UrbanViews.Removals(cells.Data, explained));
        page.Callout(CalloutKind.Warning, "Limits", "An explanation tells what the model uses, not what causes emissions.");
        TaskEnvironment.Record(session.Run, options);
        session.Write(page);
        return new TaskOutcome([$"{explained.Length} cells of {cells.Origin.Label} explained; report.html has the pictures."],
            model.Modalities.Contains(UrbanModality.Image) ? [table, UrbanViews.Occlusions(cells.Data, explained)] : [table],
            TablesPrinted: 1);
    }

    private static IEnumerable<int> Chosen(UrbanExplainOptions options, IUrbanModel model, UrbanDataset data, FitContext context)
    {
        if (options.At is { Count: > 0 } places) return [.. places.Select(place => CellAt(data, model, place))];
        int[] usable = [.. Enumerable.Range(0, data.Count).Where(cell => model.Modalities.All(one => data.Has(cell, one)))];
        UrbanPrediction all = model.Predict(data, usable, context);
        int[] order = [.. Enumerable.Range(0, usable.Length).OrderByDescending(i => all.Emission[i])];
        return [.. Enumerable.Range(0, Math.Min(ByDefault,
            order.Length)).Select(i => all.Cells[order[(order.Length - 1) * i / (ByDefault - 1)]])];
    }

    private static int CellAt(UrbanDataset data, IUrbanModel model, string place)
    {
        string[] parts = place.Split(':');
        int cell = parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int row)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int column) ? data.At(row, column) : -1;
        return cell >= 0 && model.Modalities.All(one => data.Has(cell, one)) ? cell
            : throw new DataNotFoundException(new Fault("There is no such cell, or it lacks an input of the model.",
                new SourceLocation(data.Path, Variable: "--at"), $"row:column, row below {data.Grid.Rows}, column below"
                    + $" {data.Grid.Columns}",
                $"'{place}'", "Take a cell of the table of 'urban predict'."));
    }
}
