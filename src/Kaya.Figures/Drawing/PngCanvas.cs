using Kaya.Core;
using SkiaSharp;

namespace Kaya.Figures;

/// <summary>Draws one PNG picture on white.</summary>
internal sealed class PngCanvas : Canvas
{
    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly FontSet _fonts;

    /// <summary>Begins a picture.</summary>
    /// <param name="width">Width, pixels.</param>
    /// <param name="height">Height, pixels.</param>
    /// <param name="fonts">Fonts that texts are measured and drawn with; belongs to the caller.</param>
    public PngCanvas(int width, int height, FontSet fonts)
        : base(width, height)
    {
        _fonts = fonts;
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Clear(SKColors.White);
    }

    public override double TextWidth(string text, double size) => _fonts.Width(text, size);

    public override void Stroke(LinePath path, Pen pen)
    {
        using SKPaint paint = Paint(pen.Colour, pen.Opacity);
        (paint.Style, paint.StrokeWidth, paint.StrokeJoin) = (SKPaintStyle.Stroke, (float)pen.Thickness, SKStrokeJoin.Round);
        if (pen.IsDashed) paint.PathEffect = SKPathEffect.CreateDash([5, 4], 0);
        using SKPath drawn = Path(path);
        _canvas.DrawPath(drawn, paint);
        paint.PathEffect?.Dispose();
    }

    public override void Fill(LinePath path, Colour colour, double opacity = 1, string? hint = null)
    {
        using SKPaint paint = Paint(colour, opacity);
        using SKPath drawn = Path(path);
        _canvas.DrawPath(drawn, paint);
    }

    public override void Rectangle(Box box, Colour colour, double opacity = 1, string? hint = null)
    {
        using SKPaint paint = Paint(colour, opacity);
        _canvas.DrawRoundRect(new SKRect((float)box.X, (float)box.Y, (float)(box.X + box.Width), (float)(box.Y + box.Height)), 2, 2, paint);
    }

    public override void Circle(double x, double y, double radius, Colour colour, double opacity = 1, string? hint = null)
    {
        using SKPaint paint = Paint(colour, opacity);
        _canvas.DrawCircle((float)x, (float)y, (float)radius, paint);
    }

    public override void Text(double x, double y, string text, Lettering lettering)
    {
        _canvas.Save();
        _canvas.RotateDegrees((float)lettering.Turn, (float)x, (float)y);
        double width = lettering.Anchor == Anchor.Start ? 0 : TextWidth(text, lettering.Size);
        double start = x - (lettering.Anchor == Anchor.Middle ? width / 2 : width);
        if (lettering.HasHalo)
        {
            using SKPaint halo = Paint(Tone.Surface, 1);
            (halo.Style, halo.StrokeWidth, halo.StrokeJoin) = (SKPaintStyle.Stroke, 3, SKStrokeJoin.Round);
            _fonts.Draw(_canvas, (start, y), text, lettering, halo);
        }

        using SKPaint paint = Paint(lettering.Colour, 1);
        _fonts.Draw(_canvas, (start, y), text, lettering, paint);
        _canvas.Restore();
    }

    /// <summary>Fills a part of the picture pixel by pixel.</summary>
    /// <param name="frame">The part, whole pixels.</param>
    /// <param name="colour">The colour at a column and row of the part.</param>
    public void Pixels(Box frame, Func<int, int, Colour> colour)
    {
        Span<byte> pixels = _bitmap.GetPixelSpan();
        for (int row = 0; row < (int)frame.Height; row++)
        {
            int at = ((((int)frame.Y + row) * _bitmap.Width) + (int)frame.X) * 4;
            for (int column = 0; column < (int)frame.Width; column++, at += 4)
            {
                Colour pixel = colour(column, row);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (pixel.R, pixel.G, pixel.B);
            }
        }
    }

    /// <summary>Draws with clipping to a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="draw">Draws on this canvas.</param>
    public void Within(Box frame, Action draw)
    {
        _canvas.Save();
        _canvas.ClipRect(new SKRect((float)frame.X, (float)frame.Y, (float)(frame.X + frame.Width), (float)(frame.Y + frame.Height)));
        draw();
        _canvas.Restore();
    }

    /// <summary>Writes the picture, completely or not at all.</summary>
    /// <param name="path">The PNG file.</param>
    public void Write(string path)
    {
        _canvas.Flush();
        using SKPixmap pixels = _bitmap.PeekPixels();
        // One filter and one level: the same picture is the same file.
        using SKData file = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 6))
            ?? throw new InvalidOperationException("the picture could not be encoded");
        AtomicFile.Write(path, stream => file.SaveTo(stream));
    }

    public override void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
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
