using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>A province, municipality, autonomous or special administrative region of China, with its names in common tables.</summary>
/// <param name="Code">ISO 3166-2, such as <c>CN-BJ</c>: the code used by Kaya.</param>
/// <param name="Number">GB/T 2260, such as 110000, used in maps.</param>
/// <param name="Name">English name, such as <c>Inner Mongolia</c>.</param>
/// <param name="ChineseName">Short Chinese name, such as 北京.</param>
public sealed record ChineseProvince(string Code, int Number, string Name, string ChineseName);

/// <summary>China's provinces, with one code for all their names.</summary>
public static class ChineseProvinces
{
    // Longest first: the name of an autonomous region contains the name of its ethnic group.
    private static readonly ImmutableArray<string> s_endings = ["维吾尔自治区", "特别行政区", "回族自治区", "壮族自治区", "自治区", "省", "市"];

    private static readonly ImmutableArray<ChineseProvince> s_all =
    [
        new("CN-BJ", 110000, "Beijing", "北京"), new("CN-TJ", 120000, "Tianjin", "天津"), new("CN-HE", 130000, "Hebei", "河北"),
        new("CN-SX", 140000, "Shanxi", "山西"), new("CN-NM", 150000, "Inner Mongolia", "内蒙古"), new("CN-LN", 210000, "Liaoning", "辽宁"),
        new("CN-JL", 220000, "Jilin", "吉林"), new("CN-HL", 230000, "Heilongjiang", "黑龙江"), new("CN-SH", 310000, "Shanghai", "上海"),
        new("CN-JS", 320000, "Jiangsu", "江苏"), new("CN-ZJ", 330000, "Zhejiang", "浙江"), new("CN-AH", 340000, "Anhui", "安徽"),
        new("CN-FJ", 350000, "Fujian", "福建"), new("CN-JX", 360000, "Jiangxi", "江西"), new("CN-SD", 370000, "Shandong", "山东"),
        new("CN-HA", 410000, "Henan", "河南"), new("CN-HB", 420000, "Hubei", "湖北"), new("CN-HN", 430000, "Hunan", "湖南"),
        new("CN-GD", 440000, "Guangdong", "广东"), new("CN-GX", 450000, "Guangxi", "广西"), new("CN-HI", 460000, "Hainan", "海南"),
        new("CN-CQ", 500000, "Chongqing", "重庆"), new("CN-SC", 510000, "Sichuan", "四川"), new("CN-GZ", 520000, "Guizhou", "贵州"),
        new("CN-YN", 530000, "Yunnan", "云南"), new("CN-XZ", 540000, "Tibet", "西藏"), new("CN-SN", 610000, "Shaanxi", "陕西"),
        new("CN-GS", 620000, "Gansu", "甘肃"), new("CN-QH", 630000, "Qinghai", "青海"), new("CN-NX", 640000, "Ningxia", "宁夏"),
        new("CN-XJ", 650000, "Xinjiang", "新疆"), new("CN-TW", 710000, "Taiwan", "台湾"), new("CN-HK", 810000, "Hong Kong", "香港"),
        new("CN-MO", 820000, "Macao", "澳门"),
    ];

    private static readonly FrozenDictionary<string, ChineseProvince> s_names = Names().ToFrozenDictionary(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>All 34, by number.</summary>
    public static IReadOnlyList<ChineseProvince> All => s_all;

    /// <summary>Finds a province by code, number, English or Chinese name, with or without <c>Province</c>, 省 and the like.</summary>
    /// <param name="text">Such as <c>CN-NM</c>, <c>150000</c>, <c>InnerMongolia</c>, 内蒙古自治区.</param>
    /// <returns>The province; null if the text is not a province.</returns>
    public static ChineseProvince? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.Trim();
        if (s_names.TryGetValue(name, out ChineseProvince? province)) return province;
        string? ending = s_endings.FirstOrDefault(known => name.EndsWith(known, StringComparison.Ordinal));
        string plain = ending is null ? Joined(name.Replace("Province", "", StringComparison.OrdinalIgnoreCase)) : name[..^ending.Length];
        return s_names.GetValueOrDefault(plain);
    }

    /// <summary>Finds a province that must exist.</summary>
    /// <param name="text">As for <see cref="Find"/>.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The province.</returns>
    /// <exception cref="DataFormatException">No such province; the message suggests one.</exception>
    public static ChineseProvince Parse(string text, SourceLocation? where = null) =>
        Find(text) ?? throw Spelling.Unknown("province of China", text, s_all.Select(province => province.Name), where);

    /// <summary>The code of a zone: that of the province if the text is the name of one, otherwise the text itself.</summary>
    /// <param name="text">The name of a zone in a table.</param>
    /// <returns>Such as <c>CN-BJ</c> for 北京市.</returns>
    public static string Canonical(string text) => Find(text)?.Code ?? text.Trim();

    private static string Joined(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(
        "'", "", StringComparison.Ordinal);

    private static Dictionary<string, ChineseProvince> Names()
    {
        Dictionary<string, ChineseProvince> names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["NeiMongol"] = s_all[4], ["Xizang"] = s_all[25], ["Macau"] = s_all[33],
        };
        foreach (ChineseProvince province in s_all)
        {
            names[province.Code] = province;
            names[province.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)] = province;
            names[Joined(province.Name)] = province;
            names[province.ChineseName] = province;
        }

        return names;
    }
}
