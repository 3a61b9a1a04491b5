using Kaya.Geo;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>Method for comparing zone names.</summary>
public enum ZoneNames
{
    /// <summary>As spelt in the files, but for blanks, composed accents and decimals of whole numbers.</summary>
    AsWritten,

    /// <summary>As Chinese provinces: CN-BJ, 110000, Beijing, 北京 and 北京市 are one zone.</summary>
    ChineseProvinces,
}

/// <summary>Codes by which zones are compared.</summary>
internal static class ZoneNamesExtensions
{
    /// <summary>The unique code of a zone.</summary>
    /// <param name="names">How names are compared.</param>
    /// <param name="text">The name in a file.</param>
    /// <returns>The text, or the ISO 3166-2 code of the named province.</returns>
    public static string CodeOf(this ZoneNames names, string text) =>
        names == ZoneNames.ChineseProvinces ? ChineseProvinces.Canonical(ZoneCode.Plain(text)) : ZoneCode.Plain(text);
}
