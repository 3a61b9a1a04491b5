using System.Reflection;
using System.Text;
using SkiaSharp;

namespace Kaya.Figures;

/// <summary>The fonts of pictures: DejaVu Sans, included in this assembly, and for missing characters those of the
/// system.</summary>
/// <remarks>Letters are set one after another, from left to right: Arabic, Hebrew and Indic scripts need more, and <see cref="Warnings"/>
/// says so.</remarks>
internal sealed class FontSet : IDisposable
{
    // An immutable typeface; Skia lets every thread read it.
    private static readonly SKTypeface s_shipped = Load();

    private readonly SystemFonts _system;
    private readonly SKFont _shipped = new(s_shipped);
    private readonly SortedSet<Rune> _missing = [];
    private readonly SortedSet<Rune> _unshaped = [];

    /// <summary>Fonts for one picture.</summary>
    /// <param name="folders">Where fonts of the system lie; none to measure with the shipped font alone.</param>
    public FontSet(IEnumerable<string> folders) => _system = new SystemFonts(folders);

    /// <summary>Characters that are not drawn correctly: one sentence each.</summary>
    public IEnumerable<string> Warnings => FontWarnings.Of(_missing, _unshaped);

    /// <summary>How wide a text is.</summary>
    /// <param name="text">One line.</param>
    /// <param name="size">Size of the letters, pixels.</param>
    /// <returns>Pixels.</returns>
    public double Width(string text, double size) => Runs(text).Sum(run =>
    {
        using SKFont font = Font(run.Face, size, isBold: false);
        return font.MeasureText(run.Text);
    });

    /// <summary>Draws a text from left to right.</summary>
    public void Draw(SKCanvas canvas, (double X, double Y) start, string text, Lettering lettering, SKPaint paint)
    {
        double x = start.X;
        foreach ((string run, SKTypeface face) in Runs(text))
        {
            using SKFont font = Font(face, lettering.Size, lettering.IsBold);
            canvas.DrawText(run, (float)x, (float)start.Y, SKTextAlign.Left, font, paint);
            x += font.MeasureText(run);
        }
    }

    /// <summary>Closes the fonts of the system.</summary>
    public void Dispose()
    {
        _system.Dispose();
        _shipped.Dispose();
    }

    private static SKFont Font(SKTypeface face, double size, bool isBold) => new(face, (float)size)
    {
        // Without hinting a text has the same form at every place, and the same width in every picture.
        Edging = SKFontEdging.Antialias, Subpixel = true, Hinting = SKFontHinting.None, LinearMetrics = true, Embolden = isBold,
    };

    private static SKTypeface Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Kaya.Figures.DejaVuSans.ttf")!;
        using SKData data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException("the font of this assembly cannot be read");
    }

    // Letters of one font are drawn together; one that no font has becomes a question mark in a lozenge, which the shipped font has.
    private List<(string Text, SKTypeface Face)> Runs(string text)
    {
        List<(string Text, SKTypeface Face)> runs = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (FontWarnings.NeedsShaping(rune)) _unshaped.Add(rune);
            SKTypeface? face = _shipped.ContainsGlyph(rune.Value) ? s_shipped : _system.Find(rune);
            if (face is null) _missing.Add(rune);
            string letter = face is null ? "\uFFFD" : rune.ToString();
            face ??= s_shipped;
            if (runs.Count > 0 && runs[^1].Face == face) runs[^1] = (runs[^1].Text + letter, face);
            else runs.Add((letter, face));
        }

        return runs;
    }
}
