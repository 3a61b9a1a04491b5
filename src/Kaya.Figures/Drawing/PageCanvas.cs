using Kaya.Core;
using SkiaSharp;

namespace Kaya.Figures;

/// <summary>File of a page of lines and letters.</summary>
internal enum PageFormat
{
    /// <summary>Scalable Vector Graphics.</summary>
    Svg,

    /// <summary>Portable Document Format, with the fonts inside.</summary>
    Pdf,
}

/// <summary>Draws one page, SVG or PDF, on white: lines and letters stay sharp at any size; cells are a picture without loss.</summary>
internal sealed class PageCanvas : SkiaCanvas
{
    // Skia keeps pictures as they are from 101 on; below it, they become JPEG.
    private const int Lossless = 101;
    private readonly MemoryStream _file = new();
    private readonly SKDocument? _document;

    /// <summary>Begins a page.</summary>
    /// <param name="format">SVG or PDF.</param>
    /// <param name="size">Width and height, pixels; in PDF one point each.</param>
    /// <param name="fonts">Fonts; belongs to the caller.</param>
    public PageCanvas(PageFormat format, (int Width, int Height) size, FontSet fonts)
        : base(size.Width, size.Height, fonts)
    {
        SKRect page = new(0, 0, size.Width, size.Height);
        // Without dates, so that the same page is the same file.
        if (format == PageFormat.Pdf) _document = SKDocument.CreatePdf(_file, new SKDocumentPdfMetadata
            { EncodingQuality = Lossless, RasterDpi = SKDocumentPdfMetadata.DefaultRasterDpi, Producer = "Kaya" });
        Target = _document?.BeginPage(page.Width, page.Height) ?? SKSvgCanvas.Create(page, _file);
        using SKPaint white = new() { Color = SKColors.White };
        Target.DrawRect(page, white);
    }

    protected override SKCanvas Target { get; }

    public override void Pixels(Box frame, Func<int, int, Colour> colour)
    {
        using SKBitmap bitmap = new(new SKImageInfo((int)frame.Width, (int)frame.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Colours(bitmap.GetPixelSpan(), 4 * bitmap.Width, frame, colour);
        using SKImage image = SKImage.FromBitmap(bitmap);
        Target.DrawImage(image, (float)frame.X, (float)frame.Y, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    public override void Write(string path)
    {
        if (_document is null) Target.Dispose();
        else
        {
            _document.EndPage();
            _document.Close();
        }

        AtomicFile.Write(path, stream => _file.WriteTo(stream));
    }

    public override void Dispose()
    {
        if (_document is null) Target.Dispose();
        _document?.Dispose();
        _file.Dispose();
    }
}
