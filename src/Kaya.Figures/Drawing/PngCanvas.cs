using Kaya.Core;
using SkiaSharp;

namespace Kaya.Figures;

/// <summary>Draws one PNG picture on white.</summary>
internal sealed class PngCanvas : SkiaCanvas
{
    private readonly SKBitmap _bitmap;

    /// <summary>Begins a picture.</summary>
    /// <param name="width">Width, pixels.</param>
    /// <param name="height">Height, pixels.</param>
    /// <param name="fonts">Fonts that texts are measured and drawn with; belongs to the caller.</param>
    public PngCanvas(int width, int height, FontSet fonts)
        : base(width, height, fonts)
    {
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Target = new SKCanvas(_bitmap);
        Target.Clear(SKColors.White);
    }

    protected override SKCanvas Target { get; }

    public override void Pixels(Box frame, Func<int, int, Colour> colour) =>
        Colours(_bitmap.GetPixelSpan()[((((int)frame.Y * _bitmap.Width) + (int)frame.X) * 4)..], 4 * _bitmap.Width, frame, colour);

    public override void Write(string path)
    {
        Target.Flush();
        using SKPixmap pixels = _bitmap.PeekPixels();
        // One filter and one level: the same picture is the same file.
        using SKData file = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 6))
            ?? throw new InvalidOperationException("the picture could not be encoded");
        AtomicFile.Write(path, stream => file.SaveTo(stream));
    }

    public override void Dispose()
    {
        Target.Dispose();
        _bitmap.Dispose();
    }
}
