using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Torch;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Figures, tables and report of a training on cells.</summary>
internal sealed class UrbanTrainReport(UrbanCells cells, UrbanTrainingData data, CalibratedUrbanModel model, UrbanPrediction all)
{
    private const int Explained = 3, Patches = 8;

    /// <summary>The course of the training.</summary>
    public required TrainingReport Course { get; init; }

    /// <summary>The model on the cells held out; null where none are.</summary>
    public UrbanJudgement? Judged { get; init; }

    private UrbanDataset Cells => cells.Data;

    /// <summary>Writes figures and report.</summary>
    /// <returns>The tables.</returns>
    public IReadOnlyList<ResultTable> Write(TaskSession session)
    {
        ActiveRun run = session.Run;
        List<ResultTable> tables = [];
        if (Judged is { } judged)
        {
            tables.Add(UrbanResults.Scores([judged.Result], "scores", $"Errors on the cells held out ({data.Split.Name}); cells"
                + $" without emission count "
                + "in t and not in ln t."));
            tables.Add(UrbanResults.Totals([judged.Result]));
            run.SetMetric("test/log/r2", judged.Result.Score.Log.RSquared ?? double.NaN);
            run.SetMetric("test/log/mae", judged.Result.Score.Log.MeanAbsoluteError);
            run.SetMetric("test/log/rmse", judged.Result.Score.Log.RootMeanSquaredError);
            run.SetMetric("test/total error", judged.Result.Score.TotalError);
            run.SetMetric("test/coverage", judged.Result.Coverage);
        }

        ReportBuilder page = new("Emission of cells, learnt", cells.Origin.Label) { Data = cells.Origin };
        Facts(page);
        if (Judged is not null)
            page.Section("On cells held out").Table(tables[0]).Chart(UrbanViews.Parity(Cells, Judged.Forecast.Prediction, "Cells held out"),
                $"Predicted against observed emission ({data.Split.Name}).");
        page.Section("Training").Chart(TrainingCourse.Chart(Course, cells.Origin),
            "The weights of the lowest validation error are kept.");
        Inputs(page, tables);
        tables.Add(TrainingCourse.Table(Course, "mean absolute error of ln t divided by its spread"));
        if (UrbanViews.Representations(Cells, all, session.Context) is { } view)
        {
            view.Chart.WriteSvg(run.OutputPath("representations.svg"));
            page.Section("Representations").Chart(view.Chart, "Each point is a cell; neighbours look alike to the network. Numbers are"
                + " anchors "
                + "along the rise of emission. Distances between groups, and the axes, mean nothing.");
            tables.Add(view.Places);
            if (model.Model.Modalities.Contains(UrbanModality.Image)) Anchors(page, run, view.Anchors);
        }

        Attention(page, tables);
        Explain(page, session, tables);
        if (cells.Data.Tables.Notes.Length > 0) page.Section("Data").Bullets(cells.Data.Tables.Notes);
        page.Callout(CalloutKind.Warning, "Limits", "The model repeats what its targets say. Explanations tell what it uses, not what"
            + " causes "
            + "emissions.");
        session.Write(page);
        return tables;
    }

