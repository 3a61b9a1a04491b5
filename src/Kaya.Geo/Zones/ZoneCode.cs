using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Codes of zones as they are compared: however a file spells them.</summary>
public static partial class ZoneCode
{
    /// <summary>The plain spelling of a code.</summary>
    /// <param name="text">As in a file.</param>
    /// <returns>Without blanks around it, accents composed, a whole number without decimals: <c>110000.000</c> is <c>110000</c>.</returns>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string plain = ComposedText.Of(text.Trim());
        return WholeWithDecimals().Match(plain) is { Success: true } match ? match.Groups[1].Value : plain;
    }

    /// <summary>Whether a text stands for no code: empty, or -99 and the like, as world files have for areas without one.</summary>
    /// <param name="plain">A plain code.</param>
    /// <returns>True if it is none.</returns>
    public static bool IsNone(string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        return plain.Length == 0 || None().IsMatch(plain);
    }

    [GeneratedRegex(@"^([+-]?[0-9]+)\.0*$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeWithDecimals();

    [GeneratedRegex("^-9{2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex None();
}
