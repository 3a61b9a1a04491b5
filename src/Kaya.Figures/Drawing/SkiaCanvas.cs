using SkiaSharp;

namespace Kaya.Figures;

/// <summary>A picture that Skia draws on white, whose file is a bitmap or a page.</summary>
/// <param name="width">Width, pixels.</param>
/// <param name="height">Height, pixels.</param>
/// <param name="fonts">Fonts that texts are measured and drawn with; belongs to the caller.</param>
internal abstract class SkiaCanvas(int width, int height, FontSet fonts) : Canvas(width, height)
{
    /// <summary>Extensions of the files that can be drawn.</summary>
    public static IReadOnlyList<string> Endings { get; } = Array.AsReadOnly([".png", ".svg", ".pdf"]);

    /// <summary>What is drawn on.</summary>
    protected abstract SKCanvas Target { get; }

    /// <summary>Begins the picture that the extension of a file names.</summary>
    /// <param name="path">A file with one of <see cref="Endings"/>; any other gives a bitmap.</param>
    /// <param name="size">Width and height, pixels.</param>
    /// <param name="fonts">Fonts; belongs to the caller.</param>
    /// <returns>The canvas.</returns>
    public static SkiaCanvas For(string path, (int Width, int Height) size, FontSet fonts) =>
        System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => new PageCanvas(PageFormat.Svg, size, fonts),
            ".pdf" => new PageCanvas(PageFormat.Pdf, size, fonts),
            _ => new PngCanvas(size.Width, size.Height, fonts),
        };

    /// <summary>Fills a part of the picture pixel by pixel.</summary>
    /// <param name="frame">The part, whole pixels.</param>
    /// <param name="colour">The colour at a column and row of the part.</param>
    public abstract void Pixels(Box frame, Func<int, int, Colour> colour);

    /// <summary>Writes the picture, completely or not at all.</summary>
    /// <param name="path">The file.</param>
    public abstract void Write(string path);

    public override double TextWidth(string text, double size) => fonts.Width(text, size);

    public override void Stroke(LinePath path, Pen pen)
    {
        using SKPaint paint = Paint(pen.Colour, pen.Opacity);
        (paint.Style, paint.StrokeWidth, paint.StrokeJoin) = (SKPaintStyle.Stroke, (float)pen.Thickness, SKStrokeJoin.Round);
        if (pen.IsDashed) paint.PathEffect = SKPathEffect.CreateDash([5, 4], 0);
        using SKPath drawn = Path(path);
        Target.DrawPath(drawn, paint);
        paint.PathEffect?.Dispose();
    }

    public override void Fill(LinePath path, Colour colour, double opacity = 1, string? hint = null)
    {
        using SKPaint paint = Paint(colour, opacity);
        using SKPath drawn = Path(path);
        Target.DrawPath(drawn, paint);
    }

    public override void Rectangle(Box box, Colour colour, double opacity = 1, string? hint = null)
    {
        using SKPaint paint = Paint(colour, opacity);
        Target.DrawRoundRect(new SKRect((float)box.X, (float)box.Y, (float)(box.X + box.Width), (float)(box.Y + box.Height)), 2, 2, paint);
    }

    public override void Circle(double x, double y, double radius, Colour colour, double opacity = 1, string? hint = null)
    {
        using SKPaint paint = Paint(colour, opacity);
        Target.DrawCircle((float)x, (float)y, (float)radius, paint);
    }

    public override void Text(double x, double y, string text, Lettering lettering)
    {
        Target.Save();
        Target.RotateDegrees((float)lettering.Turn, (float)x, (float)y);
        double width = lettering.Anchor == Anchor.Start ? 0 : TextWidth(text, lettering.Size);
        double start = x - (lettering.Anchor == Anchor.Middle ? width / 2 : width);
        if (lettering.HasHalo)
        {
            using SKPaint halo = Paint(Tone.Surface, 1);
            (halo.Style, halo.StrokeWidth, halo.StrokeJoin) = (SKPaintStyle.Stroke, 3, SKStrokeJoin.Round);
            fonts.Draw(Target, (start, y), text, lettering, halo);
        }

        using SKPaint paint = Paint(lettering.Colour, 1);
        fonts.Draw(Target, (start, y), text, lettering, paint);
        Target.Restore();
    }

    /// <summary>Draws with clipping to a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="draw">Draws on this canvas.</param>
    public void Within(Box frame, Action draw)
    {
        Target.Save();
        Target.ClipRect(new SKRect((float)frame.X, (float)frame.Y, (float)(frame.X + frame.Width), (float)(frame.Y + frame.Height)));
        draw();
        Target.Restore();
    }

    /// <summary>Writes the colours of a part as red, green, blue and opacity.</summary>
    /// <param name="pixels">From the first pixel of the part.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="frame">The part.</param>
    /// <param name="colour">The colour at a column and row of the part.</param>
    protected static void Colours(Span<byte> pixels, int stride, Box frame, Func<int, int, Colour> colour)
    {
        for (int row = 0; row < (int)frame.Height; row++)
        {
            int at = row * stride;
            for (int column = 0; column < (int)frame.Width; column++, at += 4)
            {
                Colour pixel = colour(column, row);
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (pixel.R, pixel.G, pixel.B, byte.MaxValue);
            }
        }
    }

    private static SKPaint Paint(Colour colour, double opacity) => new()
    {
        Color = new SKColor(colour.R, colour.G, colour.B, (byte)Math.Round(255 * opacity)), IsAntialias = true,
    };

    private static SKPath Path(LinePath path)
    {
        using SKPathBuilder builder = new();
        foreach ((PathStep step, double x, double y) in path.Steps)
        {
            if (step == PathStep.Close) builder.Close();
            else if (step == PathStep.Move) builder.MoveTo((float)x, (float)y);
            else builder.LineTo((float)x, (float)y);
        }

        return builder.Detach();
    }
}