    public IReadOnlyList<string> Lines()
    {
        List<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"Trained {model.Name} on {data.Split.Of(CellRole.Training).Length} cells of "
                + $"{cells.Origin.Label} ({string.Join(", ", model.Model.Modalities).ToLowerInvariant()}), {Course.Steps} steps."),
        ];
        int unused = data.Split.Of(CellRole.Unused).Length;
        if (unused > 0) lines.Add($"{unused} of {Cells.Count} cells have no target or lack an input: not learnt from, not judged.");
        if (Judged is { } judged)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Held out ({data.Split.Name}): R2 of ln t"
                + $" {judged.Result.Score.Log.RSquared:0.00}, "
                + $"sum {judged.Result.Score.TotalError:+0.0%;-0.0%}, {judged.Result.Coverage:P0} of the cells inside of their"
                    + $" {judged.Result.Level:P0} interval."));
        else lines.Add("No cell was held out: how good the model is, is not known.");
        return lines;
    }

    private void Facts(ReportBuilder page)
    {
        page.Fact("training cells", $"{data.Split.Of(CellRole.Training).Length}")
            .Fact("validation cells", $"{data.Split.Of(CellRole.Validation).Length}")
            .Fact("inputs", string.Join(", ", model.Model.Modalities).ToLowerInvariant());
        if (Judged is not null) page.Fact("R2 of ln t, held out", string.Create(CultureInfo.InvariantCulture,
            $"{Judged.Result.Score.Log.RSquared:0.00}"));
    }

    private void Inputs(ReportBuilder page, List<ResultTable> tables)
    {
        (BarChart? shares, LineChart? neighbours) = (UrbanViews.Shares(Cells), UrbanViews.Autocorrelation(Cells));
        if (shares is null && neighbours is null) return;
        page.Section("What emissions go with");
        if (shares is not null)
        {
            page.Chart(shares, "Rank correlation of each category's share of the points of a cell with its emission.");
            tables.Add(UrbanViews.Table("shares", shares, "Rank correlation of each category's share of the points of a cell with its"
                + " emission; missing where a share is the same everywhere."));
        }

        if (neighbours is null) return;
        page.Chart(neighbours, "1: cells so far apart are alike; 0: they have nothing in common.");
        tables.Add(UrbanViews.Table("autocorrelation", neighbours, "Moran's I of ln t by the distance of cells."));
    }

    private void Anchors(ReportBuilder page, ActiveRun run, ImmutableArray<int> anchors)
    {
        Dictionary<int, double> emission = all.Cells.Zip(all.Emission).ToDictionary(pair => pair.First, pair => pair.Second);
        string path = run.OutputPath("anchors.png");
        UrbanViews.Anchors(Cells, anchors, [.. anchors.Select((cell, i) => string.Create(CultureInfo.InvariantCulture,
            $"{i + 1}: {emission[cell]:N0} t"))], path, cells.Origin);
        page.Picture(path, "Images of the anchors, with their predicted emission.");
    }

    private void Attention(ReportBuilder page, List<ResultTable> tables)
    {
        (string Of, LineChart? Chart)[] charts = [("cell", UrbanViews.Attention(all.Emission, UrbanViews.Weights(all.CellAttention),
            "cell")),
            ("neighbourhood", UrbanViews.Attention(all.Emission, UrbanViews.Weights(all.NeighbourhoodAttention), "neighbourhood"))];
        if (charts.All(one => one.Chart is null)) return;
        page.Section("Weights of the modalities").Paragraph("Mean weight over cells of rising emission, ten groups of equally many cells.");
        foreach ((string of, LineChart? chart) in charts)
        {
            if (chart is null) continue;
            page.Chart(chart);
            tables.Add(UrbanViews.Table($"attention-{of}", chart, $"Mean weight of each modality over cells of rising emission, of the"
                + $" {of}."));
        }
    }

    // A cell of high, one of middle and one of low emission.
    private void Explain(ReportBuilder page, TaskSession session, List<ResultTable> tables)
    {
        int[] order = [.. Enumerable.Range(0, all.Cells.Length).OrderBy(i => all.Emission[i])];
        int[] chosen = [.. Enumerable.Range(0, Explained).Select(i => all.Cells[order[Math.Min(order.Length - 1,
            (int)(order.Length * (0.98 - (0.4 * i))))]])
            .Distinct()];
        CellExplanation[] explained = [.. chosen.Select(cell => CellExplanation.Of(model.Model, Cells, cell, Patches, session.Context))];
        page.Section("Three cells explained").Paragraph("How the prediction changes when a part of the image shows its mean colour,"
            + " and when all "
            + "points of a category are removed. `kaya urban explain` does this for any cell.");
        if (model.Model.Modalities.Contains(UrbanModality.Image))
        {
            string path = session.Run.OutputPath("explanations.png");
            UrbanViews.Explanations(Cells, explained, path, cells.Origin);
            page.Picture(path, "Red: the part adds to the prediction; blue: it lowers it.");
            tables.Add(UrbanViews.Occlusions(Cells, explained));
        }

        tables.Add(UrbanViews.Explanations(Cells, explained));

        if (model.Model.Modalities.Contains(UrbanModality.Points)) page.Chart(UrbanViews.Removals(Cells, explained));
    }
}
