using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RasterZonalTask"/>.</summary>
public sealed record RasterZonalOptions : WritingRasterOptions
{
    /// <summary>The band to sum or average.</summary>
    [Option("raster file, or one band of it: FILE[#BAND][@unit=...@kind=...]", Group = OptionGroup.Input, Required = true)]
    public RasterInput? File { get; set; }

    /// <summary>The zones.</summary>
    [Option("polygons (shapefile, GeoPackage, GeoJSON), or a raster of zone numbers on the same grid", Group = OptionGroup.Input,
        Required = true)]
    public string? Zones { get; set; }

    /// <summary>How the zone file is read, where the file does not specify it.</summary>
    public ZoneReadingOptions Zone { get; set; } = new();

    /// <summary>Unit of the results.</summary>
    [Option("unit of the totals or means in the table, such as kt (default: that of the file)")]
    public string? OutputUnit { get; set; }

    /// <summary>Whether totals are also divided by areas.</summary>
    [Option("also the totals per km2 of the zone's area on the grid")]
    public bool PerArea { get; set; }

    /// <summary>A raster of totals by which totals are divided.</summary>
    [Option("also the totals per unit of this raster of totals, such as people: emissions per head", Group = OptionGroup.Input)]
    public RasterInput? Per { get; set; }

    /// <summary>Table of weights to write.</summary>
    [Option("CSV file to write with the weights that were used: zone, row and column of the cell from 0, share of the cell in the zone",
        Group = OptionGroup.Output)]
    public string? Weights { get; set; }

    /// <summary>Table to write.</summary>
    [Option("CSV file to write; FILE-metadata.json in the same folder has the units", Group = OptionGroup.Output)]
    public string? Out { get; set; }
}

/// <summary><c>kaya raster zonal</c>: totals or means of zones; border cells count by their covered share.</summary>
public sealed class RasterZonalTask : KayaTask<RasterZonalOptions>
{
    private const string OnGrid = "on grid";

    /// <inheritdoc/>
    public override string Name => "raster zonal";

