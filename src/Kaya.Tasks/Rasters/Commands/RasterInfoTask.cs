using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="RasterInfoTask"/>.</summary>
public sealed record RasterInfoOptions : PlacedRasterOptions
{
    /// <summary>The file.</summary>
    [Option("raster file, or one band of it: FILE[#BAND][@unit=...@kind=...]; several files may be given", Group = OptionGroup.Input,
        Required = true)]
    public RasterInput? File { get; set; }

    /// <summary>Whether the cells are read too.</summary>
    [Option("read all cells too: share without data, least, mean and largest value, total", Group = OptionGroup.Question)]
    public bool Values { get; set; }
}

/// <summary><c>kaya raster info</c>: describes the grid and the bands of a file.</summary>
public sealed class RasterInfoTask : KayaTask<RasterInfoOptions>
{
    /// <inheritdoc/>
    public override string Name => "raster info";

    /// <inheritdoc/>
    public override string Summary =>
        "Describe the grid and the bands of a raster: unit, kind, mass basis; with --values also no-data, range, total.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya raster info lights.tif",
        "./kaya raster info lights.tif --values",
        "./kaya raster info population.tif@kind=extensive@unit=1 odiac.tif@format=odiac --json",
    ];

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["file"];

    /// <inheritdoc/>
    public override bool TakesMany => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(RasterInfoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [options.File!.Listed("raster")];
    }

    /// <inheritdoc/>
    public override string Estimate(RasterInfoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Values ? "every band is read once: about 50 million cells per second; a few MB of memory"
            : "only the header is read: less than a second";
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(RasterInfoOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        using RasterContents contents = RasterContents.Of(options.File!, options.Reading);
        List<string> summary = [], notices = [];
        List<IReadOnlyList<object?>> rows = [];
        Grid? grid = null;
        foreach (ListedBand listed in contents.Bands)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            using OpenedRaster band = listed.Open(options.Values);
            if (grid is null) summary.AddRange([$"{options.File!.Path}: {contents.Format}", .. Indented(band.Grid)]);
            else if (!grid.Matches(band.Grid)) summary.AddRange(
                [$"{band.Description.Name} has its own grid:", .. Indented(band.Grid)]);
            grid = band.Grid;
            BandStatistics? statistics = options.Values ? BandStatistics.Of(band, cancellation: session.Cancellation) : null;
            rows.Add(statistics is null ? Row(listed.Number, band) : [.. Row(listed.Number, band), .. Values(band, statistics)]);
            string label = $"{options.File!.Path}, {band.Description.Name}";
            if (statistics is { Infinite: > 0 }) notices.Add($"{label}: {statistics.Infinite} infinite cells, such as "
                + $"{InfiniteCells.First(band)}; their mean and total are not finite.");
            if (band.RepeatedColumns > 0) notices.Add($"{label}: the last {band.RepeatedColumns} columns repeat the first ones after 360 "
                + "degrees, and are read once.");
        }

        if (!options.Values) summary.Add("  cells: not read; --values reads them for no-data, range, mean and total");
        return new TaskOutcome([.. summary, .. contents.Remarks],
            [new ResultTable("bands", options.Values ? [.. s_header, .. s_values] : s_header, rows)]) { Notices = notices };
    }

    private static readonly ImmutableArray<ResultColumn> s_header =
        [new("band"), new("name"), new("unit"), new("kind"), new("basis", Description: "mass basis: C or CO2")];

    private static readonly ImmutableArray<ResultColumn> s_values =
    [
        new("no-data", Unit.Percent, 2), new("least"), new("mean", Description: "of the cells with data, unweighted"),
        new("most"), new("total", Description: "sum of the cells, for extensive values"),
    ];

    private static IEnumerable<string> Indented(Grid grid) =>
        $"{grid}, {RasterText.CellAreaText(grid)}".Split('\n').Select(line => "  " + line);

    private static IReadOnlyList<object?> Row(int number, OpenedRaster band)
    {
        BandDescription what = band.Description;
        return [number, what.Name, what.Kind == QuantityKind.Category ? null : what.IsUnitStated ? what.Unit.ToString() : "not stated",
            RasterText.Kind(what), what.Basis?.Symbol];
    }

    private static IReadOnlyList<object?> Values(OpenedRaster band, BandStatistics statistics)
    {
        BandDescription what = band.Description;
        return [100 * statistics.NoDataShare, statistics.Smallest, what.Kind == QuantityKind.Category ? null : statistics.Mean,
            statistics.Largest, what.IsKindStated && what.Kind == QuantityKind.Extensive ? statistics.Sum : null];
    }
}
