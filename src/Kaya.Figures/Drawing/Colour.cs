using System.Globalization;

namespace Kaya.Figures;

/// <summary>Roles of colours. In a page they follow its theme, light or dark.</summary>
internal enum Tone
{
    Ink,
    Muted,
    Grid,
    Surface,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Series7,
}

/// <summary>A colour: that of a role, or one that is the same in every theme.</summary>
/// <param name="R">Red, as on white paper where the colour has a role.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="Role">The role; null for a fixed colour.</param>
internal readonly record struct Colour(byte R, byte G, byte B, Tone? Role = null)
{
    /// <summary>As in HTML: <c>#0072b2</c>.</summary>
    public string Hex => $"#{R:x2}{G:x2}{B:x2}";

    public static implicit operator Colour(Tone tone) => tone switch
    {
        Tone.Ink => new(0x1b, 0x1f, 0x24, tone),
        Tone.Muted => new(0x57, 0x60, 0x6a, tone),
        Tone.Grid => new(0xe3, 0xe7, 0xeb, tone),
        Tone.Surface => new(0xff, 0xff, 0xff, tone),
        Tone.Series1 => new(0x00, 0x72, 0xb2, tone),
        Tone.Series2 => new(0xd5, 0x5e, 0x00, tone),
        Tone.Series3 => new(0x00, 0x87, 0x5f, tone),
        Tone.Series4 => new(0xb0, 0x57, 0x8d, tone),
        Tone.Series5 => new(0x4a, 0xa3, 0xd8, tone),
        Tone.Series6 => new(0xc2, 0x8a, 0x00, tone),
        _ => new(0x7a, 0x82, 0x8c, tone),
    };

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    /// <param name="text">The colour.</param>
    /// <returns>The colour; null for anything else.</returns>
    public static Colour? TryParse(string text) =>
        text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out int rgb)
            ? new Colour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb) : null;
}
