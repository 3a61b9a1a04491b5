using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaya.Geo.Gdal;

/// <summary>Names of character encodings, as programs write them beside shapefiles.</summary>
internal static partial class CodePages
{
    private const int DriverByte = 29;

    // The byte of a dBASE table that names its code page (language driver), as ArcGIS and FoxPro list them. 87 is the system's own.
    private static readonly FrozenDictionary<int, int> s_drivers = new Dictionary<int, int>
    {
        [1] = 437, [2] = 850, [3] = 1252, [8] = 865, [9] = 437, [10] = 850, [11] = 437, [13] = 437, [14] = 850, [15] = 437, [16] = 850,
        [17] = 437, [18] = 850, [19] = 932, [20] = 850, [21] = 437, [22] = 850, [23] = 865, [24] = 437, [25] = 437, [26] = 850,
        [27] = 437, [28] = 863, [29] = 850, [31] = 852, [34] = 852, [35] = 852, [36] = 860, [37] = 850, [38] = 866, [55] = 850,
        [64] = 852, [77] = 936, [78] = 949, [79] = 950, [80] = 874, [87] = 1252, [88] = 1252, [89] = 1252, [100] = 852, [101] = 866,
        [102] = 865, [103] = 861, [106] = 737, [107] = 857, [108] = 863, [120] = 950, [121] = 949, [122] = 936, [123] = 932,
        [124] = 874, [134] = 737, [135] = 852, [136] = 857, [200] = 1250, [201] = 1251, [202] = 1254, [203] = 1253, [204] = 1257,
    }.ToFrozenDictionary();

    /// <summary>The name by which .NET knows an encoding.</summary>
    /// <param name="written">Such as <c>UTF8</c>, <c>ANSI 1252</c>, <c>ISO 88591</c>, <c>LDID/87</c>, <c>1252</c>, <c>GBK</c>.</param>
    /// <returns>The name; the text itself if it is of no known form.</returns>
    public static string NameOf(string written)
    {
        string plain = written.Trim().ToUpperInvariant();
        if (Utf8().IsMatch(plain)) return "utf-8";
        if (Iso().Match(plain) is { Success: true } iso) return $"iso-8859-{iso.Groups[1].Value}";
        if (Driver().Match(plain) is { Success: true } driver
            && s_drivers.TryGetValue(int.Parse(driver.Groups[1].Value, CultureInfo.InvariantCulture), out int page)) return OfPage(page);
        if (Page().Match(plain) is { Success: true } number) return OfPage(int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture));
        return plain switch { "ASCII" or "US-ASCII" => "us-ascii", "SJIS" or "SHIFT-JIS" or "SHIFTJIS" => "shift_jis", "EUCKR" => "euc-kr",
            "EUCJP" => "euc-jp", "BIG-5" => "big5", "GB18030" or "GBK" or "GB2312" => plain, _ => written.Trim() };
    }

    /// <summary>The encoding that the table of a shapefile names itself; null if it names none, or that of an unknown system.</summary>
    /// <param name="path">A shapefile.</param>
    public static string? OfTable(string path)
    {
        string table = Path.ChangeExtension(path, ".dbf");
        if (!path.EndsWith(".shp", StringComparison.OrdinalIgnoreCase) || !File.Exists(table)) return null;
        using FileStream stream = File.OpenRead(table);
        stream.Position = DriverByte;
        return stream.ReadByte() is var code && code != 87 && s_drivers.TryGetValue(code, out int page) ? OfPage(page) : null;
    }

    private static string OfPage(int page) => page switch
    {
        65001 => "utf-8", 936 => "GBK", 950 => "big5", 932 => "shift_jis", 949 => "ks_c_5601-1987", >= 28591 and <= 28605 =>
            $"iso-8859-{page - 28590}", >= 1250 and <= 1258 => $"windows-{page}", 866 => "cp866",
        _ => string.Create(CultureInfo.InvariantCulture, $"ibm{page:000}"),
    };

    [GeneratedRegex("^(CP|ENCODING=)?UTF[-_ ]?8(-?BOM)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Utf8();

    // ISO-8859-1, ISO8859-1, ISO_8859_15, ISO 88591, 88591, 8859-1, LATIN1.
    [GeneratedRegex("^(?:(?:ISO[-_ ]?)?8859[-_ ]?|LATIN-?)([1-9]|1[0-6])$", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex("^LDID[/ ]([0-9]{1,3})$", RegexOptions.CultureInvariant)]
    private static partial Regex Driver();

    // ANSI 1252, ANSI1252, CP1252, WINDOWS-1252, MS 936, OEM 850, IBM850, 1252.
    [GeneratedRegex("^(?:ANSI|CP|WINDOWS|WIN|MS|OEM|IBM|CODEPAGE)?[-_ ]?([0-9]{3,5})$", RegexOptions.CultureInvariant)]
    private static partial Regex Page();
}
