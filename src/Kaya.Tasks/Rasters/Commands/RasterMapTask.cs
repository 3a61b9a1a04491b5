using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Colour scale.</summary>
public enum MapScale
{
    /// <summary>Logarithmic if values span more than three decades, otherwise linear.</summary>
    Auto,

    /// <summary>Logarithmic.</summary>
    Log,

    /// <summary>Linear.</summary>
    Linear,
}

/// <summary>Options of <see cref="RasterMapTask"/>.</summary>
public sealed record RasterMapOptions : WritingRasterOptions
{
    /// <summary>The band to draw.</summary>
    [Option("raster file, or one band of it: FILE[#BAND][@unit=...@kind=...]", Group = OptionGroup.Input, Required = true)]
    public RasterInput? File { get; set; }

    /// <summary>Further rasters drawn in the same colours.</summary>
    [Option("further rasters, such as the same map of other years, separated by commas: drawn in the same colours, as OUT with -2, -3, ... "
        + "before the extension", Group = OptionGroup.Input)]
    public IReadOnlyList<RasterInput>? Series { get; set; }

    /// <summary>The picture to draw.</summary>
    [Option("picture to draw: .png, .svg or .pdf", Group = OptionGroup.Output, Required = true)]
    public string? Out { get; set; }

    /// <summary>Title above the map.</summary>
    [Option("title above the map (default: the name of the file and the band)")]
    public string? Title { get; set; }

    /// <summary>Source written below the map.</summary>
    [Option("source of the data, written below the map (default: the name of the file)")]
    public string? Source { get; set; }

    /// <summary>Unit of the values in the picture.</summary>
    [Option("unit of the values and of the total in the picture, such as kt (default: that of the file)")]
    public string? OutputUnit { get; set; }

    /// <summary>Width of the map in pixels.</summary>
    [Option("width of the map, in pixels", Minimum = 100, Maximum = 4000)]
    public int Width { get; set; } = 900;

    /// <summary>Colour scale.</summary>
    [Option("colour scale: log, linear, or auto (log if values span more than three decades)")]
    public MapScale Scale { get; set; }

    /// <summary>Value of the darkest colour.</summary>
    [Option("value of the darkest colour (default: from the data)")]
    public double? Lowest { get; set; }

    /// <summary>Value of the lightest colour.</summary>
    [Option("value of the lightest colour (default: from the data)")]
    public double? Highest { get; set; }

    /// <summary>Period of the values.</summary>
    [Option("period of the values, for the legend: 2008, 2008-05 or 2008-05-01/2008-05-31 (default: from the file)")]
    public Period? Period { get; set; }

    /// <summary>Names of classes of a categorical raster.</summary>
    [Option("names and colours of classes: igbp for MODIS land cover, or a CSV table with columns code, name and, optionally, "
        + "colour (#rrggbb)")]
    public string? Classes { get; set; }

    /// <summary>Zones whose boundaries are drawn.</summary>
    [Option("zones whose boundaries are drawn: polygons, or a raster of zone numbers", Group = OptionGroup.Input)]
    public string? Zones { get; set; }

    /// <summary>How the zone file is read, where the file does not specify it.</summary>
    public ZoneReadingOptions Zone { get; set; } = new();
}

/// <summary><c>kaya raster map</c>: one band as a picture with title, legend and scale.</summary>
public sealed class RasterMapTask : KayaTask<RasterMapOptions>
{
    private const string IgbpClasses = "igbp";

    /// <inheritdoc/>
    public override string Name => "raster map";

