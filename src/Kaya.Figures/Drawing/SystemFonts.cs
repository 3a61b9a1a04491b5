using System.Collections.Immutable;
using System.Text;
using SkiaSharp;

namespace Kaya.Figures;

/// <summary>Fonts of the system, opened when a letter is asked for that no font before them has.</summary>
internal sealed class SystemFonts(IEnumerable<string> folders) : IDisposable
{
    // Fonts with many scripts first, so that a picture depends less on other installed fonts.
    private static readonly ImmutableArray<string> s_first = ["wqy-microhei", "NotoSansCJK", "DroidSansFallback", "wqy-zenhei",
        "NotoSans-Regular",
        "NotoSans"];

    private readonly List<(SKTypeface Face, SKFont Font)> _open = [];
    private readonly Dictionary<Rune, SKTypeface?> _found = [];
    private Queue<string>? _files;

    /// <summary>Font folders on Linux: of the system and of the user.</summary>
    public static IReadOnlyList<string> Folders
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return ["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts")];
        }
    }

    /// <summary>A font that has a letter.</summary>
    /// <param name="rune">The letter.</param>
    /// <returns>The font; null if none has it.</returns>
    public SKTypeface? Find(Rune rune)
    {
        if (_found.TryGetValue(rune, out SKTypeface? known)) return known;
        SKTypeface? found = _open.Find(open => open.Font.ContainsGlyph(rune.Value)).Face;
        _files ??= new Queue<string>(Files());
        while (found is null && _files.TryDequeue(out string? file))
        {
            // A file that is no font is passed over: other programs put theirs here.
            if (SKTypeface.FromFile(file) is not { } face) continue;
            SKFont font = new(face);
            _open.Add((face, font));
            if (font.ContainsGlyph(rune.Value)) found = face;
        }

        return _found[rune] = found;
    }

    /// <summary>Closes the fonts.</summary>
    public void Dispose()
    {
        foreach ((SKTypeface face, SKFont font) in _open)
        {
            font.Dispose();
            face.Dispose();
        }
    }

    private IEnumerable<string> Files()
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", all))
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".ttc" or ".otf")
            .OrderBy(Rank).ThenBy(file => file, StringComparer.Ordinal);
    }

    private static int Rank(string file)
    {
        int rank = 0;
        while (rank < s_first.Length && !Path.GetFileName(file).StartsWith(s_first[rank], StringComparison.OrdinalIgnoreCase)) rank++;
        return rank;
    }
}
