
namespace Kaya.Figures;

/// <summary>A picture on a sheet, with an optional map of values over it.</summary>
/// <param name="Size">Rows and columns of the picture.</param>
/// <param name="Pixels">[row, column, red/green/blue].</param>
/// <param name="Caption">Lines below it.</param>
public sealed record SheetPicture(int Size, ReadOnlyMemory<byte> Pixels, IReadOnlyList<string> Caption)
{
    /// <summary>[n x n] values drawn over the picture, blue below 0 and red above, stronger the larger; empty for none.</summary>
    public IReadOnlyList<double> Overlay { get; init; } = [];

    /// <summary>The value that is drawn strongest.</summary>
    public double OverlayRange { get; init; } = 1;
}

/// <summary>Pictures side by side with captions, as a PNG file.</summary>
public static class PictureSheet
{
    private const int Gap = 14, Line = 17, Top = 44;

    /// <summary>Draws a sheet.</summary>
    /// <param name="path">The PNG file to appear.</param>
    /// <param name="title">A line above all.</param>
    /// <param name="pictures">The pictures, row by row.</param>
    /// <param name="columns">Pictures in a row.</param>
    /// <param name="side">Width and height of a picture on the sheet, pixels.</param>
    /// <param name="note">A remark in the lower corner, such as that the data are made up; null for none.</param>
    /// <returns>What could not be drawn as it should, such as letters without a font.</returns>
    /// <exception cref="ArgumentException">No picture, or one of another length.</exception>
    public static IReadOnlyList<string> Write(string path, string title, IReadOnlyList<SheetPicture> pictures, int columns, int side = 220,
        string? note = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0) throw new ArgumentException("a sheet needs a picture", nameof(pictures));
        int rows = (pictures.Count + columns - 1) / columns, lines = pictures.Max(picture => picture.Caption.Count);
        int step = side + Gap + 6 + (lines * Line);
        using FontSet fonts = new(SystemFonts.Folders);
        using PngCanvas canvas = new((columns * (side + Gap)) + Gap, Top + (rows * step) + (note is null ? 0 : 22), fonts);
        canvas.Text(Gap, 28, title, new Lettering(16, Tone.Ink) { IsBold = true });
        for (int i = 0; i < pictures.Count; i++)
        {
            Box box = new(Gap + (i % columns * (side + Gap)), Top + (i / columns * step), side, side);
            Draw(canvas, pictures[i], box);
            for (int line = 0; line < pictures[i].Caption.Count; line++)
                canvas.Text(box.X, box.Y + side + 16 + (line * Line), pictures[i].Caption[line], new Lettering(12.5, Tone.Ink));
        }

        if (note is not null) canvas.Text(canvas.Width - 8, canvas.Height - 8, note, new Lettering(11, Tone.Muted, Anchor.End));
        canvas.Write(path);
        return [.. fonts.Warnings];
    }

    private static void Draw(PngCanvas canvas, SheetPicture picture, Box box)
    {
        if (picture.Pixels.Length != picture.Size * picture.Size * 3)
            throw new ArgumentException($"a picture of {picture.Size} x {picture.Size} has {picture.Size * picture.Size * 3} bytes");
        int patches = (int)Math.Round(Math.Sqrt(picture.Overlay.Count));
        canvas.Pixels(box, (column, row) =>
        {
            int r = (int)(row * picture.Size / box.Height), c = (int)(column * picture.Size / box.Width);
            int at = ((r * picture.Size) + c) * 3;
            ReadOnlySpan<byte> pixels = picture.Pixels.Span;
            Colour colour = new(pixels[at], pixels[at + 1], pixels[at + 2]);
            if (patches == 0) return colour;
            double value = picture.Overlay[((int)(row * patches / box.Height) * patches) + (int)(column * patches / box.Width)];
            double part = Math.Clamp(value / picture.OverlayRange, -1, 1);
            Colour over = ColourRamp.At(0.5 + (part / 2), isDiverging: true);
            double weight = 0.75 * Math.Abs(part);
            byte Mix(byte below, byte above) => (byte)Math.Round(below + (weight * (above - below)));
            return new Colour(Mix(colour.R, over.R), Mix(colour.G, over.G), Mix(colour.B, over.B));
        });
    }
}
