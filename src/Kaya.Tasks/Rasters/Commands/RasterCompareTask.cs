using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RasterCompareTask"/>.</summary>
public sealed record RasterCompareOptions : WritingRasterOptions
{
    /// <summary>The map.</summary>
    [Option("the map: FILE[#BAND][@unit=...@kind=...@basis=...]", Group = OptionGroup.Input, Required = true)]
    public RasterInput? Map { get; set; }

    /// <summary>The reference.</summary>
    [Option("reference for the comparison, such as an inventory: FILE[#BAND][@format=cdiac]", Group = OptionGroup.Input, Required = true)]
    public RasterInput? Reference { get; set; }

    /// <summary>Whether only the pattern is compared.</summary>
    [Option("compare only the pattern: the map is scaled to the reference's total (or mean); units and mass basis are ignored")]
    public bool Relative { get; set; }

    /// <summary>Smallest share of a cell that must have data in both maps.</summary>
    [Option("smallest share of a cell that must have data in both maps for the cell to be compared", Minimum = 0, Maximum = 1)]
    public double Cover { get; set; } = 0.5;

    /// <summary>Unit of the values.</summary>
    [Option("unit of totals, bias, errors and differences, such as kt (default: that of the reference)", Group = OptionGroup.Output)]
    public string? OutputUnit { get; set; }

    /// <summary>Table to write.</summary>
    [Option("CSV file to write; FILE-metadata.json in the same folder has the units", Group = OptionGroup.Output)]
    public string? Out { get; set; }

    /// <summary>Map of differences to write.</summary>
    [Option("map - reference of each cell to write, .tif; its unit is that of the reference, or --output-unit", Group = OptionGroup.Output)]
    public string? Difference { get; set; }

    /// <summary>Picture to draw.</summary>
    [Option("scatter plot to draw, with logarithmic axes, .svg", Group = OptionGroup.Output)]
    public string? Scatter { get; set; }
}

/// <summary><c>kaya raster compare</c>: compares two maps cell by cell on the coarser grid.</summary>
public sealed class RasterCompareTask : KayaTask<RasterCompareOptions>
{
    /// <inheritdoc/>
    public override string Name => "raster compare";

    /// <inheritdoc/>
    public override string Summary =>
        "Compare two maps cell by cell on the coarser of their grids: totals, R2, rank correlation, bias, errors.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya raster compare map.tif cdiac_gridcar.2008@format=cdiac",
        "./kaya raster compare lights.tif odiac.tif@format=odiac --kind intensive --relative --scatter lights.svg",
    ];

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["map", "reference"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(RasterCompareOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [options.Map!.Listed("map"), options.Reference!.Listed("reference")];
    }

    /// <inheritdoc/>
    public override string Estimate(RasterCompareOptions options) =>
        "about 20 million cells per second within one coordinate system, 1 million between two; 60 bytes per cell of the coarser grid";

    /// <inheritdoc/>
    public override TaskOutcome Execute(RasterCompareOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        foreach (string path in Files(options)) OutputFile.Require(path, options.Force);
        if (options.Scatter is { } drawing) OutputFile.RequireEnding(drawing, ".svg");
        if (options.Difference is { } difference) OutputFile.RequireEnding(difference, ".tif");
        using OpenedRaster map = Open(options.Map!, options), reference = Open(options.Reference!, options);
        ComparedCells cells = ComparedCells.Of(map, reference, options);
        session.Cancellation.ThrowIfCancellationRequested();
        InfiniteCells.Refuse(map, cells.Map);
        InfiniteCells.Refuse(reference, cells.Reference);
        ResultTable table = cells.Table();
        if (options.Out is { } file) table.WriteCsv(file);
        if (options.Difference is { } differences) GeoTiff.Write(differences, cells.Differences,
            new GeoTiffOptions { Basis = cells.Description.Basis });
        if (options.Scatter is { } picture) Scatter(map, reference, cells).WriteSvg(picture);
        return new TaskOutcome([.. Sentences(options, map, reference, cells)], [table]);
    }

    private static IEnumerable<string> Files(RasterCompareOptions options) =>
        new[] { options.Out, options.Scatter, options.Difference }.OfType<string>();

    private static OpenedRaster Open(RasterInput input, RasterCompareOptions options)
    {
        OpenedRaster raster = input.Open(options.Reading);
        try
        {
            raster.RequireKind();
            if (!options.Relative) raster.RequireUnit();
            if (raster.Description.Kind != QuantityKind.Category) return raster;
            throw new UnitMismatchException(
                new Fault("Codes cannot be compared as numbers.",
                new SourceLocation(input.Path, Variable: raster.Description.Name), "an extensive or intensive band", "codes",
                "Give another band, or the kind of values: FILE@kind=intensive."));
        }
        catch
        {
            raster.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> Sentences(RasterCompareOptions options, OpenedRaster map, OpenedRaster reference,
        ComparedCells cells)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{map.Label} compared with {reference.Label}, on the grid of {(cells.OnGridOfMap ? map.Label : reference.Label)}: "
                + $"{cells.Map.Count} cells, in "
                + $"{RasterText.Unit(cells.Description)}{(options.Relative ? ", scaled to the same total" : "")}");
        if (cells.Note is { } note) yield return note;
        foreach (string path in Files(options)) yield return $"written to {path}";
    }

    private static ScatterChart Scatter(OpenedRaster map, OpenedRaster reference, ComparedCells cells) =>
        new($"{map.Label} and {reference.Label}",
            new ChartAxis(reference.Label, cells.Description.Unit) { IsLogarithmic = cells.IsPositive },
            new ChartAxis(map.Label, cells.Description.Unit) { IsLogarithmic = cells.IsPositive },
            [new ChartSeries("cells", cells.Reference, cells.Map)])
        { IsParity = true, Subtitle = cells.Description.Basis is { } basis ? $"mass basis {basis}" : null };
}
