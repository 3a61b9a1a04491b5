using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary><c>kaya urban prepare</c>: images, points of interest, covariates, targets and regions of cells, in one file.</summary>
public sealed class UrbanPrepareTask : KayaTask<UrbanPrepareOptions>
{
    /// <summary>Name of the file of cells in <c>outputs</c>.</summary>
    public const string CellFile = "cells.safetensors";

    /// <inheritdoc/>
    public override string Name => "urban prepare";

    /// <inheritdoc/>
    public override string Summary =>
        "Cut satellite images to cells and join points of interest, covariates, emissions and districts, in one file for training.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya urban prepare --images tiles --image.zoom 15 --points pois.csv --target odiac.tif@format=odiac",
        "./kaya urban prepare --images city.mbtiles --points city.osm.pbf --target odiac.tif@format=odiac --grid odiac.tif",
        "./kaya urban prepare --counts 'city.tif#poi_*' --covariates city.tif#ntl@kind=intensive --target city.tif#carbon@format=odiac",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanPrepareOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<TaskInput> inputs = [];
        inputs.AddRange((options.Images ?? []).Select((path, i) => new TaskInput(i == 0 ? "images" : $"images {i + 1}", path, "images")));
        if (options.Points is { } points) inputs.Add(new TaskInput("points", points, "points of interest"));
        if (options.Point.Map is { } map) inputs.Add(new TaskInput("map", map, "map of categories"));
        if (options.Counts is [var counts, ..]) inputs.Add(new TaskInput("counts", RasterInput.Parse(counts).Path, "counts of points"));
        if (options.CountTiles is { } tiles) inputs.Add(new TaskInput("count tiles", tiles, "list of tiles"));
        if (options.Target is { } target) inputs.Add(target.Listed("target"));
        if (options.TargetTable is { } table) inputs.Add(new TaskInput("target", table, "table"));
        inputs.AddRange((options.Covariates ?? []).Select((one, i) => one.Listed($"covariate {i + 1}")));
        if (options.Grid is { } grid) inputs.Add(grid.Listed("grid"));
        if (options.Regions is { } regions) inputs.AddRange(new ZoneInput(regions, options.Zone).Files);
        return inputs;
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanPrepareOptions options) => PrepareCost.Of(options);

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(UrbanPrepareOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Images is { Count: > 0 } ? [new("read points", 0.05), new("align rasters", 0.05), new("read images", 0.75),
            new("write the file", 0.15)] : [new("read points", 0.4), new("align rasters", 0.4), new("write the file", 0.2)];
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanPrepareOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        string path = options.To is { } to ? NewFile(to, session) : session.Run.OutputPath(CellFile);
        using UrbanInputs inputs = UrbanInputs.Open(options, session);
        using ImageStage? images = inputs.Images is null ? null : new ImageStage(inputs, options, session);
        images?.Read(session);
        PreparedCells cells = new(inputs, images, options);
        UrbanTables tables = cells.Tables(options);
        session.Report("write the file");
        cells.Write(path, tables, session);
        session.Run.RemoveCheckpoints();
        foreach (string note in tables.Notes) session.Run.Log(note);
        using UrbanDataset data = UrbanDataset.Open(path);
        PrepareReport report = new(data, cells, options, inputs, images);
        report.Write(session);
        report.Record(session.Run);
        ResultTable[] modes = images is null ? [] : [images.Modes.Table()];
        bool isMixed = images is { Modes.IsMixed: true };
        ResultTable[] points = cells.Categories.IsEmpty ? [] : [report.Points()];
        return new TaskOutcome(report.Lines(), [report.Coverage(), .. isMixed ? modes : [], .. points, cells.MissingTable(),
            report.LeftOut(), report.Corrupt(), .. isMixed ? [] : modes], TablesPrinted: 1 + (isMixed ? 1 : 0) + points.Length);
    }

    // A run that is continued may have written it before it was stopped.
    private static string NewFile(string path, TaskSession session)
    {
        OutputFile.RequireEnding(path, ".safetensors");
        OutputFile.Require(path, session.Force || session.Resumed);
        return path;
    }
}
