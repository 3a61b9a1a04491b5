using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RasterAlignTask"/>.</summary>
public sealed record RasterAlignOptions : RasterOptions
{
    /// <summary>The band to regrid.</summary>
    [Option("raster file, or one band of it: FILE[#BAND][@unit=...@kind=...@crs=...]", Group = OptionGroup.Input, Required = true)]
    public RasterInput? File { get; set; }

    /// <summary>A raster with the target grid.</summary>
    [Option("raster with the target grid; use this or the three options below")]
    public RasterInput? Like { get; set; }

    /// <summary>Coordinate system of the result.</summary>
    [Option("coordinate system of the result, such as EPSG:32650 (default: that of the file; if the file has none, give FILE@crs=)")]
    public string? Crs { get; set; }

    /// <summary>Size of the cells of the result.</summary>
    [Option("cell size, in units of the coordinate system (default: that of the file)", Minimum = 1e-12)]
    public double? CellSize { get; set; }

    /// <summary>Area of the result.</summary>
    [Option("west,south,east,north in the coordinate system of the result (default: extent of the file, in multiples of the cell size)")]
    public IReadOnlyList<double>? Bounds { get; set; }

    /// <summary>Unit of the values written.</summary>
    [Option("unit of the values in the result, such as kt (default: that of the file)")]
    public string? OutputUnit { get; set; }

    /// <summary>The file to write.</summary>
    [Option("file to write: .tif (cloud-optimised GeoTIFF) or .nc (netCDF)", Group = OptionGroup.Output, Required = true)]
    public string? Out { get; set; }

    /// <summary>Whether an existing file may be replaced.</summary>
    [Option("replace an existing file", Group = OptionGroup.Output)]
    public bool Force { get; set; }
}

/// <summary><c>kaya raster align</c>: regrids a raster; totals are summed, densities averaged, codes taken from the cell at each
/// centre.</summary>
public sealed class RasterAlignTask : KayaTask<RasterAlignOptions>
{
    /// <inheritdoc/>
    public override string Name => "raster align";

    /// <inheritdoc/>
    public override string Summary =>
        "Regrid a raster: totals are summed, densities averaged, and codes taken from the nearest cell.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya raster align population.tif --kind extensive --like lights.tif --out aligned.tif",
        "./kaya raster align landcover.tif --kind category --crs EPSG:32650 --cell-size 500 --out landcover.nc",
    ];

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["file"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(RasterAlignOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Like is null ? [options.File!.Listed("raster")] : [options.File!.Listed("raster"), options.Like.Listed("like")];
    }

    /// <inheritdoc/>
    public override string Estimate(RasterAlignOptions options) =>
        "about 80 million source cells per second within one coordinate system, 1 million between two; read and written in blocks, about "
            + "0.2 GB of memory";

    /// <inheritdoc/>
    public override TaskOutcome Execute(RasterAlignOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        OutputFile.RequireEnding(options.Out!, ".tif", ".tiff", ".nc");
        OutputFile.Require(options.Out!, options.Force);
        using OpenedRaster raster = options.File!.Open(options.Reading).RequireKind();
        List<string> notices = [];
        StatisticsSource counted = new(new InterruptibleSource(raster, session.Cancellation));
        using AlignedSource aligned = new(counted, 0, TargetGrid.Of(options, raster, notices), GdalTransformation.Between);
        WatchedSource watched = new(OutputUnits.Of(aligned, options.OutputUnit), session);
        Write(options, watched);
        BandStatistics before = counted.Finish(session.Cancellation);
        if (before.Infinite > 0) notices.Add($"{before.Infinite} cells of the file are infinite, and so are the cells made from them; "
            + "FILE@no-data=inf reads them as no-data.");
        return new TaskOutcome(
            [$"{options.Out}: {RasterText.Kind(raster.Description)}, {RasterText.Unit(watched.Bands[0])}",
            .. $"{aligned.Grid}, {RasterText.CellAreaText(aligned.Grid)}".Split('\n').Select(line => "  " + line)],
            [Totals(before, raster.Description.Unit, watched)]) { Notices = notices };
    }

    private static void Write(RasterAlignOptions options, WatchedSource source)
    {
        string name = source.Bands[0].Name;
        if (System.IO.Path.GetExtension(options.Out!).Equals(".nc", StringComparison.OrdinalIgnoreCase))
            NetCdfWriter.Write(options.Out!, [new NetCdfMap(NetCdfWriter.VariableName(name), source, name)], new Dictionary<string,
                string> { ["source"] = $"{options.File}, regridded by Kaya {TaskRunner.Version}" });
        else GeoTiff.Write(
            options.Out!, source,
            new GeoTiffOptions { Tags = new Dictionary<string,
            string> { ["SOURCE"] = $"{options.File}, regridded by Kaya {TaskRunner.Version}" } });
    }

    private static ResultTable Totals(BandStatistics before, Unit unit, WatchedSource written)
    {
        BandDescription result = written.Bands[0];
        bool adds = result.Kind == QuantityKind.Extensive;
        double factor = adds ? unit.FactorTo(result.Unit) : 1;
        return new ResultTable(
            "aligned",
            [new("", Description: "before and after"), new("cells"), new("with data"), new("total", adds ? result.Unit : null)],
        [
            ["file", before.Cells, before.WithData, adds ? before.Sum * factor : null],
            ["result", written.Grid.CellCount, written.WithData, adds ? written.Sum : null],
            ["kept", null, null, adds && before.Sum != 0 ? (written.Sum / (before.Sum * factor)).ToString(
                "0.############", CultureInfo.InvariantCulture) : null],
        ]);
    }
}
