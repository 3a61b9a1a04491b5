using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using NetTopologySuite.Geometries;

namespace Kaya.Figures;

/// <summary>Draws one band as a PNG map with title, legend and scale bar.</summary>
public static class MapPicture
{
    private const int Margin = 18;
    private const double TitleDot = 2.6;
    private const double OutlineWidth = 1.1;

    private static readonly (byte R, byte G, byte B) s_rim = (90, 90, 90);
    private static readonly (byte R, byte G, byte B) s_ink = (34, 34, 40);
    private static readonly (byte R, byte G, byte B) s_outline = (150, 176, 196);

    /// <summary>Draws a map; north is up whatever the order of the rows, and degrees are stretched so that shapes are right in the middle.</summary>
    /// <param name="path">The file to appear.</param>
    /// <param name="source">Where to read; larger sources are averaged while they are read.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="options">Title, size, colours, outlines.</param>
    /// <exception cref="GridMismatchException">A turned grid, or outlines in another coordinate system.</exception>
    public static void Write(string path, IRasterSource source, int band = 0, MapOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new MapOptions();
        Grid grid = source.Grid;
        Require(grid, options.Outlines);
        Bounds bounds = grid.Bounds;
        double stretch = grid.Crs.IsGeographic ? Math.Max(0.2, Math.Cos((bounds.North + bounds.South) / 2 * (Math.PI / 180))) : 1;
        int width = Math.Clamp(options.Width, 100, 4000);
        int height = Math.Clamp((int)Math.Round(width * (bounds.North - bounds.South) / ((bounds.East - bounds.West) * stretch)), 50, 4000);
        double[] shown = MapSampling.Read(source, band, width, height);
        BandDescription description = source.Bands[band];
        MapLegend legend = new(description, ColourScale.For(shown, options, description.Kind), ClassColours.Of(shown, description.Kind), shown);
        Frame frame = new(Margin, Margin + (options.Title.Length > 0 ? 36 : 0), width, height);
        Canvas canvas = new(Math.Max(width + legend.Width + (3 * Margin), (int)Canvas.WidthOf(options.Title, TitleDot) + (2 * Margin)), Math.Max(height, legend.Height) + frame.Y + 50);
        canvas.Text(Margin, Margin, options.Title, TitleDot);
        DrawCells(canvas, frame, shown, legend);
        if (options.Outlines is { } zones) DrawOutlines(canvas, frame, zones, bounds);
        legend.Draw(canvas, frame.X + width + Margin, frame.Y, Math.Max(height, legend.Height));
        double metres = grid.Crs.IsGeographic ? grid.Crs.Ellipsoid.SemiMajor * Math.PI / 180 * stretch : grid.Crs.MetresPerUnit;
        DrawScaleBar(canvas, Margin, frame.Y + height + 16, (bounds.East - bounds.West) * metres / width, width / 3);
        PngFile.Write(path, canvas.Width, canvas.Height, canvas.Pixels, $"{options.Title} ({description.Name}, {description.Unit})");
    }

    private static void Require(Grid grid, ZoneSet? outlines)
    {
        if (!grid.IsRegular)
            throw new GridMismatchException(new Fault("A map is drawn of regular grids only.", Found: grid.ToString(), Remedy: "Regrid it first."));
        if (outlines is not null && !outlines.Crs.Equals(grid.Crs))
            throw new GridMismatchException(new Fault("Map and outlines are in different coordinate systems.", Expected: grid.Crs.ToString(), Found: outlines.Crs.ToString(), Remedy: "Transform the zones to the system of the map."));
    }

    private static void DrawCells(Canvas canvas, Frame frame, double[] shown, MapLegend legend)
    {
        canvas.Box(frame.X - 1, frame.Y - 1, frame.Width + 2, frame.Height + 2, s_rim);
        for (int y = 0; y < frame.Height; y++)
            for (int x = 0; x < frame.Width; x++) canvas.Set(frame.X + x, frame.Y + y, legend.Colour(shown[(y * frame.Width) + x]));
    }

    private static void DrawOutlines(Canvas canvas, Frame frame, ZoneSet zones, Bounds bounds)
    {
        double scaleX = frame.Width / (bounds.East - bounds.West), scaleY = frame.Height / (bounds.North - bounds.South);
        foreach (LineString ring in zones.Zones.SelectMany(zone => Rings(zone.Shape)))
        {
            (double X, double Y) Pixel(int point) => (frame.X + ((ring.CoordinateSequence.GetX(point) - bounds.West) * scaleX), frame.Y + ((bounds.North - ring.CoordinateSequence.GetY(point)) * scaleY));
            (double X, double Y) last = Pixel(0);
            for (int point = 1; point < ring.NumPoints; point++)
            {
                (double x, double y) = Pixel(point);
                // Many points of a coast fall on one pixel.
                if (point < ring.NumPoints - 1 && Math.Abs(x - last.X) + Math.Abs(y - last.Y) < 0.7) continue;
                canvas.Line(new Stroke(last.X, last.Y, x, y), s_outline, OutlineWidth, frame);
                last = (x, y);
            }
        }
    }

    private static IEnumerable<LineString> Rings(Geometry shape) =>
        Enumerable.Range(0, shape.NumGeometries).Select(part => (Polygon)shape.GetGeometryN(part)).SelectMany(polygon => polygon.Holes.Prepend(polygon.Shell));

    private static void DrawScaleBar(Canvas canvas, int x, int y, double metresPerPixel, int pixels)
    {
        double metres = ColourScale.RoundStep(pixels * metresPerPixel);
        int width = (int)Math.Round(metres / metresPerPixel);
        canvas.Box(x, y + 6, width, 2, s_ink);
        canvas.Box(x, y, 2, 14, s_ink);
        canvas.Box(x + width - 2, y, 2, 14, s_ink);
        string text = metres >= 1000 ? $"{(metres / 1000).ToString("G6", CultureInfo.InvariantCulture)} km" : $"{metres.ToString("G6", CultureInfo.InvariantCulture)} m";
        canvas.Text(x + width + 10, y, text);
    }
}
