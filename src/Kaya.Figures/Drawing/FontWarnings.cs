using System.Collections.Immutable;
using System.Text;

namespace Kaya.Figures;

/// <summary>Warnings about characters that cannot be drawn correctly.</summary>
internal static class FontWarnings
{
    // Unicode blocks of letters that change form or order with their neighbours: Hebrew to NKo, the Indic scripts to Sinhala, Tibetan,
    // Myanmar, Khmer, Mongolian.
    private static readonly ImmutableArray<(int First, int Last)> s_shaped = [(0x0590, 0x08FF), (0x0900, 0x0DFF), (0x0F00, 0x109F),
        (0x1780, 0x18AF),
        (0xFB1D, 0xFDFF), (0xFE70, 0xFEFE)];

    // Han, kana, Hangul and their punctuation.
    private static readonly ImmutableArray<(int First, int Last)> s_eastAsian = [(0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7FF),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF)];

    public static bool NeedsShaping(Rune rune) => IsIn(s_shaped, rune);

    public static IEnumerable<string> Of(IReadOnlyCollection<Rune> missing, IReadOnlyCollection<Rune> unshaped)
    {
        Rune[] eastAsian = [.. missing.Where(rune => IsIn(s_eastAsian, rune))], others = [.. missing.Except(eastAsian)];
        if (eastAsian.Length > 0) yield return Missing(eastAsian, "apt-get install fonts-wqy-microhei (2 MB) or fonts-noto-cjk");
        if (others.Length > 0) yield return Missing(others, "apt-get install fonts-noto-core (most scripts)");
        if (unshaped.Count > 0)
            yield return $"Complex scripts are not shaped; letters are drawn one by one from left to right: {List(unshaped)}. Write the "
                + "text in another script.";
    }

    private static string Missing(Rune[] runes, string remedy) =>
        $"No installed font has {List(runes)}; drawn as \uFFFD. On Debian: {remedy}; or copy a font to ~/.local/share/fonts.";

    private static string List(IReadOnlyCollection<Rune> runes) =>
        string.Join(", ", runes.Take(5).Select(rune => $"{rune} (U+{rune.Value:X4})"))
            + (runes.Count > 5 ? $" and {runes.Count - 5} more" : "");

    private static bool IsIn(ImmutableArray<(int First, int Last)> blocks, Rune rune) =>
        blocks.Any(block => rune.Value >= block.First && rune.Value <= block.Last);
}
