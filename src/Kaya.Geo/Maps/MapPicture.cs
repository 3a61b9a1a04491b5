using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Draws one band as a PNG map with title, legend and scale bar.</summary>
public static class MapPicture
{
    private const int Margin = 16;
    private const int LegendWidth = 190;

    private static readonly (byte R, byte G, byte B) s_noData = (216, 216, 216);

    /// <summary>Draws a map; north is up whatever the order of the rows, and degrees are stretched so that shapes are right in the middle.</summary>
    /// <param name="path">The file to appear.</param>
    /// <param name="source">Where to read; larger sources are averaged while they are read.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="options">Title, size and colours.</param>
    /// <exception cref="GridMismatchException">A turned grid.</exception>
    public static void Write(string path, IRasterSource source, int band = 0, MapOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new MapOptions();
        Grid grid = source.Grid;
        if (!grid.IsRegular)
            throw new GridMismatchException(new Fault("A map is drawn of regular grids only.", Found: grid.ToString(), Remedy: "Regrid it first."));
        Bounds bounds = grid.Bounds;
        double stretch = grid.Crs.IsGeographic ? Math.Max(0.2, Math.Cos((bounds.North + bounds.South) / 2 * (Math.PI / 180))) : 1;
        int width = Math.Clamp(options.Width, 100, 4000);
        int height = Math.Clamp((int)Math.Round(width * (bounds.North - bounds.South) / ((bounds.East - bounds.West) * stretch)), 50, 4000);
        double[] shown = MapSampling.Read(source, band, width, height);
        ColourScale scale = ColourScale.For(shown, options, source.Bands[band].Kind);
        int top = Margin + (options.Title.Length > 0 ? 30 : 0);
        Canvas canvas = new(width + LegendWidth + (3 * Margin), Math.Max(height, 220) + top + 56);
        canvas.Text(Margin, Margin, options.Title);
        DrawCells(canvas, (Margin, top), shown, (width, height), scale);
        BandDescription description = source.Bands[band];
        DrawLegend(canvas, (width + (2 * Margin), top, Math.Clamp(height - 90, 130, 400)), scale, description, shown.Any(double.IsNaN));
        double metres = grid.Crs.IsGeographic ? grid.Crs.Ellipsoid.SemiMajor * Math.PI / 180 * stretch : grid.Crs.MetresPerUnit;
        DrawScaleBar(canvas, Margin, top + height + 12, (bounds.East - bounds.West) * metres / width, width / 3);
        PngFile.Write(path, canvas.Width, canvas.Height, canvas.Pixels, $"{options.Title} ({description.Name}, {description.Unit})");
    }

    private static void DrawCells(Canvas canvas, (int X, int Y) at, double[] shown, (int Width, int Height) size, ColourScale scale)
    {
        canvas.Box(at.X - 1, at.Y - 1, size.Width + 2, size.Height + 2, (90, 90, 90));
        for (int y = 0; y < size.Height; y++)
            for (int x = 0; x < size.Width; x++)
            {
                double value = shown[(y * size.Width) + x];
                canvas.Set(at.X + x, at.Y + y, double.IsNaN(value) ? s_noData : ColourRamp.At(scale.Place(value)));
            }
    }

    private static void DrawLegend(Canvas canvas, (int X, int Y, int Height) box, ColourScale scale, BandDescription band, bool hasNoData)
    {
        const int Width = 20;
        (int x, int y, int height) = box;
        canvas.Text(x, y, band.Name.Length > 15 ? band.Name[..15] : band.Name);
        canvas.Text(x, y + 18, band.Unit == Unit.One ? "" : band.Unit.ToString());
        y += 42;
        canvas.Box(x - 1, y - 1, Width + 2, height + 2, (90, 90, 90));
        for (int row = 0; row < height; row++) canvas.Box(x, y + row, Width, 1, ColourRamp.At(1 - (row / (height - 1.0))));
        foreach ((double place, string text) in scale.Ticks())
        {
            int at = y + (int)Math.Round((1 - place) * (height - 1));
            canvas.Box(x + Width, at, 5, 1, (30, 30, 30));
            canvas.Text(x + Width + 9, at - 6, text);
        }

        if (!hasNoData) return;
        canvas.Box(x - 1, y + height + 11, Width + 2, 14, (90, 90, 90));
        canvas.Box(x, y + height + 12, Width, 12, s_noData);
        canvas.Text(x + Width + 9, y + height + 12, "no data");
    }

    private static void DrawScaleBar(Canvas canvas, int x, int y, double metresPerPixel, int pixels)
    {
        double metres = ColourScale.RoundStep(pixels * metresPerPixel);
        int width = (int)Math.Round(metres / metresPerPixel);
        canvas.Box(x, y + 6, width, 3, (30, 30, 30));
        canvas.Box(x, y, 2, 15, (30, 30, 30));
        canvas.Box(x + width - 2, y, 2, 15, (30, 30, 30));
        string text = metres >= 1000 ? $"{(metres / 1000).ToString("G6", CultureInfo.InvariantCulture)} km" : $"{metres.ToString("G6", CultureInfo.InvariantCulture)} m";
        canvas.Text(x + width + 10, y + 1, text);
    }
}
