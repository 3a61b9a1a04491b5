using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>What was prepared: report, tables, lines.</summary>
internal sealed class PrepareReport(UrbanDataset data, PreparedCells cells, UrbanPrepareOptions options, UrbanInputs inputs,
    ImageStage? images)
{
    private const int SheetCells = 24;

    private string Label => options.Title ?? Path.GetFileName((options.Images?[0] ?? options.Points ?? options.Counts?[0]
        ?? options.Target?.Path ?? options.Covariates![0].Path).TrimEnd('/'));

    private int Complete => cells.Missing.Count(missing => missing.Count == 0);

    /// <summary>How many cells have each input.</summary>
    public ResultTable Coverage() => new("coverage", [new("input", Description: "cells with each input"), new("cells with it"),
        new("cells without it")], [.. cells.Kinds.Select(kind => (IReadOnlyList<object?>)[kind,
            (long)cells.Missing.Count(missing => !missing.ContainsKey(kind)),
                (long)cells.Missing.Count(missing => missing.ContainsKey(kind))]),
        ["all of them", (long)Complete, (long)(cells.Cells.Length - Complete)]]);

    /// <summary>Points of each category.</summary>
    public ResultTable Points()
    {
        long[] counts = new long[data.Tables.Categories.Length], places = new long[counts.Length];
        for (int cell = 0; cell < data.Count; cell++)
        {
            int[] own = counts.Length == 0 ? [] : data.PointCounts(cell);
            for (int category = 0; category < own.Length; category++)
            {
                counts[category] += own[category];
                if (own[category] > 0) places[category]++;
            }
        }

        return new ResultTable("points", [new("category", Description: "points of interest in the cells"), new("points"),
            new("cells with any")], [.. counts.Select((count, category) => (IReadOnlyList<object?>)[data.Tables.Categories[category], count,
                places[category]])]);
    }

    /// <summary>Points that were left out.</summary>
    public ResultTable LeftOut() => new("points-left-out", [new("category", Description: "points of interest that are left out"),
        new("points")], [.. (inputs.Points?.Unknown ?? new Dictionary<string, long>()).OrderByDescending(pair => pair.Value)
            .Select(pair => (IReadOnlyList<object?>)[pair.Key, pair.Value]),
        .. cells.OutsidePoints > 0 ? (IReadOnlyList<object?>[])[["(outside of the cells)", cells.OutsidePoints]] : []]);

    /// <summary>Images that cannot be decoded.</summary>
    public ResultTable Corrupt() => new("corrupt-images", [new("image", Description: "images that cannot be"
        + " decoded"),
        new("why")], [.. (images?.Corrupt ?? new Dictionary<string, string>()).Select(pair => (IReadOnlyList<object?>)[pair.Key,
            pair.Value])]);

    public IReadOnlyList<string> Lines() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Label}: {data.Count} cells, {Complete} of them with everything; "
            + $"{new FileInfo(data.Path).Length / 1e6:0.#} MB in"
                + $" {Path.GetRelativePath(Environment.CurrentDirectory, data.Path)}."),
        .. data.Tables.Notes,
    ];

    public void Record(ActiveRun run)
    {
        run.SetMetric("cells", data.Count);
        run.SetMetric("cells with everything", Complete);
        run.SetMetric("points of interest", data.Tables.Points.Length);
        run.SetMetric("points outside", cells.OutsidePoints);
        if (images is not null) run.SetMetric("images from before", images.Found);
        if (!data.Tables.Targets.IsEmpty) run.SetMetric("total of the target", data.Tables.Targets.Where(double.IsFinite).Sum());
    }

    public void Write(TaskSession session)
    {
        ReportBuilder report = new("Prepared cells", Label) { Data = new DataOrigin(Label, data.Tables.IsSample) };
        report.Fact("cells", $"{data.Count}").Fact("with everything", $"{Complete}").Fact("points of interest",
            $"{data.Tables.Points.Length}");
        report.Section("Coverage").Table(Coverage());
        Map(report, session.Run, "coverage.png", "Cells and what they lack", CoverageMap(), new MapOptions
        {
            Classes = [new(0, "lack nothing", "#d5d5d5"), .. Lacks().Select((text, index) => new MapClass(index + 1, $"lack {text}"))],
        });
        if (!data.Tables.Targets.IsEmpty) Map(report, session.Run, "target.png", data.Tables.TargetName, Numbers("target", data.Target),
            new MapOptions());
        if (!data.Tables.Categories.IsEmpty)
        {
            report.Section("Points of interest").Table(Points());
            Map(report, session.Run, "points.png", "Points of interest per cell", Numbers("points",
                cell => data.Has(cell, UrbanModality.Points) ? data.Points(cell).Length : double.NaN), new MapOptions());
            if (LeftOut().RowCount > 0) report.Table(LeftOut());
        }

        if (data.Tables.PixelSize > 0)
        {
            int[] shown = [.. ContactSheet.Choose(data, SheetCells)];
            string path = session.Run.OutputPath("cells.png");
            ContactSheet.Write(path, data, shown);
            report.Section("Images").Picture(path, $"{shown.Length} cells, evenly chosen from north-west to south-east.");
        }

        if (images is not null) report.Table(images.Modes.Table());
        if (images is { Corrupt.Count: > 0 }) report.Table(Corrupt());

        report.Section("Notes").Bullets(data.Tables.Notes);
        session.Write(report);
    }

    private IReadOnlyList<string> Lacks() => [.. cells.Missing.Where(one => one.Count > 0).Select(one => string.Join(", ",
        one.Keys)).Distinct()
        .Order(StringComparer.Ordinal)];

    private CategoryRaster CoverageMap()
    {
        List<string> lacks = [.. Lacks()];
        double[] codes = Filled(cell => cells.Missing[cell].Count == 0 ? 0 : lacks.IndexOf(string.Join(", ", cells.Missing[cell].Keys))
            + 1);
        return CategoryRaster.Of(data.Grid, codes, "cells");
    }

    private IntensiveRaster Numbers(string name, Func<int, double> value) => IntensiveRaster.Of(data.Grid, Unit.One, Filled(value), name);

    private double[] Filled(Func<int, double> value)
    {
        double[] all = new double[data.Grid.CellCount];
        Array.Fill(all, double.NaN);
        for (int cell = 0; cell < data.Count; cell++) all[data.Tables.Cells[cell]] = value(cell);
        return all;
    }

    private void Map(ReportBuilder report, ActiveRun run, string file, string title, Raster raster, MapOptions map)
    {
        string path = run.OutputPath(file);
        foreach (string warning in MapPicture.Write(path, raster, 0, map with { Title = $"{title}: {Label}",
            IsSample = data.Tables.IsSample }))
            run.Log(warning, level: "warning");
        report.Picture(path, title);
    }
}
