using Kaya.Core;
using SkiaSharp;

namespace Kaya.Urban;

/// <summary>Images of a few cells side by side.</summary>
public static class ContactSheet
{
    private const int Side = 128, Gap = 4, Across = 6;

    /// <summary>Chooses cells with an image, evenly spaced in the order of the cells.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="most">Number of them.</param>
    /// <returns>Cells from 0.</returns>
    public static IReadOnlyList<int> Choose(UrbanDataset data, int most)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] with = [.. Enumerable.Range(0, data.Count).Where(cell => data.Has(cell, UrbanModality.Image))];
        return with.Length <= most ? with : [.. Enumerable.Range(0, most).Select(at => with[(int)((at + 0.5) * with.Length / most)])];
    }

    /// <summary>Writes the images of cells as one PNG picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">The cells.</param>
    /// <param name="cells">Cells with an image, at least one.</param>
    /// <exception cref="ResourceException">The file cannot be written.</exception>
    public static void Write(string path, UrbanDataset data, IReadOnlyList<int> cells)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        int size = data.Tables.PixelSize, across = Math.Min(Across, cells.Count), down = (cells.Count + across - 1) / across;
        using SKBitmap sheet = new(new SKImageInfo((across * (Side + Gap)) + Gap, (down * (Side + Gap)) + Gap, SKColorType.Rgba8888,
            SKAlphaType.Opaque));
        using SKBitmap one = new(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (SKCanvas canvas = new(sheet))
        {
            canvas.Clear(SKColors.White);
            byte[] pixels = new byte[data.ImageLength];
            for (int at = 0; at < cells.Count; at++)
            {
                data.ReadImage(cells[at], pixels);
                Span<byte> drawn = one.GetPixelSpan();
                for (int pixel = 0; pixel < size * size; pixel++)
                {
                    pixels.AsSpan(3 * pixel, 3).CopyTo(drawn[(4 * pixel)..]);
                    drawn[(4 * pixel) + 3] = 255;
                }

                using SKImage image = SKImage.FromBitmap(one);
                (float x, float y) = (Gap + (at % across * (Side + Gap)), Gap + (at / across * (Side + Gap)));
                canvas.DrawImage(image, new SKRect(x, y, x + Side, y + Side), new SKSamplingOptions(SKFilterMode.Linear,
                    SKMipmapMode.Linear));
            }
        }

        using SKPixmap all = sheet.PeekPixels();
        using SKData file = all.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 6))
            ?? throw new InvalidOperationException("the picture could not be encoded");
        AtomicFile.Write(path, stream => file.SaveTo(stream));
    }
}