    /// <inheritdoc/>
    public override string Summary =>
        "Sum a raster over zones, or average it by area. Border cells count by the share of their area inside the zone.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya raster zonal population.tif --kind extensive --unit 1 --zones provinces.gpkg",
        "./kaya raster zonal map.tif --zones provinces.gpkg --output-unit kt --per-area --per people.tif@kind=extensive@unit=1",
        "./kaya raster zonal lights.tif --kind intensive --unit 1 --zones provinces.shp --zone.field NAME --zone.encoding GBK --zone.crs "
            + "EPSG:4326 --out lights.csv",
    ];

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["file"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(RasterZonalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [options.File!.Listed("raster"), .. (options.Per is { } per ? new[] { per.Listed("raster of totals") } : []),
            .. new ZoneInput(options.Zones!, options.Zone).Files];
    }

    /// <inheritdoc/>
    public override string Estimate(RasterZonalOptions options) =>
        "about 80 million cells per second in degrees on two cores; 1 million in a projection, with 8 bytes per cell for the true areas";

    /// <inheritdoc/>
    public override TaskOutcome Execute(RasterZonalOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        foreach (string path in new[] { options.Out, options.Weights }.OfType<string>()) OutputFile.Require(path, options.Force);
        using OpenedRaster raster = options.File!.Open(options.Reading).RequireKind().RequireUnit();
        if (raster.Description.Kind == QuantityKind.Category) throw Codes(raster);
        ZoneInput zones = new(options.Zones!, options.Zone);
        ZoneCoverage coverage = zones.On(raster.Grid);
        ResultTable table = Table(raster.Description, coverage, raster, GdalCoordinateSystems.CellAreas(raster.Grid));
        InfiniteCells.Refuse(raster, coverage, table);
        if (Enumerable.Range(0, table.RowCount).All(row => double.IsNaN(table.Number(row, 1)))) throw NoData(raster, options.Zones!);
        string[] sentences = [.. Sentences(options, raster, table)];
        table = ZonalOutputs.Of(table, options, raster, coverage);
        if (options.Out is { } file) table.WriteCsv(file);
        if (options.Weights is { } weights) ZonalOutputs.WriteWeights(weights, coverage);
        return new TaskOutcome(sentences, [table], options.Out is null ? 1 : 0)
            { Notices = [.. CoverageText.Sentences(coverage.Codes, Covered(table), zones)] };
    }

    private static ResultTable Table(BandDescription band, ZoneCoverage coverage, IRasterSource raster, CellAreas areas)
    {
        bool adds = band.Kind == QuantityKind.Extensive;
        (ZonalValues values, ZonalValues area, ZonalValues known) = Zonal.Summary(coverage, raster, areas);
        System.Collections.Immutable.ImmutableArray<double> cells = coverage.CellCounts(), onGrid = coverage.SharesOnGrid(areas);
        return new ResultTable("zones",
        [
            new("zone"),
                new(adds ? "total" : "mean", band.Unit,
                Description: $"{band.Name}{(band.Basis is { } basis ? $", mass basis {basis}" : "")}, "
                + $"{(adds ? "border cells by their covered share" : "weighted by covered area")}"),
            new("area", RasterText.SquareKilometres, Description: "true area on the grid"),
                new("cells", Kaya.Core.Unit.One, 2, "covered cells; border cells count by their covered share"),
            new(OnGrid, Kaya.Core.Unit.Percent, 1, "share of the zone's area that lies on the grid"),
            new("with data", Kaya.Core.Unit.Percent, 1, "share of the zone's area that lies on cells with data"),
        ],
        coverage.Codes.Select(
            (code, zone) =>
            (IReadOnlyList<object?>)[code, values.Values[zone], RasterText.SquareKilometresOf(area.Values[zone]), cells[zone],
            100 * onGrid[zone], cells[zone] == 0 ? 0.0 : 100 * onGrid[zone] * known.Values[zone] / area.Values[zone]]));
    }

    private static double[] Covered(ResultTable table) => [.. Enumerable.Range(0, table.RowCount)
        .Select(row => table.Number(row, table.ColumnOf(OnGrid)) / 100)];

    private static List<string> Sentences(RasterZonalOptions options, OpenedRaster raster, ResultTable table)
    {
        BandDescription band = raster.Description;
        List<string> sentences = [
            string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Label}: {(band.Kind == QuantityKind.Extensive ? "totals" : "area-weighted means")} of {band.Name} in "
            + $"{RasterText.Unit(band)}, {table.RowCount} zones")];
        string[] empty = [.. Enumerable.Range(0, table.RowCount).Where(row => double.IsNaN(table.Number(row, 1)))
            .Select(row => (string)table[row, 0]!)];
        if (empty.Length > 0) sentences.Add(
            $"without data: {string.Join(", ", empty.Take(8))}{(empty.Length > 8 ? $" and {empty.Length - 8} more" : "")}");
        foreach (string path in new[] { options.Out, options.Weights }.OfType<string>()) sentences.Add($"written to {path}");
        return sentences;
    }

    private static UnitMismatchException Codes(OpenedRaster raster) =>
        new(new Fault("Codes cannot be summed or averaged over zones.",
        new SourceLocation(raster.Input.Path, Variable: raster.Description.Name),
        "an extensive or intensive band", "codes",
            "Give another band, or the kind of values: FILE@kind=extensive or FILE@kind=intensive."));

    private static DataFormatException NoData(OpenedRaster raster, string zones) =>
        new(new Fault("No cell within the zones has data.", new SourceLocation(raster.Input.Path, Variable: raster.Description.Name),
        $"values within {zones}", "no-data everywhere",
            "Check the no-data value (FILE@no-data=), the band, and that raster and zones cover the same area; `kaya raster info` "
                + "shows the raster."));
}