    /// <inheritdoc/>
    public override string Summary => "Draw a raster as a map (PNG, SVG or PDF) with title, legend, scale bar, total and source, and"
        + " optionally zone boundaries.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya raster map map.tif --out map.png --title \"CO2 2008\"",
        "./kaya raster map lights.tif --out lights.png --scale linear --zones provinces.gpkg",
        "./kaya raster map co2-2005.tif --series co2-2010.tif,co2-2015.tif --out co2.pdf --output-unit kt",
    ];

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["file"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(RasterMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Period: not null, Series.Count: > 0 })
            throw new DataFormatException(new Fault("One period cannot be that of several maps.", new SourceLocation(Variable: "--period"),
                "the period in each file", $"{options.Period} for {options.Series.Count + 1} maps",
                "Leave out --period, or draw the maps one by one with --lowest and --highest."));
        List<TaskInput> files = [options.File!.Listed("raster")];
        files.AddRange((options.Series ?? []).Select((raster, i) => raster.Listed($"raster {i + 2}")));
        if (options.Classes is { } classes and not IgbpClasses) files.Add(new TaskInput("classes", classes, "table of classes"));
        if (options.Zones is { } zones) files.AddRange(new ZoneInput(zones, options.Zone).Files);
        return files;
    }

    /// <inheritdoc/>
    public override string Estimate(RasterMapOptions options) => "about a second per 50 million cells; a few MB of memory";

    /// <inheritdoc/>
    public override void Check(RasterMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OutputFile.RequireEnding(options.Out!, [.. MapPicture.Endings]);
        if (options.Classes is { } classes and not IgbpClasses) MapClasses.Read(classes);
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(RasterMapOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        OutputFile.RequireEnding(options.Out!, [.. MapPicture.Endings]);
        RasterInput[] inputs = [options.File!, .. options.Series ?? []];
        string[] pictures = [.. inputs.Select((_, i) => i == 0 ? options.Out! : Path.Combine(Path.GetDirectoryName(options.Out!) ?? "",
            string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetFileNameWithoutExtension(options.Out)}-{i + 1}{Path.GetExtension(options.Out)}")))];
        foreach (string picture in pictures) OutputFile.Require(picture, options.Force);
        List<OpenedRaster> rasters = [];
        try
        {
            foreach (RasterInput input in inputs) rasters.Add(input.Open(options.Reading));
            return Draw(options, session, rasters, pictures);
        }
        finally
        {
            rasters.ForEach(raster => raster.Dispose());
        }
    }

    private static TaskOutcome Draw(RasterMapOptions options, TaskSession session, List<OpenedRaster> rasters, string[] pictures)
    {
        WatchedSource[] watched = [.. rasters.Select(raster => new WatchedSource(raster, session))];
        IRasterSource[] shown = [.. watched.Select(source => OutputUnits.Of(source, options.OutputUnit))];
        MapOptions all = new()
        {
            Width = options.Width, Lowest = options.Lowest, Highest = options.Highest, Period = options.Period,
            Logarithmic = options.Scale switch { MapScale.Log => true, MapScale.Linear => false, _ => null },
            Classes = options.Classes switch { null => [], IgbpClasses => MapClasses.Igbp, string path => MapClasses.Read(path) },
        };
        if (shown.Length > 1) all = MapPicture.InOneScale(shown, 0, all);
        List<string> lines = [], notices = [];
        for (int map = 0; map < shown.Length; map++)
        {
            OpenedRaster raster = rasters[map];
            IReadOnlyList<string> warnings = MapPicture.Write(pictures[map], shown[map], 0, all with
            {
                Title = options.Title is not { } title ? TitleOf(raster) : shown.Length == 1 ? title : $"{title}: {TitleOf(raster)}",
                Source = options.Source ?? Path.GetFileName(raster.Input.Path),
                Outlines = options.Zones is null ? null
                    : new ZoneInput(options.Zones, options.Zone with { Join = true }).Outlines(raster.Grid),
            });
            lines.AddRange([$"{pictures[map]}: {raster.Description.Name} in {RasterText.Unit(shown[map].Bands[0])}", .. warnings]);
            if (watched[map].HasInfinite) notices.Add($"Some cells are infinite, such as {InfiniteCells.First(raster)}; "
                + "FILE@no-data=inf reads them as no-data.");
        }

        return new TaskOutcome(lines, []) { Notices = [.. notices] };
    }

    private static string TitleOf(OpenedRaster raster) =>
        raster.Label.Contains(raster.Description.Name, StringComparison.Ordinal) ? raster.Label
            : $"{raster.Label}: {raster.Description.Name}";
}
