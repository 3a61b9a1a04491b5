using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>Draws one band as a map with title, legend, graticule, scale bar, coordinate system, total and source, as PNG, SVG or
/// PDF.</summary>
public static class MapPicture
{
    private const double Margin = 18;
    private const double TitleSize = 19;

    // Room for 66.5° N left of the map, and for 110° E below it.
    private const double RoomForLatitudes = 34;
    private const double RoomForLongitudes = 18;
    private const double CaptionHeight = 17;

    /// <summary>Extensions of the files that can be drawn.</summary>
    public static IReadOnlyList<string> Endings => SkiaCanvas.Endings;

    /// <summary>Draws a map; north is up for any order of rows, and degrees are scaled so that shapes are correct in the
    /// middle.</summary>
    /// <remarks>The same input gives the same file if the same fonts are installed.</remarks>
    /// <param name="path">The file to appear; its extension is one of <see cref="Endings"/>.</param>
    /// <param name="source">Where to read; larger sources are averaged while they are read.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="options">Title, size, colours, outlines, period.</param>
    /// <returns>Warnings, one sentence each, about characters without a font.</returns>
    /// <exception cref="GridMismatchException">A turned grid, or outlines in another coordinate system.</exception>
    public static IReadOnlyList<string> Write(string path, IRasterSource source, int band = 0, MapOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new MapOptions();
        Grid grid = source.Grid;
        Require(grid, options.Outlines);
        (int width, int height) = Pixels(grid, options.Width);
        (double[] shown, double total) = MapSampling.Read(source, band, width, height);
        MapLegend legend = new(source.Bands[band], options, shown);
        double top = Margin + (options.Title.Length > 0 ? 34 : 0), left = Margin + (grid.Crs.IsGeographic ? RoomForLatitudes : 0);
        MapFrame frame = new(new Box(left, top, width, height), grid);
        using FontSet fonts = new(SystemFonts.Folders);
        string[] captions = [.. Captions(source.Bands[band], options, total)];
        using SkiaCanvas canvas = Canvas(path, frame.Box, legend, (options.Title, captions), fonts);
        canvas.Text(Margin, Margin + 14, options.Title, new Lettering(TitleSize, Tone.Ink));
        canvas.Bar(new Box(left - 1, top - 1, width + 2, height + 2), new Colour(90, 90, 90));
        canvas.Pixels(frame.Box, (x, y) => legend.Colour(shown[(y * width) + x]));
        frame.Graticule(canvas);
        if (options.Outlines is { } outlines) frame.Draw(canvas, outlines);
        frame.Draw(canvas, options.Points);
        legend.Draw(canvas, left + width + Margin, top, Math.Max(height, legend.Height));
        frame.Scale(canvas, top + height + 12 + RoomForLongitudes);
        for (int line = 0; line < captions.Length; line++)
            canvas.Text(left, canvas.Height - 12 - (CaptionHeight * (captions.Length - 1 - line)), captions[line], new Lettering(12));
        if (options.IsSample)
            canvas.Text(canvas.Width - Margin, canvas.Height - 12, "made-up sample, not real data",
                new Lettering(12, Tone.Series2, Anchor.End));
        canvas.Write(path);
        return [.. fonts.Warnings];
    }

    /// <summary>One colour scale for several maps, such as those of several years.</summary>
    /// <param name="sources">The maps; they are read once.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="options">Options of one map; ends of the scale that they have stay.</param>
    /// <returns>The options with the ends and the form of the common scale; unchanged for bands of codes.</returns>
    /// <exception cref="UnitMismatchException">The maps have different units, kinds of values or mass bases.</exception>
    public static MapOptions InOneScale(IReadOnlyList<IRasterSource> sources, int band, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        BandDescription first = sources[0].Bands[band];
        foreach (BandDescription other in sources.Select(source => source.Bands[band]))
            if (!other.Unit.Equals(first.Unit) || other.Kind != first.Kind || other.Basis != first.Basis)
                throw new UnitMismatchException(new Fault("Maps of different quantities cannot have one scale.",
                    new SourceLocation(Variable: other.Name), $"{first.Unit} of {first.Basis}, {first.Kind}",
                    $"{other.Unit} of {other.Basis}, {other.Kind}", "Convert them to one unit, or draw them one by one."));
        if (first.Kind == QuantityKind.Category) return options;
        double[] shown = [.. sources.SelectMany(source => MapSampling.Read(source, band, Pixels(source.Grid, options.Width).Width,
            Pixels(source.Grid, options.Width).Height).Shown)];
        return ColourScale.For(shown, options, first.Kind).Fixed(options);
    }

    private static (int Width, int Height) Pixels(Grid grid, int wanted)
    {
        Bounds bounds = grid.Bounds;
        int width = Math.Clamp(wanted, 100, 4000);
        double heightByWidth = (bounds.North - bounds.South) / ((bounds.East - bounds.West) * MapFrame.Stretch(grid));
        return (width, Math.Clamp((int)Math.Round(width * heightByWidth), 50, 4000));
    }

    // The total of a band of totals is that of its cells; other bands have none, unless it is told.
    private static IEnumerable<string> Captions(BandDescription band, MapOptions options, double total)
    {
        string? told = options.Total ?? (double.IsFinite(total) && !options.IsDiverging
            ? $"{total.ToString("G5", CultureInfo.InvariantCulture)} {UnitDisplay.Of(band.Unit, options.Basis ?? band.Basis)}".Trim()
                : null);
        if (told is not null) yield return $"total: {told}";
        if (options.Source is { Length: > 0 } source) yield return $"source: {source}";
    }

    private static SkiaCanvas Canvas(string path, Box map, MapLegend legend, (string Title, string[] Captions) texts, FontSet fonts)
    {
        double text = Math.Max(fonts.Width(texts.Title, TitleSize) + (2 * Margin),
            texts.Captions.Select(caption => map.X + fonts.Width(caption, 12) + Margin).DefaultIfEmpty(0).Max());
        double width = Math.Max(map.X + map.Width + legend.Width(fonts) + (2 * Margin), text);
        double height = Math.Max(map.Height, legend.Height) + map.Y + RoomForLongitudes + 66
            + (texts.Captions.Length * CaptionHeight);
        return SkiaCanvas.For(path, ((int)Math.Ceiling(width), (int)Math.Ceiling(height)), fonts);
    }

    private static void Require(Grid grid, MapOutlines? outlines)
    {
        if (!grid.IsRegular)
            throw new GridMismatchException(
                new Fault("Only regular grids can be drawn as a map.", Found: grid.ToString(), Remedy: "Regrid it first."));
        if (outlines is not null && !outlines.Crs.Equals(grid.Crs))
            throw new GridMismatchException(new Fault("The map and the boundaries have different coordinate systems.",
                Expected: grid.Crs.ToString(), Found: outlines.Crs.ToString(), Remedy: "Transform the zones to the system of the map."));
    }
}
